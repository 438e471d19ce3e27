using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Storage;

namespace Pangea.Cli;

/// <summary>What a server is composed from.</summary>
/// <param name="Store">Its store.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Executor">Runs its loops.</param>
internal sealed record ServerParts(IStore Store, ServerKeys Keys, IExecutor Executor);

/// <summary>
/// A role that serves an API: opens in the order store, server, listener, and closes in the opposite one, so that no request meets a closed
/// store.
/// </summary>
internal sealed class ServerRole : IRole
{
    private readonly CancellationTokenSource stopping = new();
    private readonly RoleExecutor executor;
    private IStore? store;
    private ApiServerListener? listener;

    private ServerRole(RoleExecutor executor) => this.executor = executor;

    /// <inheritdoc/>
    public string Endpoint { get; private set; } = "";

    /// <inheritdoc/>
    public ApiServer? Server { get; private set; }

    /// <summary>Starts the role; it serves when this returns.</summary>
    /// <param name="context">The fleet.</param>
    /// <param name="name">The role.</param>
    /// <param name="start">Starts the server with what belongs to it.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<IRole> StartAsync(
        RoleContext context,
        RoleName name,
        Func<ServerParts, CancellationToken, Task<ApiServer>> start,
        CancellationToken cancellationToken
    )
    {
        var role = new ServerRole(context.NewExecutor());
        try
        {
            await role.OpenAsync(context, name, start, cancellationToken);
            return role;
        }
        catch (Exception)
        {
            await role.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.DisposeAsync();
        stopping.Cancel();
        await executor.EndAsync(Roles.Patience);
        Server?.Dispose();
        if (store is not null)
            await store.DisposeAsync();
        stopping.Dispose();
    }

    private async Task OpenAsync(
        RoleContext context,
        RoleName name,
        Func<ServerParts, CancellationToken, Task<ApiServer>> start,
        CancellationToken cancellationToken
    )
    {
        var keys = await ServerKeys.LoadAsync(context.Directory, name, context.Pki, cancellationToken);
        store = await RoleState.OpenAsync(context.Directory, name, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Server = await start(new(store, keys, executor), stopping.Token);
        RoleState.Retain(store, executor, stopping.Token);
        listener = await ApiEndpoint.OpenAsync(context, name, Server, keys, cancellationToken);
        Endpoint = context.Plan.Url(name);
    }
}
