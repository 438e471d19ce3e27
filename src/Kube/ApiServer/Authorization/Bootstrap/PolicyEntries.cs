using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The objects of the bootstrap policy from their parts. Lists are words in a text, separated by spaces (<c>core</c> is the core API group,
/// <c>read</c> and <c>write</c> their verbs), and are stored sorted, as the original does.
/// </summary>
internal static class PolicyEntries
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "update", "patch", "delete", "deletecollection"];
    private const string ApiVersion = "rbac.authorization.k8s.io/v1";

    /// <summary>Writing events: nearly every controller may.</summary>
    public static readonly MapValue Events = Rule("create update patch", "core events.k8s.io", "events");

    /// <summary>A rule for resources, for some names of them when any are given.</summary>
    public static MapValue Rule(string verbs, string groups, string resources, string names = "") =>
        MapValue.Of(
            ("apiGroups", Words(groups)),
            ("resourceNames", names.Length == 0 ? null : Words(names)),
            ("resources", Words(resources)),
            ("verbs", Words(verbs))
        );

    /// <summary>A rule for paths.</summary>
    public static MapValue Urls(string verbs, string urls) =>
        MapValue.Of(("nonResourceURLs", Words(urls)), ("verbs", Words(verbs)));

    public static KubeObject ClusterRole(string name, params ReadOnlySpan<MapValue> rules) =>
        new(
            MapValue.Of(
                ("apiVersion", ApiVersion),
                ("kind", "ClusterRole"),
                ("metadata", Metadata(name, "")),
                ("rules", ListValue.Create([.. rules]))
            )
        );

    public static KubeObject Role(string @namespace, string name, params ReadOnlySpan<MapValue> rules) =>
        new(
            MapValue.Of(
                ("apiVersion", ApiVersion),
                ("kind", "Role"),
                ("metadata", Metadata(name, @namespace)),
                ("rules", ListValue.Create([.. rules]))
            )
        );

    /// <summary>A role that others are made of.</summary>
    public static KubeObject AggregatedTo(this KubeObject role, string target) =>
        role.WithLabel(AggregationLabel(target), "true");

    /// <summary>A role that is made of others.</summary>
    public static KubeObject Aggregate(string name) =>
        ClusterRole(name)
            .With(
                MapValue.Of(
                    (
                        "clusterRoleSelectors",
                        ListValue.Create([MapValue.Of(("matchLabels", MapValue.Of((AggregationLabel(name), "true"))))])
                    )
                ),
                "aggregationRule"
            );

    public static KubeObject ClusterBinding(string role, params ReadOnlySpan<MapValue> subjects) =>
        Binding("ClusterRoleBinding", "ClusterRole", role, role, "", subjects);

    public static KubeObject Binding(
        string kind,
        string roleKind,
        string role,
        string name,
        string @namespace,
        params ReadOnlySpan<MapValue> subjects
    ) =>
        new(
            MapValue.Of(
                ("apiVersion", ApiVersion),
                ("kind", kind),
                ("metadata", Metadata(name, @namespace)),
                ("roleRef", MapValue.Of(("apiGroup", RbacAuthorizer.Group), ("kind", roleKind), ("name", role))),
                ("subjects", subjects.IsEmpty ? null : ListValue.Create([.. subjects]))
            )
        );

    public static MapValue User(string name) =>
        MapValue.Of(("apiGroup", RbacAuthorizer.Group), ("kind", "User"), ("name", name));

    public static MapValue Group(string name) =>
        MapValue.Of(("apiGroup", RbacAuthorizer.Group), ("kind", "Group"), ("name", name));

    /// <summary>A service account of kube-system.</summary>
    public static MapValue Account(string name) =>
        MapValue.Of(("kind", "ServiceAccount"), ("name", name), ("namespace", "kube-system"));

    private static MapValue Metadata(string name, string @namespace) =>
        MapValue.Of(
            ("annotations", MapValue.Of((PolicyReconciliation.AutoUpdate, "true"))),
            ("labels", MapValue.Of(("kubernetes.io/bootstrapping", "rbac-defaults"))),
            ("name", name),
            ("namespace", @namespace.Length == 0 ? null : (Value)@namespace)
        );

    private static string AggregationLabel(string target) => $"rbac.authorization.k8s.io/aggregate-to-{target}";

    private static ListValue Words(string text) =>
        ListValue.OfTexts(
            text.Split(' ')
                .SelectMany(word =>
                    word switch
                    {
                        "core" => [""],
                        "read" => Read,
                        "write" => Write,
                        _ => (string[])[word],
                    }
                )
                .Order(StringComparer.Ordinal)
        );
}
