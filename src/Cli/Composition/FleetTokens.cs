using System.Security.Cryptography;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>Bootstrap tokens of a hub: what clusters register with.</summary>
internal static class FleetTokens
{
    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");

    /// <summary>The group of those who register clusters.</summary>
    public const string Group = "system:bootstrappers:karmada:default-cluster-token";

    /// <summary>Creates a token.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="lifetime">How long it holds; null for ever.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="clock">The time it starts from.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CommandFailedException">The hub refused, or did not answer.</exception>
    public static async Task<BootstrapToken> CreateAsync(
        IClusterApi hub,
        TimeSpan? lifetime,
        string description,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var token = BootstrapToken.Create(RandomNumberGenerator.Fill);
        var secret = new BootstrapTokenSecret(token)
        {
            Expiration = lifetime is { } time ? clock.GetUtcNow() + time : null,
            AllowsAuthentication = true,
            AllowsSigning = true,
            ExtraGroups = [Group],
            Description = description,
        };
        var created = await hub.CreateAsync(Secrets, secret.ToSecret(), WriteOptions.None, cancellationToken);
        return created.IsSuccess
            ? token
            : throw new CommandFailedException($"the token could not be created: {created.Error.Message}");
    }

    /// <summary>All tokens, ordered by id.</summary>
    /// <exception cref="CommandFailedException">The hub refused, or did not answer.</exception>
    public static async Task<IReadOnlyList<BootstrapTokenSecret>> ListAsync(
        IClusterApi hub,
        CancellationToken cancellationToken
    )
    {
        var listed = await hub.ListAsync(
            Secrets,
            BootstrapTokenSecret.Namespace,
            new() { Fields = FieldSelector.Of("type", BootstrapTokenSecret.SecretType) },
            cancellationToken
        );
        if (!listed.IsSuccess)
            throw new CommandFailedException($"the tokens could not be read: {listed.Error.Message}");
        var tokens = new List<BootstrapTokenSecret>();
        foreach (var secret in listed.Value.Items)
        {
            if (BootstrapTokenSecret.TryRead(secret, out var token))
                tokens.Add(token);
        }
        return tokens;
    }

    /// <summary>Deletes a token.</summary>
    /// <exception cref="CommandFailedException">There is none, or the hub did not do it.</exception>
    public static async Task DeleteAsync(IClusterApi hub, string id, CancellationToken cancellationToken)
    {
        if (!BootstrapToken.IsId(id))
            throw new CommandFailedException($"\"{id}\" is no token id: six of a-z and 0-9");
        var deleted = await hub.DeleteAsync(
            Secrets,
            BootstrapTokenSecret.Key(id),
            DeleteOptions.Background,
            cancellationToken
        );
        if (deleted.IsNotFound)
            throw new CommandFailedException($"there is no token {id}");
        if (!deleted.IsSuccess)
            throw new CommandFailedException($"the token could not be deleted: {deleted.Error.Message}");
    }
}
