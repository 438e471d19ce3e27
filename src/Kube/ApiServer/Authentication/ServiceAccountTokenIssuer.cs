using System.Collections.Immutable;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>Issues tokens for service accounts.</summary>
/// <param name="issuer">The issuer, a URL: <c>https://kubernetes.default.svc</c> by default in Kubernetes.</param>
/// <param name="keys">The keys of now; the first signs.</param>
/// <param name="clock">The time tokens start at.</param>
/// <param name="identities">Where token ids come from.</param>
public sealed class ServiceAccountTokenIssuer(
    string issuer,
    Func<TokenKeySet> keys,
    TimeProvider clock,
    IIdentitySource identities
)
{
    /// <summary>The shortest life a token may be asked for: ten minutes.</summary>
    public static TimeSpan ShortestLifetime { get; } = TimeSpan.FromSeconds(600);

    /// <summary>The issuer's name.</summary>
    public string Issuer => issuer;

    /// <summary>Issues a token for an account.</summary>
    /// <param name="account">The ServiceAccount.</param>
    /// <param name="audiences">For whom.</param>
    /// <param name="lifetime">For how long.</param>
    /// <param name="pod">The pod it ends with, or null.</param>
    /// <param name="node">The node the pod runs on, or that it ends with itself, or null.</param>
    /// <param name="secret">The Secret it ends with, or null.</param>
    /// <returns>The token and its end.</returns>
    public (string Token, DateTimeOffset Expires) Issue(
        KubeObject account,
        ImmutableArray<string> audiences,
        TimeSpan lifetime,
        BoundObject? pod = null,
        BoundObject? node = null,
        BoundObject? secret = null
    )
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new ServiceAccountClaims
        {
            Issuer = issuer,
            Audiences = audiences,
            Namespace = account.Namespace,
            ServiceAccount = new(account.Name, account.Uid),
            Pod = pod,
            Node = node,
            Secret = secret,
            IssuedAt = now,
            NotBefore = now,
            ExpiresAt = now + (long)lifetime.TotalSeconds,
            Id = identities.NewUid(),
        };
        return (
            JsonWebToken.Sign(keys().Signing, claims.ToValue().ToJson().Span),
            DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt)
        );
    }

    /// <summary>
    /// Makes the token that a Secret of type <c>kubernetes.io/service-account-token</c> carries: it ends with that Secret only.
    /// </summary>
    public string IssueForSecret(KubeObject account, string secretName)
    {
        const string Prefix = ServiceAccountClaims.LegacyIssuer + "/";
        var claims = MapValue.Of(
            ("iss", ServiceAccountClaims.LegacyIssuer),
            (Prefix + "namespace", account.Namespace),
            (Prefix + "secret.name", secretName),
            (Prefix + "service-account.name", account.Name),
            (Prefix + "service-account.uid", account.Uid),
            ("sub", ServiceAccountUser.Name(account.Namespace, account.Name))
        );
        return JsonWebToken.Sign(keys().Signing, claims.ToJson().Span);
    }

    /// <summary>The document that <c>/.well-known/openid-configuration</c> serves.</summary>
    /// <param name="jwksUri">Where the key set is, an absolute URL.</param>
    public MapValue DiscoveryDocument(string jwksUri) =>
        MapValue.Of(
            ("issuer", issuer),
            ("jwks_uri", jwksUri),
            ("response_types_supported", ListValue.OfTexts(["id_token"])),
            ("subject_types_supported", ListValue.OfTexts(["public"])),
            (
                "id_token_signing_alg_values_supported",
                ListValue.OfTexts(keys().Keys.Select(k => k.Algorithm).Distinct().Order(StringComparer.Ordinal))
            )
        );
}
