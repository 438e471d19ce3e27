using System.Collections.Immutable;
using System.Text;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What to apply in a member that runs its own agent: a namespace, an account that may do there what Works may ask for, the agent's credentials, and the agent.
/// Names are the original's, so that the one takes the place of the other.
/// </summary>
public sealed record AgentManifest
{
    /// <summary>The name of the Secret with the agent's credentials, and of the key in it.</summary>
    public const string SecretName = "karmada-kubeconfig";

    /// <summary>The name of the agent's Deployment.</summary>
    public const string DeploymentName = "karmada-agent";

    private const string Account = "karmada-agent-sa";
    private const string MountPath = "/etc/kubeconfig";

    /// <summary>The member's name in the fleet.</summary>
    public required string ClusterName { get; init; }

    /// <summary>What the agent calls the hub with.</summary>
    public required AgentCredentials Credentials { get; init; }

    /// <summary>The image of the program.</summary>
    public required string Image { get; init; }

    /// <summary>
    /// The container's arguments. Given what the manifest decides: the member's name, and where the kubeconfig of the hub is mounted.
    /// </summary>
    public Func<string, string, ImmutableArray<string>> Arguments { get; init; } =
        static (cluster, kubeconfig) => ["agent", $"--cluster-name={cluster}", $"--hub-kubeconfig={kubeconfig}"];

    /// <summary>The namespace that everything is in.</summary>
    public string Namespace { get; init; } = FleetNamespaces.System;

    /// <summary>The path at which the agent finds the hub's kubeconfig.</summary>
    public static string KubeconfigPath => $"{MountPath}/{SecretName}";

    /// <summary>The Secret with the agent's credentials.</summary>
    public static KubeObject Secret(AgentCredentials credentials, string @namespace = FleetNamespaces.System) =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Secret"),
                ("metadata", MapValue.Of(("name", SecretName), ("namespace", @namespace))),
                ("type", "Opaque"),
                (
                    "data",
                    MapValue.Of(
                        (
                            SecretName,
                            Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials.ToKubeconfig().ToYaml()))
                        )
                    )
                )
            )
        );

    /// <summary>The objects, in the order in which they are to be applied.</summary>
    public ImmutableArray<KubeObject> Objects() =>
        [
            Make("v1", "Namespace", Named(Namespace, inNamespace: false)),
            Make("v1", "ServiceAccount", Named(Account)),
            Make(
                "rbac.authorization.k8s.io/v1",
                "ClusterRole",
                Named(DeploymentName, inNamespace: false),
                (
                    "rules",
                    ListValue.Create([
                        MapValue.Of(("apiGroups", Texts("*")), ("resources", Texts("*")), ("verbs", Texts("*"))),
                        MapValue.Of(("nonResourceURLs", Texts("*")), ("verbs", Texts("get"))),
                    ])
                )
            ),
            Make(
                "rbac.authorization.k8s.io/v1",
                "ClusterRoleBinding",
                Named(DeploymentName, inNamespace: false),
                (
                    "roleRef",
                    MapValue.Of(
                        ("apiGroup", "rbac.authorization.k8s.io"),
                        ("kind", "ClusterRole"),
                        ("name", DeploymentName)
                    )
                ),
                (
                    "subjects",
                    ListValue.Create([
                        MapValue.Of(("kind", "ServiceAccount"), ("name", Account), ("namespace", Namespace)),
                    ])
                )
            ),
            Secret(Credentials, Namespace),
            Make("apps/v1", "Deployment", Named(DeploymentName), ("spec", DeploymentSpec())),
        ];

    /// <summary>The same as YAML for <c>kubectl apply -f -</c>.</summary>
    public string ToYaml() => string.Join("---\n", Objects().Select(o => YamlText.Write(o.Root)));

    private MapValue DeploymentSpec()
    {
        var labels = MapValue.Of(("app", DeploymentName));
        var container = MapValue.Of(
            ("name", DeploymentName),
            ("image", Image),
            ("args", ListValue.OfTexts(Arguments(ClusterName, KubeconfigPath))),
            ("resources", MapValue.Of(("requests", MapValue.Of(("cpu", "50m"), ("memory", "64Mi"))))),
            (
                "securityContext",
                MapValue.Of(
                    ("allowPrivilegeEscalation", false),
                    ("readOnlyRootFilesystem", true),
                    ("runAsNonRoot", true),
                    ("runAsUser", 65532),
                    ("capabilities", MapValue.Of(("drop", Texts("ALL"))))
                )
            ),
            (
                "volumeMounts",
                ListValue.Create([
                    MapValue.Of(("name", "kubeconfig"), ("mountPath", MountPath), ("readOnly", true)),
                    MapValue.Of(("name", "tmp"), ("mountPath", "/tmp")),
                ])
            )
        );
        var pod = MapValue.Of(
            ("serviceAccountName", Account),
            ("containers", ListValue.Create([container])),
            (
                "volumes",
                ListValue.Create([
                    MapValue.Of(("name", "kubeconfig"), ("secret", MapValue.Of(("secretName", SecretName)))),
                    MapValue.Of(("name", "tmp"), ("emptyDir", MapValue.Empty)),
                ])
            )
        );
        return MapValue.Of(
            ("replicas", 1),
            // Two agents of one member at a time would only be in each other's way.
            ("strategy", MapValue.Of(("type", "Recreate"))),
            ("selector", MapValue.Of(("matchLabels", labels))),
            ("template", MapValue.Of(("metadata", MapValue.Of(("labels", labels))), ("spec", pod)))
        );
    }

    private MapValue Named(string name, bool inNamespace = true)
    {
        var metadata = MapValue.Of(("name", name), ("labels", MapValue.Of((FleetLabels.System, FleetLabels.True))));
        return inNamespace ? metadata.With("namespace", Namespace) : metadata;
    }

    private static KubeObject Make(
        string apiVersion,
        string kind,
        MapValue metadata,
        params ReadOnlySpan<(string Key, Value? Value)> more
    )
    {
        var root = MapValue.Of(("apiVersion", apiVersion), ("kind", kind), ("metadata", metadata));
        foreach (var (key, value) in more)
            root = root.With(key, value);
        return new(root);
    }

    private static ListValue Texts(string text) => ListValue.OfTexts([text]);
}
