using Microsoft.Extensions.Logging;
using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;

namespace Pangea.Fleet.Agent;

/// <summary>What the parts of one agent share.</summary>
internal sealed class AgentContext
{
    /// <summary>The name under which the agent owns fields in the member; the original's, so that each can take over from the other.</summary>
    public const string Manager = "karmada-agent";

    public AgentContext(AgentOptions options, IExecutor executor)
    {
        Options = options;
        Executor = executor;
        Logger = options.Logging.CreateLogger("Pangea.Fleet.Agent");
        Broadcaster = new(options.Hub, executor.Clock, Logger);
        Execution = Broadcaster.Recorder(EventSources.Execution);
        WorkStatus = Broadcaster.Recorder(EventSources.WorkStatus);
        Kinds = new(options.Member, executor.Clock);
    }

    public AgentOptions Options { get; }

    public IExecutor Executor { get; }

    public TimeProvider Clock => Executor.Clock;

    public string Cluster => Options.ClusterName;

    public IClusterApi Hub => Options.Hub;

    public IClusterApi Member => Options.Member;

    public ResourceInterpreter Interpreter => Options.Interpreter;

    public ILogger Logger { get; }

    /// <summary>Writes the events, in the hub.</summary>
    public EventBroadcaster Broadcaster { get; }

    /// <summary>Speaks as the controller that writes into the member.</summary>
    public EventRecorder Execution { get; }

    /// <summary>Speaks as the controller that reads status back.</summary>
    public EventRecorder WorkStatus { get; }

    /// <summary>The kinds that the member serves.</summary>
    public MemberKinds Kinds { get; }

    /// <summary>A source of chance for one part. To be called while the agent is put together.</summary>
    public Random NewRandom() => new(Options.Random.Next());
}
