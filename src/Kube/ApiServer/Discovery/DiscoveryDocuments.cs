using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What a server says it serves: the aggregated form (<c>apidiscovery.k8s.io/v2</c>) and the older forms, made from a catalog. Source: "API
/// discovery" in the Kubernetes API concepts.
/// </summary>
internal static class DiscoveryDocuments
{
    /// <summary><c>/api</c> or <c>/apis</c> as an APIGroupDiscoveryList.</summary>
    public static MapValue Aggregated(ResourceCatalog catalog, bool core) =>
        MapValue.Of(
            ("kind", "APIGroupDiscoveryList"),
            ("apiVersion", "apidiscovery.k8s.io/v2"),
            ("metadata", MapValue.Empty),
            (
                "items",
                ListValue.From(
                    catalog
                        .Groups.Where(g => g.Name.Length == 0 == core)
                        .OrderBy(g => g, GroupOrder.Instance)
                        .Select(g => AggregatedGroup(catalog, g))
                )
            )
        );

    /// <summary><c>/api</c> in the older form.</summary>
    public static MapValue CoreVersions(string serverAddress) =>
        MapValue.Of(
            ("kind", "APIVersions"),
            ("versions", ListValue.Create(["v1"])),
            (
                "serverAddressByClientCIDRs",
                ListValue.Create([MapValue.Of(("clientCIDR", "0.0.0.0/0"), ("serverAddress", serverAddress))])
            )
        );

    /// <summary><c>/apis</c> in the older form.</summary>
    public static MapValue Groups(ResourceCatalog catalog) =>
        MapValue.Of(
            ("kind", "APIGroupList"),
            ("apiVersion", "v1"),
            (
                "groups",
                ListValue.From(
                    catalog
                        .Groups.Where(g => g.Name.Length > 0)
                        .OrderBy(g => g, GroupOrder.Instance)
                        .Select(g => Group(g, typed: false))
                )
            )
        );

    /// <summary><c>/apis/GROUP</c>; null when the group is not served.</summary>
    public static MapValue? Group(ResourceCatalog catalog, string group) =>
        catalog.Groups.FirstOrDefault(g => g.Name == group && group.Length > 0) is { } found
            ? Group(found, typed: true)
            : null;

