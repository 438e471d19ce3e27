using System.Collections.Immutable;
using Pangea.Fleet.Agent;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Hub;

/// <summary>The tokens that members register with: what <c>pangea token</c> creates, lists and deletes, as Secrets of the hub.</summary>
/// <param name="hub">The hub, with an administrator's identity.</param>
/// <param name="environment">The time, and where secrets are drawn from.</param>
public sealed class RegistrationTokens(IClusterApi hub, PkiEnvironment environment)
{
    /// <summary>How long a token holds when nothing else is said, as the original's.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(24);

    /// <summary>Creates a token.</summary>
    /// <param name="life">How long it holds; zero for ever.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <param name="token">The token; null to draw one.</param>
    /// <param name="groups">Groups of who uses it, each <c>system:bootstrappers:…</c>; empty for that of joining members.</param>
    /// <returns>The token, which is shown once.</returns>
    public async ValueTask<ApiResult<BootstrapToken>> CreateAsync(
        TimeSpan life,
        string description,
        CancellationToken cancellationToken,
        BootstrapToken? token = null,
        ImmutableArray<string> groups = default
    )
    {
        token ??= BootstrapToken.Create(environment.Random);
        if (groups.IsDefaultOrEmpty)
            groups = [AgentIdentity.BootstrapGroup];
        if (groups.FirstOrDefault(g => !BootstrapTokenSecret.IsGroup(g)) is { } bad)
            return Status.BadRequest($"the group {bad} is not of the form system:bootstrappers:…");
        if (life < TimeSpan.Zero)
            return Status.BadRequest("a token's life is not negative");
        var secret = new BootstrapTokenSecret(token)
        {
            Expiration = life == TimeSpan.Zero ? null : environment.Clock.GetUtcNow() + life,
            AllowsAuthentication = true,
            AllowsSigning = true,
            ExtraGroups = groups,
            Description = description,
        };
        var made = await hub.CreateAsync(
            FleetResources.Secrets,
            secret.ToSecret(),
            WriteOptions.None,
            cancellationToken
        );
        return made.IsSuccess ? token : made.Error;
    }

    /// <summary>The tokens there are, ordered by id; expired ones too, as long as they are not cleared away.</summary>
    public async ValueTask<ApiResult<BootstrapTokenSecret[]>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = await hub.ListAsync(
            FleetResources.Secrets,
            BootstrapTokenSecret.Namespace,
            new() { Fields = FieldSelector.Of("type", BootstrapTokenSecret.SecretType) },
            cancellationToken
        );
        if (!listed.IsSuccess)
            return listed.Error;
        var tokens = new List<BootstrapTokenSecret>();
        foreach (var secret in listed.Value.Items)
        {
            if (BootstrapTokenSecret.TryRead(secret, out var token))
                tokens.Add(token);
        }
        tokens.Sort((a, b) => string.CompareOrdinal(a.Token.Id, b.Token.Id));
        return tokens.ToArray();
    }

    /// <summary>Deletes a token, by its id or whole; who has it can no longer use it.</summary>
    public async ValueTask<Status?> DeleteAsync(string token, CancellationToken cancellationToken)
    {
        var id = BootstrapToken.TryParse(token, out var whole) ? whole.Id : token;
        if (!BootstrapToken.IsId(id))
            return Status.BadRequest($"\"{token}\" is neither a token nor a token's id");
        var deleted = await hub.DeleteAsync(
            FleetResources.Secrets,
            BootstrapTokenSecret.Key(id),
            DeleteOptions.Background,
            cancellationToken
        );
        return deleted.Error;
    }
}
