using Microsoft.Extensions.Logging;
using Pangea.Fleet.Agent;
using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>
/// A running agent: its connections to the hub and to its member, what it does there, and the renewal of its certificate. Disposing stops it in
/// order.
/// </summary>
internal sealed class AgentRun : IRole
{
    private readonly CancellationTokenSource stopping = new();
    private readonly RoleExecutor executor;
    private readonly HttpClusterApi hub;
    private readonly HttpClusterApi member;

    private AgentRun(RoleExecutor executor, HttpClusterApi hub, HttpClusterApi member)
    {
        this.executor = executor;
        this.hub = hub;
        this.member = member;
    }

    /// <inheritdoc/>
    public string Endpoint => "";

    /// <summary>Starts an agent.</summary>
    /// <param name="credentials">What it calls the hub with.</param>
    /// <param name="member">Its connection to the member; closed with the agent.</param>
    /// <param name="keep">Keeps renewed credentials.</param>
    /// <param name="executor">Runs its loops.</param>
    /// <param name="logging">Where it logs.</param>
    public static AgentRun Start(
        AgentCredentials credentials,
        HttpClusterApi member,
        Func<AgentCredentials, CancellationToken, ValueTask> keep,
        RoleExecutor executor,
        ILoggerFactory logging
    )
    {
        var hub = Connect(credentials.ToConnection(), executor, logging);
        var run = new AgentRun(executor, hub, member);
        MemberAgent.Start(
            new()
            {
                ClusterName = credentials.Identity.Cluster,
                Hub = hub,
                Member = member,
                Random = RoleContext.NewRandom(),
                Logging = logging,
            },
            executor,
            run.stopping.Token
        );
        var renewal = new CredentialRenewal(
            credentials,
            hub,
            async (renewed, cancellationToken) =>
            {
                await keep(renewed, cancellationToken);
                hub.Reconnect(renewed.ToConnection());
            },
            RenewalPolicy.Default,
            executor.Clock,
            RoleContext.NewRandom(),
            logging.CreateLogger("Pangea.Fleet.Agent.Registration")
        );
        _ = executor.RunAsync("agent-certificate", renewal.RunAsync, run.stopping.Token);
        return run;
    }

    /// <summary>A connection of an agent.</summary>
    public static HttpClusterApi Connect(ClusterConnection connection, IExecutor executor, ILoggerFactory logging) =>
        new(
            connection,
            new() { UserAgent = FleetApi.UserAgent("agent") },
            executor,
            RoleContext.NewRandom(),
            logging.CreateLogger("Pangea.Kube.Client")
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        stopping.Cancel();
        // Their informers are loops too.
        hub.Dispose();
        member.Dispose();
        await executor.EndAsync(Roles.Patience);
        stopping.Dispose();
    }
}
