using System.Collections.Frozen;
using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>One resource as discovery shows it.</summary>
/// <param name="Resource">Group, version and plural name.</param>
/// <param name="Kind">The kind of its objects.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
/// <param name="Verbs">What can be done with it.</param>
internal sealed record ServedResource(
    GroupVersionResource Resource,
    string Kind,
    bool Namespaced,
    FrozenSet<string> Verbs
)
{
    /// <summary>Whether objects of it can be followed and deleted: what a garbage collector needs.</summary>
    public bool IsCollectable => Verbs.Contains("delete") && Verbs.Contains("list") && Verbs.Contains("watch");
}

/// <summary>
/// What a server serves, read from its discovery documents: every kind, and of each resource the version the server prefers. Immutable.
/// </summary>
internal sealed class ServedResources
{
    private readonly FrozenDictionary<GroupVersionKind, ServedResource> byKind;
    private readonly FrozenDictionary<GroupResource, ServedResource> preferred;

    private ServedResources(List<ServedResource> all, ImmutableArray<GroupVersion> stale)
    {
        // The first one wins: groups list their versions by preference.
        var kinds = new Dictionary<GroupVersionKind, ServedResource>();
        var resources = new Dictionary<GroupResource, ServedResource>();
        var order = ImmutableArray.CreateBuilder<ServedResource>();
        foreach (var one in all)
        {
            kinds.TryAdd(one.Resource.GroupVersion.Kind(one.Kind), one);
            if (resources.TryAdd(one.Resource.GroupResource, one))
                order.Add(one);
        }
        byKind = kinds.ToFrozenDictionary();
        preferred = resources.ToFrozenDictionary();
        Preferred = order.ToImmutable();
        Stale = stale;
    }

    /// <summary>Nothing is known to be served.</summary>
    public static ServedResources None { get; } = new([], []);

    /// <summary>Each resource once, in the version the server prefers.</summary>
    public ImmutableArray<ServedResource> Preferred { get; }

    /// <summary>Versions whose own server does not answer: what they serve is not known.</summary>
    public ImmutableArray<GroupVersion> Stale { get; }

    /// <summary>The resource of a kind, or null when no such kind is served.</summary>
    public ServedResource? Find(GroupVersionKind kind) => byKind.GetValueOrDefault(kind);

    /// <summary>The resource of a group and name in its preferred version, or null.</summary>
    public ServedResource? Find(GroupResource resource) => preferred.GetValueOrDefault(resource);

    /// <summary>Reads <c>APIGroupDiscoveryList</c> documents (<c>/api</c> and <c>/apis</c>).</summary>
    public static ServedResources Read(params ReadOnlySpan<MapValue> documents)
    {
        var all = new List<ServedResource>();
        var stale = ImmutableArray.CreateBuilder<GroupVersion>();
        foreach (var document in documents)
        {
            foreach (var group in document.Maps("items"))
            {
                var name = group.Map("metadata")?.Text("name") ?? "";
                foreach (var version in group.Maps("versions"))
                {
                    var groupVersion = new GroupVersion(name, version.Text("version") ?? "");
                    if (version.Text("freshness") == "Stale")
                        stale.Add(groupVersion);
                    all.AddRange(version.Maps("resources").Select(r => Read(groupVersion, r)));
                }
            }
        }
        return new(all, stale.ToImmutable());
    }

    private static ServedResource Read(GroupVersion version, MapValue resource) =>
        new(
            version.Resource(resource.Text("resource") ?? ""),
            resource.Map("responseKind")?.Text("kind") ?? "",
            resource.Text("scope") == "Namespaced",
            resource.Texts("verbs").ToFrozenSet(StringComparer.Ordinal)
        );
}
