using System.Globalization;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>
/// The conditions of a Deployment that clients wait for (docs/decisions/0203): <c>Available</c> speaks of the sums, <c>Progressing</c> of
/// every cluster's own rollout. They bear no times: the clusters report counts, not when they changed.
/// </summary>
internal static class RolloutConditions
{
    private static readonly MapValue Available = Condition(
        "Available",
        "True",
        "MinimumReplicasAvailable",
        "Deployment has minimum availability."
    );

    private static readonly MapValue Unavailable = Condition(
        "Available",
        "False",
        "MinimumReplicasUnavailable",
        "Deployment does not have minimum availability."
    );

    // Reason and status are those of Kubernetes: clients compare them.
    private static readonly MapValue RolledOut = Condition(
        "Progressing",
        "True",
        "NewReplicaSetAvailable",
        "The rollout is complete in all clusters."
    );

    private static readonly MapValue RollingOut = Condition(
        "Progressing",
        "True",
        "ReplicaSetUpdated",
        "The rollout is not complete in all clusters."
    );

    /// <summary>A status, whose counts are already summed, with its conditions; without them while no cluster has the Deployment.</summary>
    public static MapValue Apply(
        MapValue status,
        KubeObject template,
        IReadOnlyList<AggregatedStatusItem> items,
        bool haveCaughtUp
    )
    {
        if (items.Count == 0)
            return Set(Set(status, "Available", null), "Progressing", null);
        var replicas = template.Spec.Integer("replicas") ?? 1;
        var isAvailable = Count(status, "availableReplicas") >= replicas - MaxUnavailable(template, replicas);
        // A cluster counts against its share, which only its agent knows: a share that is still too small is not a complete rollout either.
        var isComplete =
            haveCaughtUp
            && items.All(i => i.Health == ResourceHealths.Healthy)
            && Count(status, "updatedReplicas") >= replicas
            && Count(status, "availableReplicas") >= replicas;
        status = Set(status, "Available", isAvailable ? Available : Unavailable);
        return Set(status, "Progressing", isComplete ? RolledOut : RollingOut);
    }

    private static MapValue Set(MapValue status, string type, MapValue? condition)
    {
        var list = status.List("conditions") ?? ListValue.Empty;
        for (var i = 0; i < list.Count; i++)
        {
            if ((list[i] as MapValue)?.Text("type") != type)
                continue;
            list = condition is null ? ListValue.From(list.Where((_, at) => at != i)) : list.SetItem(i, condition);
            return status.With("conditions", list.Count == 0 ? null : list);
        }
        return condition is null ? status : status.With("conditions", list.Add(condition));
    }

    /// <summary>How many of so many replicas may be unavailable. Source: Kubernetes' <c>MaxUnavailable</c> of a Deployment.</summary>
    private static long MaxUnavailable(KubeObject template, long replicas)
    {
        var strategy = template.Spec.Map("strategy") ?? MapValue.Empty;
        if (strategy.Text("type") == "Recreate" || replicas == 0)
            return 0;
        var rolling = strategy.Map("rollingUpdate") ?? MapValue.Empty;
        var unavailable = Scaled(rolling["maxUnavailable"], replicas, roundUp: false);
        // With neither a spare nor a gap nothing could ever roll.
        return unavailable == 0 && Scaled(rolling["maxSurge"], replicas, roundUp: true) == 0
            ? 1
            : Math.Min(unavailable, replicas);
    }

    private static long Scaled(Value? value, long total, bool roundUp) =>
        value switch
        {
            NumberValue { Integer: { } number } => number,
            StringValue { Text: { } text }
                when text.EndsWith('%')
                    && long.TryParse(
                        text.AsSpan(..^1),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var percent
                    ) => ((percent * total) + (roundUp ? 99 : 0)) / 100,
            _ => 0,
        };

    private static long Count(MapValue status, string name) => status.Integer(name) ?? 0;

    private static MapValue Condition(string type, string status, string reason, string message) =>
        MapValue.Of(("message", message), ("reason", reason), ("status", status), ("type", type));
}
