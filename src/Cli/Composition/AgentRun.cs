using Microsoft.Extensions.Logging;
using Pangea.Fleet.Agent;
using Pangea.Kube.ApiServer;
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
    private readonly AgentLink hub;
    private readonly AgentLink member;

    private AgentRun(RoleExecutor executor, AgentLink hub, AgentLink member)
    {
        this.executor = executor;
        this.hub = hub;
        this.member = member;
    }

    /// <inheritdoc/>
    public string Endpoint => "";

    /// <inheritdoc/>
    public ApiServer? Server => null;

    /// <summary>Starts an agent.</summary>
    /// <param name="credentials">What it calls the hub with.</param>
    /// <param name="hub">Its link to the hub, with these credentials; closed with the agent.</param>
    /// <param name="member">Its link to the member; closed with the agent.</param>
    /// <param name="keep">Keeps renewed credentials.</param>
    /// <param name="executor">Runs its loops.</param>
    /// <param name="logging">Where it logs.</param>
    public static AgentRun Start(
        AgentCredentials credentials,
        AgentLink hub,
        AgentLink member,
        Func<AgentCredentials, CancellationToken, ValueTask> keep,
        RoleExecutor executor,
        ILoggerFactory logging
    )
    {
        var run = new AgentRun(executor, hub, member);
        MemberAgent.Start(
            new()
            {
                ClusterName = credentials.Identity.Cluster,
                Hub = hub.Api,
                Member = member.Api,
                Random = RoleContext.NewRandom(),
                Logging = logging,
            },
            executor,
            run.stopping.Token
        );
        var renewal = new CredentialRenewal(
            credentials,
            hub.Api,
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
