using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What a ReplicaSet's status says of its pods.</summary>
internal static class ReplicaSetStatus
{
    private const string ReplicaFailure = "ReplicaFailure";

    /// <summary>The status as it should be; equal to the present one when nothing changed.</summary>
    /// <param name="kind">ReplicaSet or ReplicationController.</param>
    /// <param name="set">The set.</param>
    /// <param name="own">Its active pods.</param>
    /// <param name="terminating">How many more are on their way out.</param>
    /// <param name="failed">Why pods could not be made or removed.</param>
    /// <param name="diff">How many pods there were too many.</param>
    /// <param name="now">The time.</param>
    public static MapValue Of(
        ReplicaSetKind kind,
        KubeObject set,
        List<KubeObject> own,
        int terminating,
        Status? failed,
        int diff,
        DateTimeOffset now
    )
    {
        var labels = set.Spec.At("template", "metadata", "labels") as MapValue ?? MapValue.Empty;
        var selector = LabelSelector.OfLabels(labels);
        var minReady = set.Spec.Integer("minReadySeconds") ?? 0;
        int labelled = 0,
            ready = 0,
            available = 0;
        foreach (var pod in own)
        {
            if (selector.Matches(pod.Labels))
                labelled++;
            if (!PodFacts.IsReady(pod))
                continue;
            ready++;
            if (PodFacts.IsAvailable(pod, minReady, now))
                available++;
        }
        var status = set
            .Status.With("replicas", own.Count)
            .WithCount("fullyLabeledReplicas", labelled)
            .WithCount("readyReplicas", ready)
            .WithCount("availableReplicas", available)
            .WithCount("observedGeneration", set.Generation);
        if (kind == ReplicaSetKind.ReplicaSet)
            status = status.With("terminatingReplicas", terminating);
        if (failed is null)
            return Conditions.Without(status, ReplicaFailure);
        return Conditions.Find(status, ReplicaFailure) is not null
            ? status
            : Conditions.Append(
                status,
                Conditions.New(ReplicaFailure, "True", diff < 0 ? "FailedCreate" : "FailedDelete", failed.Message, now)
            );
    }

    /// <summary>In what time the next ready pod becomes available; null when none will by waiting alone.</summary>
    public static TimeSpan? NextAvailable(KubeObject set, List<KubeObject> own, DateTimeOffset now)
    {
        if (set.Spec.Integer("minReadySeconds") is not ({ } minReady and > 0))
            return null;
        TimeSpan? next = null;
        foreach (var pod in own)
        {
            if (PodFacts.UntilAvailable(pod, minReady, now) is { } wait && (next is null || wait < next))
                next = wait;
        }
        return next;
    }
}
