using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>
/// Kubeconfig files with client certificates for a fleet's own API servers. They hold everything they need, and are written anew when the
/// certificate is due or the server has another address.
/// </summary>
internal static class Credentials
{
    private const string Administrator = "kubernetes-admin";
    private const string Masters = "system:masters";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Writes the administrator's file of a server where it is absent or due.</summary>
    public static Task WriteAdministratorAsync(
        RoleContext context,
        RoleName server,
        ServerKeys keys,
        CancellationToken cancellationToken
    ) => WriteAsync(context, server, keys, context.Directory.Kubeconfig(server), Administrator, cancellationToken);

    /// <summary>
    /// Writes the file by which a cluster's agent reaches its cluster. An agent applies whatever the hub's users may place, roles and
    /// admission policies included, so it is an administrator there, but under a name of its own.
    /// </summary>
    public static Task WriteAgentAsync(
        RoleContext context,
        string cluster,
        ServerKeys keys,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            context,
            RoleName.OfCluster(cluster),
            keys,
            context.Directory.AgentMemberKubeconfig(cluster),
            "system:pangea:agent",
            cancellationToken
        );

    private static async Task WriteAsync(
        RoleContext context,
        RoleName server,
        ServerKeys keys,
        string path,
        string user,
        CancellationToken cancellationToken
    )
    {
        var url = context.Plan.Url(server);
        if (await IsGoodAsync(path, url, keys, context.Clock.GetUtcNow(), cancellationToken))
            return;
        var certificate = keys.Authority.IssueClient(user, Lifetime, Masters);
        var name = server.Kind == RoleKind.Hub ? "karmada-apiserver" : server.Cluster;
        var kubeconfig = Kubeconfig.Of(
            new(name, url) { AuthorityPem = keys.Trust.Pem },
            new($"{name}-{user.Replace(':', '-')}")
            {
                CertificatePem = certificate.CertificatePem,
                KeyPem = certificate.PrivateKeyPem,
            }
        );
        await SecretFile.WriteAsync(path, kubeconfig.ToYaml(), cancellationToken);
    }

    private static async Task<bool> IsGoodAsync(
        string path,
        string url,
        ServerKeys keys,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (there, _) = await Kubeconfig.LoadAsync(path, cancellationToken);
        if (there is null)
            return false;
        var (connection, _) = await there.ConnectAsync("", cancellationToken);
        return connection is { ClientCertificate: { } certificate }
            && connection.Server == new Uri(url)
            && keys.Trust.Verify(certificate, KeyUsageNames.ClientAuth, now).IsValid
            && !RenewalPolicy.Default.IsDue(
                new(certificate.NotBefore.ToUniversalTime()),
                new(certificate.NotAfter.ToUniversalTime()),
                now,
                jitter: 0
            );
    }
}
