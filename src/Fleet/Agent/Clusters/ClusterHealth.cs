using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Asks the member whether it is well, and says so to the hub only when it has been so for some time: a member that stumbles is not emptied. Source:
/// Karmada's cluster status controller.
/// </summary>
internal sealed class ClusterHealth(AgentContext agent)
{
    private bool? last;
    private DateTimeOffset since;

    /// <summary>What the probe found, before patience.</summary>
    public async ValueTask<Condition> ProbeAsync(CancellationToken cancellationToken)
    {
        var answer = await agent.Member.GetRawAsync("/readyz", "*/*", cancellationToken);
        if (answer.IsNotFound)
            answer = await agent.Member.GetRawAsync("/healthz", "*/*", cancellationToken);
        if (answer.IsSuccess)
            return Ready("True", ConditionReasons.ClusterReady, ConditionReasons.ClusterReadyMessage);
        return answer.Error.Code is 503 or 504
            ? Ready("False", ConditionReasons.ClusterNotReachable, ConditionReasons.ClusterNotReachableMessage)
            : Ready("False", ConditionReasons.ClusterNotReady, ConditionReasons.ClusterNotReadyMessage);
    }

    /// <summary>What is to be reported: the finding, or still what the Cluster says already.</summary>
    /// <param name="finding">What the probe found.</param>
    /// <param name="status">The Cluster's status.</param>
    public Condition Considered(Condition finding, MapValue status)
    {
        var now = agent.Clock.GetUtcNow();
        var isReady = finding.Status == "True";
        if (last is null)
        {
            last = isReady;
            since = DateTimeOffset.MinValue;
            return finding;
        }
        if (last != isReady)
        {
            last = isReady;
            since = now;
        }
        if (Conditions.Find(status, ConditionTypes.Ready) is not { } reported)
            return finding;
        var wasReady = reported.Text("status") == "True";
        var patience = isReady ? agent.Options.SuccessThreshold : agent.Options.FailureThreshold;
        return isReady != wasReady && now < since + patience ? Condition.From(reported) : finding;
    }

    private static Condition Ready(string status, string reason, string message) =>
        new()
        {
            Type = ConditionTypes.Ready,
            Status = status,
            Reason = reason,
            Message = message,
        };
}
