using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The schemas of Kubernetes 1.36's built-in types, and the resources that are made of them. Read from the project's own table
/// (the files <c>*.schema</c> beside this one) in one go of a few milliseconds; immutable and shared by all servers of a process.
/// </summary>
public sealed class BuiltinSchemas
{
    private static readonly Lazy<BuiltinSchemas> Shared = new(Load);

    private readonly Dictionary<string, BuiltinType> types = new(640, StringComparer.Ordinal);

    // By kind, as a few kinds are in several groups.
    private readonly Dictionary<string, List<BuiltinType>> kinds = new(160, StringComparer.Ordinal);

    internal BuiltinSchemas(ImmutableArray<BuiltinType> types)
    {
        Types = types;
        foreach (var type in types)
        {
            this.types.Add(type.Schema.TypeName, type);
            if (type.Kinds.IsEmpty)
                continue;
            if (!kinds.TryGetValue(type.Kinds[0].Kind, out var same))
                kinds.Add(type.Kinds[0].Kind, same = []);
            same.Add(type);
        }
    }

    /// <summary>The one set of them; made on first use.</summary>
    public static BuiltinSchemas Instance => Shared.Value;

    /// <summary>All types, by full name (ordinal).</summary>
    public ImmutableArray<BuiltinType> Types { get; }

    /// <summary>
    /// All resources, without subresources of their own: the core group first, then in the order in which the original's discovery
    /// lists groups, and by name within a group version.
    /// </summary>
    public ImmutableArray<BuiltinResource> Resources { get; internal set; } = [];

    /// <summary>The schema of a kind, or null when the kind is not built in.</summary>
    public StructuralSchema? Find(GroupVersionKind kind)
    {
        foreach (var type in kinds.GetValueOrDefault(kind.Kind) ?? [])
        {
            if (type.Kinds[0] == kind)
                return type.Schema;
        }
        return null;
    }

    /// <summary>The schema of a type by its full name, <c>io.k8s.api.core.v1.PodSpec</c>, or null.</summary>
    public StructuralSchema? FindType(string typeName) => types.GetValueOrDefault(typeName)?.Schema;

    /// <summary>What objects of a type call themselves; see <see cref="BuiltinType.Kinds"/>.</summary>
    internal ImmutableArray<GroupVersionKind> KindsOf(string typeName) => types[typeName].Kinds;

    /// <summary>The schema of a kind that must be built in.</summary>
    /// <exception cref="ArgumentException">The kind is not built in.</exception>
    public StructuralSchema Get(GroupVersionKind kind) =>
        Find(kind) ?? throw new ArgumentException($"{kind} is not built in", nameof(kind));

    /// <summary>Finds a resource by its URL name.</summary>
    public bool TryGetResource(GroupVersionResource resource, [NotNullWhen(true)] out BuiltinResource? found)
    {
        foreach (var one in Resources)
        {
            if (one.Resource != resource)
                continue;
            found = one;
            return true;
        }
        found = null;
        return false;
    }

    /// <summary>Reads the table anew: for measuring and for tests; everybody else takes <see cref="Instance"/>.</summary>
    internal static BuiltinSchemas Load() => new BuiltinTable().Build();
}

/// <summary>A built-in type.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Kinds">
/// What objects of the type call themselves; empty for a type that only stands inside others. An entry with version <c>*</c> stands for
/// every group version served (<c>DeleteOptions</c>, <c>WatchEvent</c>).
/// </param>
public sealed record BuiltinType(StructuralSchema Schema, ImmutableArray<GroupVersionKind> Kinds);

/// <summary>A built-in resource: the facts that discovery shows.</summary>
public sealed record BuiltinResource
{
    /// <summary>Group, version and plural name.</summary>
    public required GroupVersionResource Resource { get; init; }

    /// <summary>The kind of its objects.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The verbs, sorted.</summary>
    public required ImmutableArray<string> Verbs { get; init; }

    /// <summary>Singular name.</summary>
    public required string Singular { get; init; }

    /// <summary>Short names for kubectl.</summary>
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Subresources, by name.</summary>
    public ImmutableArray<BuiltinSubresource> Subresources { get; init; } = [];

    /// <summary>The schema of an object.</summary>
    public required StructuralSchema Schema { get; init; }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind GroupVersionKind => Resource.GroupVersion.Kind(Kind);
}

/// <summary>A subresource of a built-in resource.</summary>
/// <param name="Name">What stands behind the object's name in the URL: <c>status</c>, <c>scale</c>, <c>log</c>, ….</param>
/// <param name="Kind">The kind of what is read and written, which may be of another group (<c>autoscaling/v1 Scale</c>).</param>
/// <param name="Verbs">The verbs, sorted.</param>
/// <param name="Schema">The kind's schema; null for the options of connections (<c>PodExecOptions</c>), which are no objects.</param>
public sealed record BuiltinSubresource(
    string Name,
    GroupVersionKind Kind,
    ImmutableArray<string> Verbs,
    StructuralSchema? Schema
);
