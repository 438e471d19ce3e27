using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>A served resource, as OpenAPI documents describe it.</summary>
public sealed record OpenApiResource
{
    /// <summary>Group, version and plural name.</summary>
    public required GroupVersionResource Resource { get; init; }

    /// <summary>The kind of its objects.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind of its lists; empty for a resource that is not listed.</summary>
    public string ListKind { get; init; } = "";

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The verbs that discovery shows.</summary>
    public required ImmutableArray<string> Verbs { get; init; }

    /// <summary>Its subresources.</summary>
    public ImmutableArray<OpenApiSubresource> Subresources { get; init; } = [];

    /// <summary>
    /// The <c>openAPIV3Schema</c> of a kind that is not built in, with its descriptions; null for a built-in kind, and an empty map for a
    /// kind without a schema. A function, so that nobody keeps the tree: it is called when a document is written.
    /// </summary>
    public Func<MapValue>? CustomSchema { get; init; }

    /// <summary>What changes whenever <see cref="CustomSchema"/> does, for instance the definition's generation; part of the document's hash.</summary>
    public string CustomSchemaVersion { get; init; } = "";

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind GroupVersionKind => Resource.GroupVersion.Kind(Kind);

    /// <summary>A built-in resource as it is.</summary>
    public static OpenApiResource Of(BuiltinResource resource) =>
        new()
        {
            Resource = resource.Resource,
            Kind = resource.Kind,
            ListKind = resource.Verbs.Contains("list") ? resource.Kind + "List" : "",
            Namespaced = resource.Namespaced,
            Verbs = resource.Verbs,
            Subresources = [.. resource.Subresources.Select(s => new OpenApiSubresource(s.Name, s.Kind, s.Verbs))],
        };
}

/// <summary>A subresource of a served resource.</summary>
/// <param name="Name">Its name in the URL.</param>
/// <param name="Kind">The kind of what is read and written.</param>
/// <param name="Verbs">The verbs that discovery shows.</param>
public sealed record OpenApiSubresource(string Name, GroupVersionKind Kind, ImmutableArray<string> Verbs);