    /// <summary><c>/apis/GROUP/VERSION</c> or <c>/api/v1</c>; null when it is not served.</summary>
    public static MapValue? Resources(ResourceCatalog catalog, GroupVersion version)
    {
        if (!catalog.Groups.Any(g => g.Name == version.Group && g.Versions.Contains(version.Version)))
            return null;
        var list = new List<(string Name, Value Entry)>();
        foreach (var d in catalog.Definitions.Where(d => d.Resource.GroupVersion == version))
        {
            list.Add((d.Resource.Resource, Entry(d.Resource.Resource, d.Singular, d.Namespaced, d.Kind, d.Verbs, d)));
            foreach (var s in d.Subresources)
            {
                var entry = Entry($"{d.Resource.Resource}/{s.Name}", "", d.Namespaced, s.Kind.Kind, s.Verbs, null);
                if (s.Kind.GroupVersion != version)
                    entry = entry.With("group", s.Kind.Group).With("version", s.Kind.Version);
                list.Add(($"{d.Resource.Resource}/{s.Name}", entry));
            }
        }
        foreach (var v in catalog.Virtuals.Where(v => v.Resource.GroupVersion == version))
        {
            var entry = Entry(v.Resource.Resource, v.Singular, v.Namespaced, v.Kind, v.Verbs, null);
            list.Add(
                (
                    v.Resource.Resource,
                    v.ShortNames.IsEmpty ? entry : entry.With("shortNames", ListValue.OfTexts(v.ShortNames))
                )
            );
        }
        return MapValue.Of(
            ("kind", "APIResourceList"),
            ("apiVersion", "v1"),
            ("groupVersion", version.ToString()),
            ("resources", ListValue.From(list.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => e.Entry)))
        );
    }

    private static MapValue Entry(
        string name,
        string singular,
        bool namespaced,
        string kind,
        ImmutableArray<string> verbs,
        ResourceDefinition? definition
    ) =>
        MapValue.Of(
            ("name", name),
            ("singularName", singular),
            ("namespaced", namespaced),
            ("kind", kind),
            ("verbs", ListValue.OfTexts(verbs)),
            ("shortNames", Texts(definition?.ShortNames)),
            ("categories", Texts(definition?.Categories)),
            ("storageVersionHash", definition is null ? null : (Value)StorageVersionHash(definition))
        );

    // Clients only compare it for change: any digest of group, version and kind does.
    private static string StorageVersionHash(ResourceDefinition definition)
    {
        var stored = definition.StoredIn ?? definition.Resource.GroupVersion;
        var digest = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{definition.Kind}")
        );
        return Convert.ToBase64String(digest.AsSpan(0, 8));
    }

    private static Value? Texts(ImmutableArray<string>? texts) =>
        texts is null or { IsEmpty: true } ? null : ListValue.OfTexts(texts.Value);

    private static MapValue Group(CatalogGroup group, bool typed)
    {
        static MapValue Version(string group, string version) =>
            MapValue.Of(("groupVersion", new GroupVersion(group, version).ToString()), ("version", version));

        return MapValue.Of(
            ("kind", typed ? (Value)"APIGroup" : null),
            ("apiVersion", typed ? (Value)"v1" : null),
            ("name", group.Name),
            ("versions", ListValue.From(group.Versions.Select(v => Version(group.Name, v)))),
            ("preferredVersion", Version(group.Name, group.Versions[0]))
        );
    }

    private static MapValue AggregatedGroup(ResourceCatalog catalog, CatalogGroup group) =>
        MapValue.Of(
            (
                "metadata",
                MapValue.Of(
                    ("name", group.Name.Length == 0 ? null : (Value)group.Name),
                    ("creationTimestamp", NullValue.Instance)
                )
            ),
            ("versions", ListValue.From(group.Versions.Select(v => AggregatedVersion(catalog, new(group.Name, v)))))
        );

    private static MapValue AggregatedVersion(ResourceCatalog catalog, GroupVersion version)
    {
        var resources = catalog
            .Definitions.Where(d => d.Resource.GroupVersion == version)
            .Select(d => (d.Resource.Resource, Aggregated(d)))
            .Concat(
                catalog
                    .Virtuals.Where(v => v.Resource.GroupVersion == version)
                    .Select(v => (v.Resource.Resource, Aggregated(v)))
            )
            .OrderBy(r => r.Item1, StringComparer.Ordinal)
            .Select(r => r.Item2);
        return MapValue.Of(
            ("version", version.Version),
            ("resources", ListValue.From(resources)),
            ("freshness", "Current")
        );
    }

    private static MapValue Aggregated(ResourceDefinition d) =>
        MapValue.Of(
            ("resource", d.Resource.Resource),
            ("responseKind", Kind(d.GroupVersionKind)),
            ("scope", d.Namespaced ? "Namespaced" : "Cluster"),
            ("singularResource", d.Singular),
            ("verbs", ListValue.OfTexts(d.Verbs)),
            ("shortNames", Texts(d.ShortNames)),
            ("categories", Texts(d.Categories)),
            (
                "subresources",
                d.Subresources.IsEmpty
                    ? null
                    : ListValue.From(
                        d.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal)
                            .Select(s =>
                                MapValue.Of(
                                    ("subresource", s.Name),
                                    ("responseKind", Kind(s.Kind)),
                                    ("verbs", ListValue.OfTexts(s.Verbs))
                                )
                            )
                    )
            )
        );

    private static MapValue Aggregated(VirtualResource v) =>
        MapValue.Of(
            ("resource", v.Resource.Resource),
            ("responseKind", Kind(v.Resource.GroupVersion.Kind(v.Kind))),
            ("scope", v.Namespaced ? "Namespaced" : "Cluster"),
            ("singularResource", v.Singular),
            ("verbs", ListValue.OfTexts(v.Verbs)),
            ("shortNames", Texts(v.ShortNames))
        );

    private static MapValue Kind(GroupVersionKind kind) =>
        MapValue.Of(("group", kind.Group), ("version", kind.Version), ("kind", kind.Kind));

    /// <summary>
    /// The order of groups: kubectl resolves an ambiguous name to the first group that has it, so Kubernetes' own stand before others, in
    /// the order in which kube-apiserver ranks them.
    /// </summary>
    private sealed class GroupOrder : IComparer<CatalogGroup>
    {
        private static readonly string[] Ranked =
        [
            "",
            "apiregistration.k8s.io",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "apps",
        ];

        public static GroupOrder Instance { get; } = new();

        public int Compare(CatalogGroup? x, CatalogGroup? y)
        {
            var order = Rank(x!.Name).CompareTo(Rank(y!.Name));
            return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
        }

        private static int Rank(string group)
        {
            var i = Array.IndexOf(Ranked, group);
            return i < 0 ? int.MaxValue : i;
        }
    }
}
