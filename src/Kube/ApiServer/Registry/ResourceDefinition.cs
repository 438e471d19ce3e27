using System.Collections.Immutable;
using Pangea.Kube.ApiServer.CustomResources;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Everything the server needs to serve one resource in one version: immutable, built at start for built-in kinds and anew
/// for each change of a custom resource definition.
/// </summary>
public sealed record ResourceDefinition
{
    /// <summary>Group, version and plural name.</summary>
    public required GroupVersionResource Resource { get; init; }

    /// <summary>The kind of its objects.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind of its lists.</summary>
    public string ListKind => ListKindName.Length > 0 ? ListKindName : Kind + "List";

    /// <summary>The kind of its lists when it is not named after <see cref="Kind"/>.</summary>
    public string ListKindName { get; init; } = "";

    /// <summary>Singular name.</summary>
    public required string Singular { get; init; }

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The verbs that discovery shows, sorted.</summary>
    public ImmutableArray<string> Verbs { get; init; } =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Short names for kubectl.</summary>
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>The schema of an object.</summary>
    public required StructuralSchema Schema { get; init; }

    /// <summary>The <c>openAPIV3Schema</c> of a kind that is not built in, for OpenAPI documents; read late, null for built-in kinds.</summary>
    public Func<MapValue>? OpenApiSchema { get; init; }

    /// <summary>What changes whenever <see cref="OpenApiSchema"/> does.</summary>
    public string OpenApiSchemaVersion { get; init; } = "";

    /// <summary>What is particular to the kind.</summary>
    public required ResourceStrategy Strategy { get; init; }

    /// <summary>How <c>kubectl get</c> prints it.</summary>
    public required TablePrinter Printer { get; init; }

    /// <summary>Its subresources as discovery shows them.</summary>
    public ImmutableArray<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>Whether there is a <c>status</c> subresource.</summary>
    public bool HasStatus => HasSubresource("status");

    /// <summary>Where the <c>scale</c> subresource finds its numbers, or null when there is none.</summary>
    public ScaleDefinition? Scale { get; init; }

    /// <summary>
    /// Whether it is a custom resource: list items carry apiVersion and kind, updates need a resourceVersion, strategic merge is refused,
    /// validation errors are the schema's.
    /// </summary>
    public bool IsCustom { get; init; }

    /// <summary>
    /// The resource under which objects are stored, when that is another one than <see cref="Resource"/>'s group and name: two groups
    /// may show the same objects (events), two versions do.
    /// </summary>
    public GroupResource? StoredAs { get; init; }

    /// <summary>The apiVersion that objects are stored in; this version when null.</summary>
    public GroupVersion? StoredIn { get; init; }

    /// <summary>Turns an object of the stored version into this one; null when they are the same but for apiVersion.</summary>
    public Func<MapValue, MapValue>? FromStored { get; init; }

    /// <summary>Turns an object of this version into the stored one; null when they are the same but for apiVersion.</summary>
    public Func<MapValue, MapValue>? ToStored { get; init; }

    /// <summary>
    /// How a stored object is shown, for kinds whose stored objects may be of any version and older than their schema; takes the place of
    /// <see cref="FromStored"/>.
    /// </summary>
    public Func<KubeObject, KubeObject>? ReadStored { get; init; }

    /// <summary>
    /// Whom to ask before stored objects are looked at, for kinds whose versions a webhook converts; null for all others, which pay nothing for it.
    /// </summary>
    internal ObjectConversion? Conversion { get; init; }

    /// <summary>Whether its objects are being removed for good: nothing can be created any more.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>What clients are told at every request; empty for a version that is not deprecated.</summary>
    public string DeprecationWarning { get; init; } = "";

    /// <summary>Is cancelled when this definition is served no more, or another one in its place: watches end then.</summary>
    public CancellationToken Ends { get; init; }

    /// <summary>The resource that objects are stored as.</summary>
    public GroupResource StoredResource => StoredAs ?? Resource.GroupResource;

    /// <summary>Whether there is a subresource of this name.</summary>
    public bool HasSubresource(string name)
    {
        foreach (var subresource in Subresources)
        {
            if (subresource.Name == name)
                return true;
        }
        return false;
    }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind GroupVersionKind => Resource.GroupVersion.Kind(Kind);
}

/// <summary>Where a kind keeps the numbers of <c>autoscaling/v1 Scale</c>; paths are keys from the root.</summary>
/// <param name="SpecReplicas">For instance <c>spec.replicas</c>.</param>
/// <param name="StatusReplicas">For instance <c>status.replicas</c>.</param>
/// <param name="Selector">The label selector, as an object (built-in kinds) or a text (custom ones); null for none.</param>
public sealed record ScaleDefinition(
    ImmutableArray<string> SpecReplicas,
    ImmutableArray<string> StatusReplicas,
    ImmutableArray<string>? Selector
);

/// <summary>A subresource as discovery shows it.</summary>
/// <param name="Name">For instance <c>status</c>.</param>
/// <param name="Kind">The kind of its bodies, with group and version when they are not the parent's.</param>
/// <param name="Verbs">The verbs, sorted.</param>
public sealed record SubresourceDefinition(string Name, GroupVersionKind Kind, ImmutableArray<string> Verbs);

/// <summary>
/// A resource that is served but not stored: reviews, bindings, component statuses. Discovery shows it; a function answers.
/// </summary>
/// <param name="Resource">Group, version and plural name.</param>
/// <param name="Kind">The kind of its bodies.</param>
/// <param name="Singular">Singular name.</param>
/// <param name="Namespaced">Whether it lives in namespaces.</param>
/// <param name="Verbs">The verbs, sorted.</param>
/// <param name="ShortNames">Short names.</param>
public sealed record VirtualResource(
    GroupVersionResource Resource,
    string Kind,
    string Singular,
    bool Namespaced,
    ImmutableArray<string> Verbs,
    ImmutableArray<string> ShortNames
);
