using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;

namespace Pangea.Fleet.Agent;

/// <summary>What an agent is made from.</summary>
public sealed record AgentOptions
{
    /// <summary>The member's name in the fleet.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The hub, with the agent's own identity.</summary>
    public required IClusterApi Hub { get; init; }

    /// <summary>The member.</summary>
    public required IClusterApi Member { get; init; }

    /// <summary>Spreads what must not happen together.</summary>
    public required Random Random { get; init; }

    /// <summary>Reads health and status of kinds, and what of an object is the member's own.</summary>
    public ResourceInterpreter Interpreter { get; init; } = ResourceInterpreter.NativeOnly;

    /// <summary>How many Works are brought to the member at the same time. More of them share the syncs of a durable store.</summary>
    public int ConcurrentWorkSyncs { get; init; } = 16;

    /// <summary>
    /// How long changes of member objects are gathered before the status of their Work is looked at: a rollout makes many within moments.
    /// </summary>
    public TimeSpan StatusGathering { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long an object that is on its way to health may take before its Work says what it is short of. Most get there at once, and then one
    /// report says that it was applied and that it is well.
    /// </summary>
    public TimeSpan StatusPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the member is probed (<c>--cluster-status-update-frequency</c>).</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long capacity that changes is gathered before it is reported.</summary>
    public TimeSpan CapacityGathering { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a member that was not ready must be well before it is reported so (<c>--cluster-success-threshold</c>).</summary>
    public TimeSpan SuccessThreshold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a member that was ready must be ill before it is reported so (<c>--cluster-failure-threshold</c>).</summary>
    public TimeSpan FailureThreshold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the Lease says of how long it holds (<c>--cluster-lease-duration</c>); it is renewed after a quarter of it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Where the agent logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}
