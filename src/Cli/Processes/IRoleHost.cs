using Pangea.Kube.ApiServer;

namespace Pangea.Cli;

/// <summary>Starts and stops roles, in this process or each in its own.</summary>
internal interface IRoleHost : IAsyncDisposable
{
    /// <summary>Starts a role; it serves when this returns.</summary>
    /// <exception cref="CommandFailedException">It could not be started.</exception>
    Task StartAsync(RoleName role, CancellationToken cancellationToken);

    /// <summary>Stops a role in order; nothing happens when it does not run.</summary>
    Task StopAsync(RoleName role);

    /// <summary>The roles as they run.</summary>
    IReadOnlyList<RunningRole> Running { get; }
}

/// <summary>All roles in this process.</summary>
internal sealed class InProcessRoleHost : IRoleHost
{
    private readonly RoleContext context;
    private readonly Lock rolesLock = new();
    private readonly SortedDictionary<RoleName, IRole> roles = [];

    public InProcessRoleHost(RoleContext context) => this.context = context with { Here = Server };

    /// <inheritdoc/>
    public IReadOnlyList<RunningRole> Running
    {
        get
        {
            lock (rolesLock)
                return [.. roles.Keys.Select(r => new RunningRole(r, Environment.ProcessId, 0))];
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(RoleName role, CancellationToken cancellationToken)
    {
        var started = await Roles.StartAsync(role, context, cancellationToken);
        lock (rolesLock)
            roles[role] = started;
    }

    /// <inheritdoc/>
    public async Task StopAsync(RoleName role)
    {
        IRole? running;
        lock (rolesLock)
        {
            if (!roles.Remove(role, out running))
                return;
        }
        await running.DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ApiServer? Server(RoleName role)
    {
        lock (rolesLock)
            return roles.GetValueOrDefault(role)?.Server;
    }
}
