using System.Collections.Immutable;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The name and uid of an object that a token is bound to.</summary>
public readonly record struct BoundObject(string Name, string Uid);

/// <summary>
/// What a service account's token says: the registered claims of RFC 7519 and the private claim <c>kubernetes.io</c>. Also the older form,
/// which lies in a Secret and does not expire. Immutable.
/// </summary>
public sealed record ServiceAccountClaims
{
    /// <summary>The issuer of tokens of the older form.</summary>
    public const string LegacyIssuer = "kubernetes/serviceaccount";

    /// <summary>Who issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>For whom; empty in the older form, which is for the API server.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];

    /// <summary>The account's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The account.</summary>
    public required BoundObject ServiceAccount { get; init; }

    /// <summary>The pod it ends with, or null.</summary>
    public BoundObject? Pod { get; init; }

    /// <summary>The node that the pod runs on (or that the token itself ends with, when there is no pod), or null.</summary>
    public BoundObject? Node { get; init; }

    /// <summary>The Secret it ends with, or null; in the older form the Secret it lies in (whose uid is not said).</summary>
    public BoundObject? Secret { get; init; }

    /// <summary>Seconds since 1970 at which it was issued; 0 in the older form.</summary>
    public long IssuedAt { get; init; }

    /// <summary>Seconds since 1970 before which it is not valid; 0 for always.</summary>
    public long NotBefore { get; init; }

    /// <summary>Seconds since 1970 from which on it is not valid any more; 0 in the older form: never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>The token's own id, or empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whether it is of the older form.</summary>
    public bool IsLegacy => Issuer == LegacyIssuer;

    /// <summary>The account's name and namespace.</summary>
    public NamespacedName Account => new(Namespace, ServiceAccount.Name);

    /// <summary>The claims as a token carries them.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("aud", ListValue.OfTexts(Audiences)),
            ("exp", ExpiresAt),
            ("iat", IssuedAt),
            ("iss", Issuer),
            ("jti", Id.Length == 0 ? null : (Value)Id),
            (
                "kubernetes.io",
                MapValue.Of(
                    ("namespace", Namespace),
                    ("node", ToValue(Node)),
                    ("pod", ToValue(Pod)),
                    ("secret", ToValue(Secret)),
                    ("serviceaccount", ToValue(ServiceAccount))
                )
            ),
            ("nbf", NotBefore),
            ("sub", ServiceAccountUser.Name(Namespace, ServiceAccount.Name))
        );

    /// <summary>Reads claims; null when they are not those of a service account.</summary>
    public static ServiceAccountClaims? Read(ReadOnlySpan<byte> json)
    {
        MapValue claims;
        try
        {
            claims = JsonText.ParseMap(json);
        }
        catch (JsonException)
        {
            return null;
        }
        var issuer = claims.Text("iss") ?? "";
        var read = issuer == LegacyIssuer ? ReadLegacy(claims) : ReadBound(claims, issuer);
        // The subject says the same as the private claim, or somebody else made this.
        return
            read is not null && claims.Text("sub") == ServiceAccountUser.Name(read.Namespace, read.ServiceAccount.Name)
            ? read
            : null;
    }

    private static ServiceAccountClaims? ReadBound(MapValue claims, string issuer)
    {
        if (
            claims.Map("kubernetes.io") is not { } own
            || own.Text("namespace") is not { Length: > 0 } home
            || ReadObject(own, "serviceaccount") is not { } account
            || claims.Integer("exp") is not { } expires
        )
            return null;
        return new()
        {
            Issuer = issuer,
            Audiences = claims["aud"] is StringValue one ? [one.Text] : [.. claims.Texts("aud")],
            Namespace = home,
            ServiceAccount = account,
            Pod = ReadObject(own, "pod"),
            Node = ReadObject(own, "node"),
            Secret = ReadObject(own, "secret"),
            IssuedAt = claims.Integer("iat") ?? 0,
            NotBefore = claims.Integer("nbf") ?? 0,
            ExpiresAt = expires,
            Id = claims.Text("jti") ?? "",
        };
    }

    private static ServiceAccountClaims? ReadLegacy(MapValue claims)
    {
        const string Prefix = LegacyIssuer + "/";
        return
            claims.Text(Prefix + "namespace") is { Length: > 0 } home
            && claims.Text(Prefix + "service-account.name") is { Length: > 0 } name
            && claims.Text(Prefix + "service-account.uid") is { Length: > 0 } uid
            && claims.Text(Prefix + "secret.name") is { Length: > 0 } secret
            ? new()
            {
                Issuer = LegacyIssuer,
                Namespace = home,
                ServiceAccount = new(name, uid),
                Secret = new(secret, ""),
            }
            : null;
    }

    private static BoundObject? ReadObject(MapValue claims, string key) =>
        claims.Map(key) is { } bound ? new(bound.Text("name") ?? "", bound.Text("uid") ?? "") : null;

    private static MapValue? ToValue(BoundObject? bound) =>
        bound is { } b ? MapValue.Of(("name", b.Name), ("uid", b.Uid)) : null;
}
