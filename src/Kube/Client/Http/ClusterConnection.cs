using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Kube.Client;

/// <summary>
/// Where an API server is, whom to trust there, and who calls: what a kubeconfig's context says, with all its files read.
/// </summary>
public sealed record ClusterConnection
{
    /// <summary>The server's address, <c>https://host:port</c>, with a path when it stands behind a prefix.</summary>
    public required Uri Server { get; init; }

    /// <summary>
    /// The authorities one of which the server's certificate must lead to; the machine's own when empty.
    /// </summary>
    public ImmutableArray<X509Certificate2> Roots { get; init; } = [];

    /// <summary>Takes any certificate: only when the kubeconfig says so.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The name the server's certificate must have, when it is not the address's; empty otherwise.</summary>
    public string TlsServerName { get; init; } = "";

    /// <summary>The caller's certificate with its private key, or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Authorities between the caller's certificate and a root, to be sent along.</summary>
    public ImmutableArray<X509Certificate2> ClientCertificateChain { get; init; } = [];

    /// <summary>The caller's bearer token, or empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>A file with the caller's bearer token, read again every minute because tokens are rotated in place; or empty.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The name for basic authentication, which proxies in front of a server may ask for; or empty.</summary>
    public string Username { get; init; } = "";

    /// <summary>The password for basic authentication.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whom the caller acts as, or null.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>A proxy to go through; null takes the machine's (from its environment), except for this machine's own addresses.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether answers must not be compressed.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>
    /// The connection of a pod's service account, by the files that Kubernetes mounts into it.
    /// </summary>
    /// <param name="host"><c>KUBERNETES_SERVICE_HOST</c>.</param>
    /// <param name="port"><c>KUBERNETES_SERVICE_PORT</c>.</param>
    /// <param name="directory">Where <c>ca.crt</c> and <c>token</c> are.</param>
    /// <param name="cancellationToken">Cancels the reading of the files.</param>
    /// <exception cref="IOException">A file is not there.</exception>
    public static async Task<ClusterConnection> InClusterAsync(
        string host,
        string port,
        CancellationToken cancellationToken,
        string directory = "/var/run/secrets/kubernetes.io/serviceaccount"
    )
    {
        var authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var roots = await File.ReadAllTextAsync(Path.Combine(directory, "ca.crt"), cancellationToken);
        return new()
        {
            Server = new($"https://{authority}:{port}"),
            Roots = PemCertificates.Read(roots),
            TokenFile = Path.Combine(directory, "token"),
        };
    }
}

/// <summary>Whom a caller acts as (the <c>Impersonate-…</c> headers).</summary>
/// <param name="User">The user's name.</param>
public sealed record Impersonation(string User)
{
    /// <summary>The user's uid, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The user's groups.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>The user's extra fields, each with its values.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Extra { get; init; } = [];
}
