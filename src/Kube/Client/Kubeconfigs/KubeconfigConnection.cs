using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Kube.Client;

/// <summary>Makes a connection of a kubeconfig's context.</summary>
internal static class KubeconfigConnection
{
    public static async Task<(ClusterConnection? Connection, string Error)> MakeAsync(
        Kubeconfig kubeconfig,
        string context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await ReadAsync(kubeconfig, context, cancellationToken), "");
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task<ClusterConnection> ReadAsync(
        Kubeconfig kubeconfig,
        string context,
        CancellationToken cancellationToken
    )
    {
        var name = context.Length > 0 ? context : kubeconfig.CurrentContext;
        if (name.Length == 0)
            throw new FormatException(
                $"the kubeconfig has no current context; choose one: {string.Join(", ", kubeconfig.Contexts.Select(c => c.Name))}"
            );
        var chosen =
            kubeconfig.Contexts.FirstOrDefault(c => c.Name == name)
            ?? throw new FormatException($"the kubeconfig has no context \"{name}\"");
        var cluster =
            kubeconfig.Clusters.FirstOrDefault(c => c.Name == chosen.Cluster)
            ?? throw new FormatException($"context \"{name}\": the kubeconfig has no cluster \"{chosen.Cluster}\"");
        var user = chosen.User.Length == 0 ? new("") : kubeconfig.Users.FirstOrDefault(u => u.Name == chosen.User);
        if (user is null)
            throw new FormatException($"context \"{name}\": the kubeconfig has no user \"{chosen.User}\"");
        if (user.Refused.Length > 0)
            throw new FormatException($"user \"{user.Name}\" of the kubeconfig cannot be used: {user.Refused}");
        var connection = await ReadClusterAsync(cluster, cancellationToken);
        return await ReadUserAsync(connection, user, cancellationToken);
    }

    private static async Task<ClusterConnection> ReadClusterAsync(
        KubeconfigCluster cluster,
        CancellationToken cancellationToken
    )
    {
        var who = $"cluster \"{cluster.Name}\" of the kubeconfig";
        if (
            !Uri.TryCreate(cluster.Server, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http")
        )
            throw new FormatException($"{who}: server \"{cluster.Server}\" is no address like https://host:port");
        Uri? proxy = null;
        if (cluster.ProxyUrl.Length > 0 && !Uri.TryCreate(cluster.ProxyUrl, UriKind.Absolute, out proxy))
            throw new FormatException($"{who}: proxy-url \"{cluster.ProxyUrl}\" is no address");
        var pem = await TextAsync(
            cluster.AuthorityPem,
            cluster.AuthorityFile,
            $"{who}: certificate-authority",
            cancellationToken
        );
        if (pem.Length > 0 && cluster.InsecureSkipTlsVerify)
            throw new FormatException(
                $"{who}: a certificate authority and insecure-skip-tls-verify exclude each other"
            );
        var roots = ImmutableArray<X509Certificate2>.Empty;
        if (pem.Length > 0)
        {
            roots = Certificates(() => PemCertificates.Read(pem), $"{who}: certificate-authority");
            // None would mean the machine's own authorities, which is not what the file says.
            if (roots.IsEmpty)
                throw new FormatException($"{who}: certificate-authority holds no certificate");
        }
        return new()
        {
            Server = server,
            Roots = roots,
            InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify,
            TlsServerName = cluster.TlsServerName,
            Proxy = proxy,
            DisableCompression = cluster.DisableCompression,
        };
    }

    private static async Task<ClusterConnection> ReadUserAsync(
        ClusterConnection connection,
        KubeconfigUser user,
        CancellationToken cancellationToken
    )
    {
        var who = $"user \"{user.Name}\" of the kubeconfig";
        var certificate = await TextAsync(
            user.CertificatePem,
            user.CertificateFile,
            $"{who}: client-certificate",
            cancellationToken
        );
        var key = await TextAsync(user.KeyPem, user.KeyFile, $"{who}: client-key", cancellationToken);
        if (certificate.Length > 0 != key.Length > 0)
            throw new FormatException($"{who}: client-certificate and client-key are needed both");
        if (certificate.Length > 0)
        {
            var (own, chain) = Certificates(
                () => PemCertificates.ReadWithKey(certificate, key),
                $"{who}: client-certificate"
            );
            connection = connection with { ClientCertificate = own, ClientCertificateChain = chain };
        }
        return connection with
        {
            Token = user.TokenFile.Length > 0 ? "" : user.Token,
            TokenFile = user.TokenFile,
            Username = user.Username,
            Password = user.Password,
            Impersonate = user.Impersonate,
        };
    }

    private static T Certificates<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"{what} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<string> TextAsync(
        string data,
        string file,
        string what,
        CancellationToken cancellationToken
    )
    {
        if (data.Length > 0 || file.Length == 0)
            return data;
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{what}: {e.Message}", e);
        }
    }
}
