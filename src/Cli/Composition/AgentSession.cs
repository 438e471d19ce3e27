using Microsoft.Extensions.Logging;
using Pangea.Fleet.Agent;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Cli;

/// <summary>
/// An agent for a cluster that is not of this machine's fleet: its connection, and its credentials, which are kept in the cluster itself.
/// </summary>
internal sealed class AgentSession : IAsyncDisposable
{
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    private readonly ILoggerFactory logging;
    private readonly AgentLink link;
    private AgentRun? run;

    private AgentSession(ClusterConnection connection, AgentLink member, RoleExecutor executor, ILoggerFactory logging)
    {
        Connection = connection;
        link = member;
        Executor = executor;
        this.logging = logging;
    }

    /// <summary>Where the cluster is.</summary>
    public ClusterConnection Connection { get; }

    /// <summary>The cluster.</summary>
    public IClusterApi Member => link.Api;

    /// <summary>Runs the agent's loops.</summary>
    public RoleExecutor Executor { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="kubeconfig">The cluster's; empty inside of it.</param>
    /// <param name="logging">Where the agent logs.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="CommandFailedException">The kubeconfig cannot be used.</exception>
    public static async Task<AgentSession> OpenAsync(
        string kubeconfig,
        ILoggerFactory logging,
        CancellationToken cancellationToken
    )
    {
        var connection = await MemberConnection.OfAsync(kubeconfig, cancellationToken);
        var executor = new RoleExecutor(new ThreadPoolExecutor(logging.CreateLogger<ThreadPoolExecutor>()));
        return new(connection, AgentLink.Over(connection, executor, logging), executor, logging);
    }

    /// <summary>The credentials that are kept in the cluster.</summary>
    /// <exception cref="CommandFailedException">There are none.</exception>
    public async Task<AgentCredentials> LoadAsync(CancellationToken cancellationToken)
    {
        var (credentials, error) = await CredentialSecret.LoadAsync(Member, cancellationToken);
        return credentials
            ?? throw new CommandFailedException(
                $"the cluster is not registered with a hub: {error.ReplaceLineEndings(" ")}"
            );
    }

    /// <summary>Keeps credentials in the cluster, in the namespace that is made for them where it is absent.</summary>
    /// <exception cref="CommandFailedException">The cluster refuses.</exception>
    public async ValueTask KeepAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(cancellationToken);
        if (await CredentialSecret.StoreAsync(Member, credentials, cancellationToken) is { } error)
            throw new CommandFailedException($"the credentials cannot be kept in the cluster: {error.Message}");
    }

    /// <summary>Runs the agent until it is asked to stop.</summary>
    public async Task RunAsync(AgentCredentials credentials, CancellationToken stop)
    {
        var hub = AgentLink.Over(credentials.ToConnection(), Executor, logging);
        run = AgentRun.Start(credentials, hub, link, KeepAsync, Executor, logging);
        await StopSignal.WaitAsync(stop);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (run is not null)
            await run.DisposeAsync();
        else
            link.Dispose();
    }

    private async ValueTask EnsureNamespaceAsync(CancellationToken cancellationToken)
    {
        var found = await Member.GetAsync(Namespaces, new("", FleetNamespaces.System), cancellationToken);
        if (!found.IsNotFound)
            return;
        var space = MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "Namespace"),
            ("metadata", MapValue.Of(("name", FleetNamespaces.System)))
        );
        await Member.CreateAsync(Namespaces, new(space), WriteOptions.None, cancellationToken);
    }
}
