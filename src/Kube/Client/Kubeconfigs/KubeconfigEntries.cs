namespace Pangea.Kube.Client;

/// <summary>A cluster of a kubeconfig: where its server is and whom to trust there.</summary>
/// <param name="Name">The name contexts refer to.</param>
/// <param name="Server">The address, <c>https://host:port</c>.</param>
public sealed record KubeconfigCluster(string Name, string Server)
{
    /// <summary>The authorities as PEM (<c>certificate-authority-data</c>), or empty.</summary>
    public string AuthorityPem { get; init; } = "";

    /// <summary>A file with them (<c>certificate-authority</c>), or empty.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary><c>insecure-skip-tls-verify</c>.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary><c>tls-server-name</c>, or empty.</summary>
    public string TlsServerName { get; init; } = "";

    /// <summary><c>proxy-url</c>, or empty.</summary>
    public string ProxyUrl { get; init; } = "";

    /// <summary><c>disable-compression</c>.</summary>
    public bool DisableCompression { get; init; }
}

/// <summary>A user of a kubeconfig: who calls.</summary>
/// <param name="Name">The name contexts refer to.</param>
public sealed record KubeconfigUser(string Name)
{
    /// <summary>The certificate, and those between it and a root, as PEM (<c>client-certificate-data</c>), or empty.</summary>
    public string CertificatePem { get; init; } = "";

    /// <summary>A file with them (<c>client-certificate</c>), or empty.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>The private key as PEM (<c>client-key-data</c>), or empty.</summary>
    public string KeyPem { get; init; } = "";

    /// <summary>A file with it (<c>client-key</c>), or empty.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>A bearer token, or empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>A file with a bearer token that may change (<c>tokenFile</c>), or empty.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>A name for basic authentication, or empty.</summary>
    public string Username { get; init; } = "";

    /// <summary>The password for basic authentication, or empty.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whom this user acts as (<c>as</c>, <c>as-uid</c>, <c>as-groups</c>, <c>as-user-extra</c>), or null.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>
    /// What makes this user of no use here: credentials that come from a program (<c>exec</c>, <c>auth-provider</c>); or empty.
    /// </summary>
    public string Refused { get; init; } = "";
}

/// <summary>A context of a kubeconfig: a user at a cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="User">The user's name.</param>
public sealed record KubeconfigContext(string Name, string Cluster, string User)
{
    /// <summary>The namespace commands take when none is said; or empty.</summary>
    public string Namespace { get; init; } = "";
}
