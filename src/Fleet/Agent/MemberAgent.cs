using Pangea.Kube.Client;

namespace Pangea.Fleet.Agent;

/// <summary>
/// The agent of one member: brings the Works in the hub's namespace <c>karmada-es-NAME</c> to the member, reads status back, reports how the member
/// does, and shows by a Lease that it is there. It calls both sides and listens nowhere.
/// </summary>
/// <remarks>
/// Everything it does follows from the state on both sides: it may be killed at any point, and either side may be away for any time.
/// </remarks>
public sealed class MemberAgent
{
    private readonly ExecutionController execution;
    private readonly ClusterStatusController status;

    private MemberAgent(ExecutionController execution, ClusterStatusController status)
    {
        this.execution = execution;
        this.status = status;
    }

    /// <summary>What the controller of Works has done and has to do.</summary>
    public ControllerMetrics Works => execution.Controller.Metrics;

    /// <summary>What the controller of the Cluster's status has done and has to do.</summary>
    public ControllerMetrics Status => status.Controller.Metrics;

    /// <summary>Starts an agent; its loops run until cancelled.</summary>
    public static MemberAgent Start(AgentOptions options, IExecutor executor, CancellationToken cancellationToken)
    {
        var context = new AgentContext(options, executor);
        var capacity = new CapacityTally();
        var execution = new ExecutionController(context);
        var status = new ClusterStatusController(context, capacity);
        var definitions = new MemberDefinitions(context)
        {
            Served = execution.RetryFailing,
            Redefined = execution.LookAnew,
        };
        var name = options.ClusterName;
        Run($"agent-{name}-execution", execution.Controller.RunAsync);
        Run($"agent-{name}-status", status.Controller.RunAsync);
        Run($"agent-{name}-discovery", definitions.Controller.RunAsync);
        Run($"agent-{name}-definitions", definitions.Stream.RunAsync);
        Run($"agent-{name}-nodes", MemberStream.Nodes(context, capacity).RunAsync);
        Run($"agent-{name}-pods", MemberStream.Pods(context, capacity).RunAsync);
        Run($"agent-{name}-heartbeat", new Heartbeat(context).RunAsync);
        Run($"agent-{name}-events", context.Broadcaster.RunAsync);
        return new(execution, status);

        // The executor watches over the loops; they end with the cancellation.
        void Run(string loop, Func<CancellationToken, Task> run) => _ = executor.RunAsync(loop, run, cancellationToken);
    }
}
