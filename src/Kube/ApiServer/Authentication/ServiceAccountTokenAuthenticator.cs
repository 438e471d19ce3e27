using System.Collections.Immutable;
using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>What a server needs to check service accounts' tokens.</summary>
public sealed record ServiceAccountTokenOptions
{
    /// <summary>The issuers whose tokens are accepted.</summary>
    public required ImmutableArray<string> Issuers { get; init; }

    /// <summary>The audiences of which a token for this API server must name one.</summary>
    public required ImmutableArray<string> Audiences { get; init; }

    /// <summary>The keys of now. Called on every request; a rotation returns another set.</summary>
    public required Func<TokenKeySet> Keys { get; init; }

    /// <summary>Service accounts.</summary>
    public required IInformer ServiceAccounts { get; init; }

    /// <summary>Pods; without them no token that is bound to a pod is accepted.</summary>
    public IInformer? Pods { get; init; }

    /// <summary>Nodes; without them no token that is bound to a node alone is accepted.</summary>
    public IInformer? Nodes { get; init; }

    /// <summary>Secrets; without them no token that is bound to or lies in a Secret is accepted.</summary>
    public IInformer? Secrets { get; init; }

    /// <summary>How many verified tokens are remembered; the oldest goes first.</summary>
    public int Capacity { get; init; } = 16 * 1024;
}

/// <summary>What a token was found to be.</summary>
/// <param name="User">The account as a user; null when the token is not valid.</param>
/// <param name="Audiences">The audiences, of those asked for, that the token is for.</param>
/// <param name="Error">Why it is not valid; empty when it is.</param>
public sealed record TokenOutcome(UserInfo? User, ImmutableArray<string> Audiences, string Error);

