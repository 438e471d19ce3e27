using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Makes kubeconfig files' values; what is empty is left out.</summary>
internal static class KubeconfigWriter
{
    public static MapValue ToValue(Kubeconfig kubeconfig) =>
        MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "Config"),
            ("current-context", kubeconfig.CurrentContext),
            ("clusters", ListValue.From(kubeconfig.Clusters.Select(c => Entry(c.Name, "cluster", Cluster(c))))),
            ("users", ListValue.From(kubeconfig.Users.Select(u => Entry(u.Name, "user", User(u))))),
            ("contexts", ListValue.From(kubeconfig.Contexts.Select(c => Entry(c.Name, "context", Context(c)))))
        );

    private static MapValue Entry(string name, string member, MapValue value) =>
        MapValue.Of(("name", name), (member, value));

    private static MapValue Cluster(KubeconfigCluster cluster) =>
        MapValue.Of(
            ("server", cluster.Server),
            ("certificate-authority-data", Data(cluster.AuthorityPem)),
            ("certificate-authority", Text(cluster.AuthorityFile)),
            ("insecure-skip-tls-verify", cluster.InsecureSkipTlsVerify ? BoolValue.True : null),
            ("tls-server-name", Text(cluster.TlsServerName)),
            ("proxy-url", Text(cluster.ProxyUrl)),
            ("disable-compression", cluster.DisableCompression ? BoolValue.True : null)
        );

    private static MapValue User(KubeconfigUser user) =>
        MapValue.Of(
            ("client-certificate-data", Data(user.CertificatePem)),
            ("client-certificate", Text(user.CertificateFile)),
            ("client-key-data", Data(user.KeyPem)),
            ("client-key", Text(user.KeyFile)),
            ("token", Text(user.Token)),
            ("tokenFile", Text(user.TokenFile)),
            ("username", Text(user.Username)),
            ("password", Text(user.Password)),
            ("as", Text(user.Impersonate?.User)),
            ("as-uid", Text(user.Impersonate?.Uid)),
            ("as-groups", user.Impersonate?.Groups is { IsEmpty: false } groups ? ListValue.OfTexts(groups) : null),
            (
                "as-user-extra",
                user.Impersonate?.Extra is { IsEmpty: false } extra
                    ? MapValue.From(
                        extra.Select(e => new KeyValuePair<string, Value>(e.Key, ListValue.OfTexts(e.Value)))
                    )
                    : null
            )
        );

    private static MapValue Context(KubeconfigContext context) =>
        MapValue.Of(("cluster", context.Cluster), ("user", context.User), ("namespace", Text(context.Namespace)));

    private static Value? Text(string? text) => string.IsNullOrEmpty(text) ? null : (Value)text;

    private static Value? Data(string pem) =>
        pem.Length == 0 ? null : (Value)Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
