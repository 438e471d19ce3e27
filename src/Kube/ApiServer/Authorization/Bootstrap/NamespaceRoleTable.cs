using Pangea.Kube.Objects;
using static Pangea.Kube.ApiServer.PolicyEntries;

namespace Pangea.Kube.ApiServer;

/// <summary>The roles in kube-system and kube-public that a cluster of Kubernetes 1.36 starts with, and their bindings.</summary>
internal static class NamespaceRoleTable
{
    private const string System = "kube-system";
    private const string Public = "kube-public";
    private const string Signer = "system:controller:bootstrap-signer";

    public static IEnumerable<KubeObject> Roles() =>
        [
            Role(
                System,
                "extension-apiserver-authentication-reader",
                Rule(Read, "core", "configmaps", "extension-apiserver-authentication")
            ),
            Role(System, Signer, Rule(Read, "core", "secrets")),
            Role(System, "system:controller:cloud-provider", Rule("create get list watch", "core", "configmaps")),
            Role(System, "system:controller:token-cleaner", Rule("get list watch delete", "core", "secrets"), Events),
            LeaderLocking("kube-controller-manager"),
            LeaderLocking("kube-scheduler"),
            Role(
                Public,
                Signer,
                Rule(Read, "core", "configmaps"),
                Rule("update", "core", "configmaps", "cluster-info"),
                Events
            ),
        ];

    public static IEnumerable<KubeObject> Bindings() =>
        [
            RoleBinding(
                System,
                "extension-apiserver-authentication-reader",
                "system::extension-apiserver-authentication-reader",
                User("system:kube-controller-manager"),
                User("system:kube-scheduler")
            ),
            LeaderLockingBinding("kube-controller-manager"),
            LeaderLockingBinding("kube-scheduler"),
            RoleBinding(System, Signer, Signer, Account("bootstrap-signer")),
            RoleBinding(
                System,
                "system:controller:cloud-provider",
                "system:controller:cloud-provider",
                Account("cloud-provider")
            ),
            RoleBinding(
                System,
                "system:controller:token-cleaner",
                "system:controller:token-cleaner",
                Account("token-cleaner")
            ),
            RoleBinding(Public, Signer, Signer, Account("bootstrap-signer")),
        ];

    private static KubeObject LeaderLocking(string component) =>
        Role(
            System,
            "system::leader-locking-" + component,
            Rule("watch", "core", "configmaps"),
            Rule("get update", "core", "configmaps", component)
        );

    private static KubeObject LeaderLockingBinding(string component) =>
        RoleBinding(
            System,
            "system::leader-locking-" + component,
            "system::leader-locking-" + component,
            User("system:" + component),
            Account(component)
        );

    private static KubeObject RoleBinding(
        string @namespace,
        string role,
        string name,
        params ReadOnlySpan<MapValue> subjects
    ) => Binding("RoleBinding", "Role", role, name, @namespace, subjects);
}