/// <summary>
/// Users by service accounts' tokens: <c>system:serviceaccount:NAMESPACE:NAME</c>. That a token was signed is remembered until it expires or the
/// keys change; that what it is bound to is still there is looked up every time.
/// </summary>
public sealed class ServiceAccountTokenAuthenticator(ServiceAccountTokenOptions options, TimeProvider clock)
    : IAuthenticator
{
    // What is being deleted counts for so long, so that a pod can say goodbye.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(60);
    private static readonly AuthenticationResult Refused = new(null, Status.Unauthorized());

    private readonly ExpiringCache<Digest, Signed> verified = new(options.Capacity);

    private sealed record Signed(ServiceAccountClaims Claims, AuthenticationResult Result, TokenKeySet Keys);

    /// <summary>How many verified tokens are remembered.</summary>
    internal int Count => verified.Count;

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        Credentials credentials,
        CancellationToken cancellationToken
    )
    {
        var token = credentials.BearerToken;
        if (string.IsNullOrEmpty(token) || !JsonWebToken.HasForm(token))
            return new(AuthenticationResult.None);
        return new(Check(token, options.Audiences, out var signed).Length == 0 ? signed!.Result : Refused);
    }

    /// <summary>Checks a token for audiences of the caller's choice, as TokenReview does; none asks for this server's own.</summary>
    public TokenOutcome Review(string token, ImmutableArray<string> audiences)
    {
        if (audiences.IsEmpty)
            audiences = options.Audiences;
        var error = Check(token, audiences, out var signed);
        if (error.Length > 0)
            return new(null, [], error);
        var given = signed!.Claims.IsLegacy ? options.Audiences : signed.Claims.Audiences;
        return new(signed.Result.User, [.. audiences.Where(given.Contains)], "");
    }

    private string Check(string token, ImmutableArray<string> audiences, out Signed? signed)
    {
        var keys = options.Keys();
        var now = clock.GetUtcNow();
        var digest = Digest.Of(token);
        if (!verified.TryGet(digest, now, out signed) || signed.Keys != keys)
        {
            signed = Verify(token, keys);
            if (signed is null)
                return "the token is not signed by this server";
            if (!options.Issuers.Contains(signed.Claims.Issuer) && !signed.Claims.IsLegacy)
                return "the token has another issuer";
            // A token of the older form does not expire; it is checked against its Secret every time.
            verified.Set(
                digest,
                signed,
                signed.Claims.IsLegacy ? DateTimeOffset.MaxValue : End(signed.Claims.ExpiresAt)
            );
        }
        return TimeError(signed.Claims, now)
            ?? AudienceError(signed.Claims, audiences)
            ?? BindingError(signed.Claims, token, now)
            ?? "";
    }

    private static DateTimeOffset End(long seconds) =>
        seconds <= 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.MinValue
            : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static Signed? Verify(string token, TokenKeySet keys) =>
        JsonWebToken.TryVerify(token, keys, out var json) && ServiceAccountClaims.Read(json) is { } claims
            ? new(claims, new(UserOf(claims), null), keys)
            : null;

    private static string? TimeError(ServiceAccountClaims claims, DateTimeOffset now)
    {
        if (claims.IsLegacy)
            return null;
        var seconds = now.ToUnixTimeSeconds();
        return seconds >= claims.ExpiresAt ? "the token has expired"
            : seconds < claims.NotBefore || seconds < claims.IssuedAt ? "the token is not valid yet"
            : null;
    }

    private string? AudienceError(ServiceAccountClaims claims, ImmutableArray<string> audiences)
    {
        var given = claims.IsLegacy ? options.Audiences : claims.Audiences;
        foreach (var audience in audiences)
        {
            if (given.Contains(audience))
                return null;
        }
        return "the token is for another audience";
    }

    private string? BindingError(ServiceAccountClaims claims, string token, DateTimeOffset now)
    {
        if (Missing(options.ServiceAccounts, claims.Namespace, claims.ServiceAccount, now))
            return "the service account is gone";
        if (claims.Secret is { } secret)
        {
            return
                options.Secrets?.Get(new(claims.Namespace, secret.Name)) is { } there
                && !IsGone(there, now)
                && (claims.IsLegacy ? Carries(there, token) : there.Uid == secret.Uid)
                ? null
                : "the secret is gone";
        }
        if (claims.Pod is { } pod)
            return Missing(options.Pods, claims.Namespace, pod, now) ? "the pod is gone" : null;
        return claims.Node is { } node && Missing(options.Nodes, "", node, now) ? "the node is gone" : null;
    }

    private static bool Missing(IInformer? informer, string @namespace, BoundObject bound, DateTimeOffset now) =>
        informer?.Get(new(@namespace, bound.Name)) is not { } there || there.Uid != bound.Uid || IsGone(there, now);

    private static bool IsGone(KubeObject there, DateTimeOffset now) =>
        there.IsDeleting && there.DeletionTimestamp + Farewell < now;

    private static bool Carries(KubeObject secret, string token) =>
        secret.Tree().Map("data")?.Text("token") is { } carried
        && carried == Convert.ToBase64String(Encoding.ASCII.GetBytes(token));

    private static UserInfo UserOf(ServiceAccountClaims claims)
    {
        const string Prefix = "authentication.kubernetes.io/";
        var extra = new SortedDictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        if (claims.Id.Length > 0)
            extra.Add(ClientCertificateAuthenticator.CredentialId, ["JTI=" + claims.Id]);
        if (claims.Pod is { } pod)
        {
            extra.Add(Prefix + "pod-name", [pod.Name]);
            extra.Add(Prefix + "pod-uid", [pod.Uid]);
        }
        if (claims.Node is { } node)
        {
            extra.Add(Prefix + "node-name", [node.Name]);
            extra.Add(Prefix + "node-uid", [node.Uid]);
        }
        return UserInfo.Of(
            ServiceAccountUser.Name(claims.Namespace, claims.ServiceAccount.Name),
            ServiceAccountUser.Groups(claims.Namespace)
        ) with
        {
            Uid = claims.ServiceAccount.Uid,
            Extra = [.. extra],
        };
    }
}
