using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers;

/// <summary>What the controllers of bootstrap tokens read of a token's Secret. Pure.</summary>
internal static class StoredToken
{
    /// <summary>Secrets.</summary>
    public static readonly GroupVersionResource Secrets = new("", "v1", "secrets");

    /// <summary>Where tokens are.</summary>
    public const string Namespace = "kube-system";

    private const string NamePrefix = "bootstrap-token-";

    /// <summary>Whether a Secret is that of a bootstrap token.</summary>
    public static bool Is(KubeObject secret) => secret.Root.Text("type") == "bootstrap.kubernetes.io/token";

    /// <summary>
    /// When a token ends, or null when it does not. An end that cannot be read is in the past, as in the original: such a token is good for nothing.
    /// </summary>
    public static DateTimeOffset? EndOf(KubeObject secret) =>
        Read(secret, "expiration") is { Length: > 0 } text
            ? Timestamps.TryParse(text) ?? DateTimeOffset.MinValue
            : null;

    /// <summary>The token, when it may sign the cluster-info now; null when it may not.</summary>
    public static BootstrapToken? Signing(KubeObject secret, DateTimeOffset now) =>
        Is(secret)
        && !secret.IsDeleting
        && !(EndOf(secret) <= now)
        && Read(secret, "usage-bootstrap-signing") == "true"
        && secret.Name == NamePrefix + Read(secret, "token-id")
        && BootstrapToken.TryCreate(Read(secret, "token-id"), Read(secret, "token-secret"), out var token)
            ? token
            : null;

    private static string Read(KubeObject secret, string key) =>
        CsrConditions.Decode(secret.Root.Map("data")?.Text(key));
}
