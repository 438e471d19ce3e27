using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>The tokens that clusters register with, with failures as the program tells them.</summary>
internal static class FleetTokens
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly NamespacedName ClusterInfo = new("kube-public", "cluster-info");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Creates a token; it can be used when this returns.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="lifetime">How long it holds; zero for ever.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="environment">The time, and where secrets are drawn from.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="CommandFailedException">The hub refused, or did not answer.</exception>
    public static async Task<BootstrapToken> CreateAsync(
        IClusterApi hub,
        TimeSpan lifetime,
        string description,
        PkiEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var created = await new RegistrationTokens(hub, environment).CreateAsync(
            lifetime,
            description,
            cancellationToken
        );
        if (!created.IsSuccess)
            throw new CommandFailedException($"the token could not be created: {created.Error.Message}");
        await SignedAsync(hub, created.Value, environment.Clock, cancellationToken);
        return created.Value;
    }

    /// <summary>All tokens, ordered by id.</summary>
    /// <exception cref="CommandFailedException">The hub refused, or did not answer.</exception>
    public static async Task<IReadOnlyList<BootstrapTokenSecret>> ListAsync(
        IClusterApi hub,
        PkiEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var listed = await new RegistrationTokens(hub, environment).ListAsync(cancellationToken);
        return listed.IsSuccess
            ? listed.Value
            : throw new CommandFailedException($"the tokens could not be read: {listed.Error.Message}");
    }

    /// <summary>Deletes a token, by its id or whole.</summary>
    /// <exception cref="CommandFailedException">There is none, or the hub did not do it.</exception>
    public static async Task DeleteAsync(
        IClusterApi hub,
        string token,
        PkiEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (await new RegistrationTokens(hub, environment).DeleteAsync(token, cancellationToken) is { } error)
            throw new CommandFailedException(
                error.Reason == StatusReason.NotFound
                    ? $"there is no token {token.Split('.')[0]}"
                    : $"the token could not be deleted: {error.Message}"
            );
    }

    /// <summary>Waits until those who have the token can tell the hub from others: a controller signs the cluster-info with it.</summary>
    private static async Task SignedAsync(
        IClusterApi hub,
        BootstrapToken token,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var begun = clock.GetTimestamp();
        while (clock.GetElapsedTime(begun) < Patience)
        {
            var info = await hub.GetAsync(ConfigMaps, ClusterInfo, cancellationToken);
            if (info.Value?.Root.Map("data")?.ContainsKey(ClusterInfoSignature.KeyPrefix + token.Id) == true)
                return;
            await Task.Delay(Pause, clock, cancellationToken);
        }
        throw new CommandFailedException(
            $"the hub has not signed its cluster-info with the token {token.Id} within {Patience.TotalSeconds} s"
        );
    }
}
