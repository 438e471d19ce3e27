using Pangea.Kube.Client;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Cli;

/// <summary>The store of an API server in the fleet's directory, and the loop that forgets its old history.</summary>
internal static class RoleState
{
    private static readonly TimeSpan CompactEvery = TimeSpan.FromMinutes(1);

    /// <summary>Opens the store.</summary>
    /// <exception cref="StateUnusableException">It cannot be used; the message says why and what to do.</exception>
    public static async Task<SqliteStore> OpenAsync(
        FleetDirectory directory,
        RoleName role,
        CancellationToken cancellationToken
    ) => await SqliteStore.OpenAsync(new() { Path = directory.StateFile(role), CacheKiB = 1024 }, cancellationToken);

    /// <summary>Keeps the store's history bounded.</summary>
    public static void Retain(IStore store, IExecutor executor, CancellationToken cancellationToken)
    {
        var retention = new Retention(store, new(), executor.Clock);
        _ = executor.RunAsync("retention", RunAsync, cancellationToken);

        async Task RunAsync(CancellationToken stopping)
        {
            while (true)
            {
                await Task.Delay(CompactEvery, executor.Clock, stopping);
                await retention.CompactAsync(stopping);
            }
        }
    }
}
