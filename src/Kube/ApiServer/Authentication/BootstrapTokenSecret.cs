using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A bootstrap token as it is stored: the Secret <c>kube-system/bootstrap-token-ID</c> of type <c>bootstrap.kubernetes.io/token</c>. Source: the
/// page "Authenticating with Bootstrap Tokens" of the Kubernetes documentation.
/// </summary>
/// <param name="Token">The token.</param>
public sealed partial record BootstrapTokenSecret(BootstrapToken Token)
{
    /// <summary>The type of the Secrets.</summary>
    public const string SecretType = "bootstrap.kubernetes.io/token";

    /// <summary>The namespace of the Secrets.</summary>
    public const string Namespace = "kube-system";

    /// <summary>What the Secrets' names begin with; the token's id follows.</summary>
    public const string NamePrefix = "bootstrap-token-";

    /// <summary>The group that everybody with a bootstrap token is in.</summary>
    public const string BootstrappersGroup = "system:bootstrappers";

    private const string UsagePrefix = "usage-bootstrap-";

    /// <summary>When the token ends; null for never.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>Whether requests may be made with it.</summary>
    public bool AllowsAuthentication { get; init; }

    /// <summary>Whether the cluster-info is signed with it.</summary>
    public bool AllowsSigning { get; init; }

    /// <summary>Further groups of its users, each <c>system:bootstrappers:…</c>.</summary>
    public ImmutableArray<string> ExtraGroups { get; init; } = [];

    /// <summary>What it is for, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether its time is over.</summary>
    public bool IsExpired(DateTimeOffset now) => Expiration <= now;

    /// <summary>The name of a token's Secret.</summary>
    public static NamespacedName Key(string tokenId) => new(Namespace, NamePrefix + tokenId);

    /// <summary>Whether a group may be given to users of a bootstrap token.</summary>
    public static bool IsGroup(string group) => group.Length <= 300 && GroupForm().IsMatch(group);

    /// <summary>
    /// Reads a Secret. False when it is of another type, is being deleted, holds no token or another one than its name says, or has an
    /// expiration or a group that cannot be read: such a token counts for nothing.
    /// </summary>
    public static bool TryRead(KubeObject secret, [NotNullWhen(true)] out BootstrapTokenSecret? token)
    {
        token = null;
        var tree = secret.Tree();
        if (tree.Text("type") != SecretType || secret.IsDeleting || secret.Namespace != Namespace)
            return false;
        var data = tree.Map("data") ?? MapValue.Empty;
        var id = Read(data, "token-id");
        if (
            id is null
            || secret.Name != NamePrefix + id
            || !BootstrapToken.TryCreate(id, Read(data, "token-secret") ?? "", out var read)
        )
            return false;
        var expiration = Read(data, "expiration");
        var end = Timestamps.TryParse(expiration);
        if (expiration is { Length: > 0 } && end is null)
            return false;
        var groups = (Read(data, "auth-extra-groups") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (!groups.All(IsGroup))
            return false;
        token = new(read)
        {
            Expiration = end,
            AllowsAuthentication = Read(data, UsagePrefix + "authentication") == "true",
            AllowsSigning = Read(data, UsagePrefix + "signing") == "true",
            ExtraGroups = [.. groups],
            Description = Read(data, "description") ?? "",
        };
        return true;
    }

    /// <summary>The Secret of this token.</summary>
    public KubeObject ToSecret() =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Secret"),
                ("metadata", MapValue.Of(("name", NamePrefix + Token.Id), ("namespace", Namespace))),
                ("type", SecretType),
                (
                    "data",
                    MapValue.Of(
                        ("token-id", Encode(Token.Id)),
                        ("token-secret", Encode(Token.Secret)),
                        ("description", Description.Length == 0 ? null : Encode(Description)),
                        ("expiration", Expiration is { } end ? Encode(Timestamps.Format(end)) : null),
                        ("auth-extra-groups", ExtraGroups.IsEmpty ? null : Encode(string.Join(',', ExtraGroups))),
                        (UsagePrefix + "authentication", AllowsAuthentication ? Encode("true") : null),
                        (UsagePrefix + "signing", AllowsSigning ? Encode("true") : null)
                    )
                )
            )
        );

    private static string? Read(MapValue data, string key)
    {
        try
        {
            return data.Text(key) is { } text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Value Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z")]
    private static partial Regex GroupForm();
}
