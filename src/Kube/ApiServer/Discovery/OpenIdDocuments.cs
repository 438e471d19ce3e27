using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// By what others verify this server's tokens of service accounts: OpenID Connect Discovery. Source: the section "Service account issuer discovery" of the
/// page "Configure Service Accounts for Pods".
/// </summary>
internal sealed class OpenIdDocuments(ServiceAccountTokenIssuer issuer, Func<TokenKeySet> keys)
{
    /// <summary>What the issuer is.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>The public keys.</summary>
    public const string KeysPath = "/openid/v1/jwks";

    /// <summary>How long readers may keep them: the original's hour.</summary>
    public const string CacheControl = "public, max-age=3600";

    /// <summary>Where the keys are; below the issuer's own URL until the server knows where it can be reached.</summary>
    public string KeysUri { get; set; } = issuer.Issuer.TrimEnd('/') + KeysPath;

    /// <summary>Whether a path is one of these documents.</summary>
    public static bool Has(string path) => path.TrimEnd('/') is ConfigurationPath or KeysPath;

    /// <summary>The document at a path, or null.</summary>
    public RawBody? Get(string path) =>
        path switch
        {
            ConfigurationPath => new(issuer.DiscoveryDocument(KeysUri).ToJson(), "application/json"),
            KeysPath => new(keys().ToJwks(), "application/jwk-set+json"),
            _ => null,
        };
}
