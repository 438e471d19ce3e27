using System.Collections.Frozen;
using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>All resources a server serves at one moment; immutable, replaced as a whole when custom resources come and go.</summary>
public sealed class ResourceCatalog
{
    private readonly FrozenDictionary<GroupVersionResource, ResourceDefinition> byResource;
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> byKind;

    private ResourceCatalog(
        ImmutableArray<ResourceDefinition> definitions,
        ImmutableArray<VirtualResource> virtuals,
        long serial
    )
    {
        Definitions = definitions;
        Virtuals = virtuals;
        Serial = serial;
        byResource = definitions.ToFrozenDictionary(d => d.Resource);
        byKind = definitions.ToFrozenDictionary(d => d.GroupVersionKind);
        Groups =
        [
            .. definitions
                .Select(d => d.Resource.GroupVersion)
                .Concat(virtuals.Select(v => v.Resource.GroupVersion))
                .GroupBy(g => g.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CatalogGroup(
                    g.Key,
                    [.. g.Select(v => v.Version).Distinct(StringComparer.Ordinal).Order(KubeVersionOrder.Instance)]
                )),
        ];
    }

    /// <summary>All definitions, in the order they were given.</summary>
    public ImmutableArray<ResourceDefinition> Definitions { get; }

    /// <summary>Resources that are served but not stored.</summary>
    public ImmutableArray<VirtualResource> Virtuals { get; }

    /// <summary>The groups, sorted by name; each with its versions, the preferred one first.</summary>
    public ImmutableArray<CatalogGroup> Groups { get; }

    /// <summary>Grows with each replacement; caches of derived documents go by it.</summary>
    public long Serial { get; }

    /// <summary>A catalog of these definitions.</summary>
    /// <exception cref="ArgumentException">Two definitions serve the same resource or kind.</exception>
    public static ResourceCatalog Of(
        IEnumerable<ResourceDefinition> definitions,
        IEnumerable<VirtualResource> virtuals
    ) => new([.. definitions], [.. virtuals], 1);

    /// <summary>The catalog with other definitions.</summary>
    public ResourceCatalog Replace(IEnumerable<ResourceDefinition> definitions) =>
        new([.. definitions], Virtuals, Serial + 1);

    /// <summary>The definition of a resource, or null when it is not served.</summary>
    public ResourceDefinition? Find(GroupVersionResource resource) => byResource.GetValueOrDefault(resource);

    /// <summary>The definition of a kind, or null when it is not served.</summary>
    public ResourceDefinition? Find(GroupVersionKind kind) => byKind.GetValueOrDefault(kind);
}

/// <summary>A group and its versions, the preferred one first.</summary>
public sealed record CatalogGroup(string Name, ImmutableArray<string> Versions);

/// <summary>
/// The order of API versions: stable before beta before alpha, newer before older, anything else last by name. Source: "Version
/// priority" in the Kubernetes documentation of custom resource definitions.
/// </summary>
public sealed class KubeVersionOrder : IComparer<string>
{
    /// <summary>The one order.</summary>
    public static KubeVersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var a = Read(x ?? "");
        var b = Read(y ?? "");
        if (a is null || b is null)
            return a is null && b is null ? string.CompareOrdinal(x, y)
                : a is null ? 1
                : -1;
        var order = b.Value.Stability.CompareTo(a.Value.Stability);
        if (order == 0)
            order = b.Value.Major.CompareTo(a.Value.Major);
        return order != 0 ? order : b.Value.Minor.CompareTo(a.Value.Minor);
    }

    private static (int Stability, int Major, int Minor)? Read(string version)
    {
        if (version.Length < 2 || version[0] != 'v')
            return null;
        var i = 1;
        if (!TryNumber(version, ref i, out var major))
            return null;
        if (i == version.Length)
            return (3, major, 0);
        var rest = version.AsSpan(i);
        var stability =
            rest.StartsWith("beta") ? 2
            : rest.StartsWith("alpha") ? 1
            : 0;
        if (stability == 0)
            return null;
        i += stability == 2 ? 4 : 5;
        return TryNumber(version, ref i, out var minor) && i == version.Length ? (stability, major, minor) : null;
    }

    private static bool TryNumber(string text, ref int i, out int number)
    {
        number = 0;
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i]) && i - start < 8)
            number = (number * 10) + (text[i++] - '0');
        return i > start;
    }
}
