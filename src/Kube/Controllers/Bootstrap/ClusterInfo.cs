using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>What joining clients are told before they trust anybody.</summary>
public sealed record ClusterInfo
{
    /// <summary>The API server's address, <c>https://…</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The roots by which it is verified, as PEM.</summary>
    public required string CertificateAuthority { get; init; }

    /// <summary>The kubeconfig that is signed: an address and roots, no user.</summary>
    internal string ToKubeconfig() =>
        $"""
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: {Convert.ToBase64String(
                System.Text.Encoding.UTF8.GetBytes(CertificateAuthority)
            )}
                server: {Server}
              name: ""
            contexts: null
            current-context: ""
            kind: Config
            users: null

            """.ReplaceLineEndings(
            "\n"
        );

    /// <summary>The Role and RoleBinding by which anonymous clients read it, with kubeadm's names.</summary>
    internal static (KubeObject Role, KubeObject Binding) Access { get; } =
        (
            new(
                MapValue.Of(
                    ("apiVersion", "rbac.authorization.k8s.io/v1"),
                    ("kind", "Role"),
                    ("metadata", Metadata("kubeadm:bootstrap-signer-clusterinfo")),
                    (
                        "rules",
                        ListValue.Create([
                            MapValue.Of(
                                ("apiGroups", ListValue.OfTexts([""])),
                                ("resources", ListValue.OfTexts(["configmaps"])),
                                ("resourceNames", ListValue.OfTexts(["cluster-info"])),
                                ("verbs", ListValue.OfTexts(["get"]))
                            ),
                        ])
                    )
                )
            ),
            new(
                MapValue.Of(
                    ("apiVersion", "rbac.authorization.k8s.io/v1"),
                    ("kind", "RoleBinding"),
                    ("metadata", Metadata("kubeadm:bootstrap-signer-clusterinfo")),
                    (
                        "roleRef",
                        MapValue.Of(
                            ("apiGroup", "rbac.authorization.k8s.io"),
                            ("kind", "Role"),
                            ("name", "kubeadm:bootstrap-signer-clusterinfo")
                        )
                    ),
                    (
                        "subjects",
                        ListValue.Create([
                            MapValue.Of(
                                ("apiGroup", "rbac.authorization.k8s.io"),
                                ("kind", "User"),
                                ("name", "system:anonymous")
                            ),
                        ])
                    )
                )
            )
        );

    internal static MapValue Metadata(string name) => MapValue.Of(("name", name), ("namespace", "kube-public"));
}
