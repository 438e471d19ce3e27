using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Whom the hub may act as in a member: everybody who is bound to a role that opens the member through the hub (<c>clusters/proxy</c>) or the fleet as a
/// whole (<c>proxying/proxy</c>). Pure. Source: <c>unified-auth-controller</c> of Karmada, which does not look at the verbs either.
/// </summary>
internal static class ImpersonationRules
{
    private const string Name = "karmada-impersonator";

    /// <summary>The subjects of the bindings to roles that open a cluster.</summary>
    public static IEnumerable<MapValue> SubjectsFor(
        string cluster,
        IEnumerable<KubeObject> clusterRoles,
        IEnumerable<KubeObject> clusterRoleBindings
    )
    {
        var open = clusterRoles
            .Where(r => r.Root.Maps("rules").Any(rule => Opens(rule, cluster)))
            .Select(r => r.Name)
            .ToHashSet(StringComparer.Ordinal);
        return clusterRoleBindings
            .Where(b => b.Root.Map("roleRef") is { } role && open.Contains(role.Text("name") ?? ""))
            .SelectMany(b => b.Root.Maps("subjects"));
    }

    /// <summary>The ClusterRole that lets the impersonator act as these subjects.</summary>
    public static KubeObject Role(IEnumerable<MapValue> subjects)
    {
        var byKind = subjects
            .GroupBy(s => s.Text("kind") ?? "", s => s.Text("name") ?? "", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new SortedSet<string>(g, StringComparer.Ordinal), StringComparer.Ordinal);
        var rules = new List<Value>();
        foreach (
            var (kind, resource) in new[]
            {
                ("User", "users"),
                ("ServiceAccount", "serviceaccounts"),
                ("Group", "groups"),
            }
        )
        {
            if (byKind.TryGetValue(kind, out var names))
            {
                rules.Add(
                    MapValue.Of(
                        ("apiGroups", ListValue.OfTexts([""])),
                        ("resourceNames", ListValue.OfTexts([.. names])),
                        ("resources", ListValue.OfTexts([resource])),
                        ("verbs", ListValue.OfTexts(["impersonate"]))
                    )
                );
            }
        }
        return Template("ClusterRole").WithRoot("rules", ListValue.From(rules));
    }

    /// <summary>The ClusterRoleBinding that gives it to the hub's account in the member.</summary>
    public static KubeObject RoleBinding() =>
        Template("ClusterRoleBinding")
            .WithRoot(
                "roleRef",
                MapValue.Of(("apiGroup", "rbac.authorization.k8s.io"), ("kind", "ClusterRole"), ("name", Name))
            )
            .WithRoot(
                "subjects",
                ListValue.Create([
                    MapValue.Of(("kind", "ServiceAccount"), ("name", Name), ("namespace", Api.FleetNamespaces.Cluster)),
                ])
            );

    private static bool Opens(MapValue rule, string cluster) =>
        Opens(rule, "cluster.karmada.io", "clusters/proxy", cluster)
        || Opens(rule, "search.karmada.io", "proxying/proxy", "karmada");

    private static bool Opens(MapValue rule, string group, string resource, string name) =>
        rule.Texts("apiGroups").Any(g => g == "*" || g == group)
        && rule.Texts("resources").Any(r => r is "*" or "*/proxy" || r == resource)
        && (rule.List("resourceNames") is not { Count: > 0 } || rule.Texts("resourceNames").Contains(name));

    private static KubeObject Template(string kind) =>
        new(
            MapValue.Of(
                ("apiVersion", "rbac.authorization.k8s.io/v1"),
                ("kind", kind),
                (
                    "metadata",
                    MapValue.Of(("labels", MapValue.Of((Api.FleetLabels.System, Api.FleetLabels.True))), ("name", Name))
                )
            )
        );

    private static KubeObject WithRoot(this KubeObject obj, string field, Value value) =>
        new(obj.Root.With(field, value));
}
