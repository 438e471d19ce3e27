using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// A Deployment's status: counts from its ReplicaSets, and the conditions <c>Available</c>, <c>Progressing</c> and <c>ReplicaFailure</c>, whose reasons and
/// messages kubectl shows and compares.
/// </summary>
internal static class DeploymentStatus
{
    public const string Progressing = "Progressing";
    public const string Available = "Available";
    public const string ReplicaFailure = "ReplicaFailure";

    public const string NewAvailable = "NewReplicaSetAvailable";
    public const string TimedOut = "ProgressDeadlineExceeded";
    public const string Paused = "DeploymentPaused";

    /// <summary>The counts, and whether enough is available.</summary>
    public static MapValue Count(
        KubeObject deployment,
        DeploymentSpec spec,
        MapValue status,
        IReadOnlyList<OwnedReplicaSet> all,
        OwnedReplicaSet? fresh,
        DateTimeOffset now
    )
    {
        int replicas = 0,
            ready = 0,
            available = 0;
        int? terminating = null;
        foreach (var set in all)
        {
            replicas += set.Existing;
            ready += set.Ready;
            available += set.Available;
            if (set.Terminating is { } leaving)
                terminating = (terminating ?? 0) + leaving;
        }
        status = status
            .WithCount("observedGeneration", deployment.Generation)
            .WithCount("replicas", replicas)
            .WithCount("updatedReplicas", fresh?.Existing ?? 0)
            .WithCount("readyReplicas", ready)
            .WithCount("availableReplicas", available)
            .WithCount("unavailableReplicas", Math.Max(0, replicas - available))
            .With("terminatingReplicas", terminating is { } some ? (Value)some : null);
        return available >= spec.Replicas - spec.MaxUnavailable
            ? Set(status, Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : Set(
                status,
                Available,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now
            );
    }

    /// <summary>Says how the rollout goes. Source: <c>syncRolloutStatus</c>.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="spec">What it asks for.</param>
    /// <param name="before">The status that the conditions were last said with.</param>
    /// <param name="status">The status with new counts.</param>
    /// <param name="fresh">The new ReplicaSet.</param>
    /// <param name="now">The time.</param>
    public static MapValue Progress(
        KubeObject deployment,
        DeploymentSpec spec,
        MapValue before,
        MapValue status,
        OwnedReplicaSet? fresh,
        DateTimeOffset now
    )
    {
        if (spec.ProgressDeadline is null)
            return Conditions.Without(status, Progressing);
        var current = Conditions.Find(status, Progressing);
        // Once it was complete, neither scaling nor a pod that fails makes it progress again.
        if (status.Count("replicas") == status.Count("updatedReplicas") && current?.Text("reason") == NewAvailable)
            return status;
        var subject = fresh is null ? $"Deployment \"{deployment.Name}\"" : $"ReplicaSet \"{fresh.Name}\"";
        if (IsComplete(deployment, spec, status))
            return Set(status, Progressing, "True", NewAvailable, $"{subject} has successfully progressed.", now);
        if (HasProgressed(before, status))
        {
            var condition = New(Progressing, "True", "ReplicaSetUpdated", $"{subject} is progressing.", now);
            if (current?.Text("status") == "True")
                condition = condition.With("lastTransitionTime", current["lastTransitionTime"]);
            return Conditions.Append(status, condition);
        }
        return IsTimedOut(spec, status, now)
            ? Set(status, Progressing, "False", TimedOut, $"{subject} has timed out progressing.", now)
            : status;
    }

    /// <summary>Takes over from the ReplicaSets that pods cannot be made: from the new one first.</summary>
    public static MapValue Failures(MapValue status, IReadOnlyList<OwnedReplicaSet> all, OwnedReplicaSet? fresh)
    {
        var failure = fresh is null ? null : Conditions.Find(fresh.Object.Status, ReplicaFailure);
        for (var i = 0; i < all.Count && failure is null; i++)
            failure = Conditions.Find(all[i].Object.Status, ReplicaFailure);
        if (failure is null)
            return Conditions.Without(status, ReplicaFailure);
        return Conditions.Set(status, failure.With("lastUpdateTime", failure["lastTransitionTime"]));
    }

    public static bool IsComplete(KubeObject deployment, DeploymentSpec spec, MapValue status) =>
        status.Count("updatedReplicas") == spec.Replicas
        && status.Count("replicas") == spec.Replicas
        && status.Count("availableReplicas") == spec.Replicas
        && (status.Integer("observedGeneration") ?? 0) >= deployment.Generation;

    /// <summary>When to look again whether the rollout stands still; null when that does not matter.</summary>
    public static TimeSpan? NextLook(KubeObject deployment, DeploymentSpec spec, MapValue status, DateTimeOffset now)
    {
        if (
            spec.ProgressDeadline is not { } deadline
            || spec.Paused
            || Conditions.Find(status, Progressing) is not { } current
            || current.Text("reason") is TimedOut or NewAvailable
            || IsComplete(deployment, spec, status)
            || Timestamps.TryParse(current.Text("lastUpdateTime")) is not { } since
        )
            return null;
        // Times are of whole seconds: one more, so that it is over then.
        var left = since + deadline - now + TimeSpan.FromSeconds(1);
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    /// <summary>Sets a condition as <c>SetDeploymentCondition</c> does.</summary>
    public static MapValue Set(
        MapValue status,
        string type,
        string value,
        string reason,
        string message,
        DateTimeOffset now
    ) => Conditions.Set(status, New(type, value, reason, message, now));

    private static MapValue New(string type, string value, string reason, string message, DateTimeOffset now) =>
        Conditions.New(type, value, reason, message, now).With("lastUpdateTime", Timestamps.Format(now));

    private static bool HasProgressed(MapValue before, MapValue status) =>
        status.Count("updatedReplicas") > before.Count("updatedReplicas")
        || status.Count("readyReplicas") > before.Count("readyReplicas")
        || status.Count("availableReplicas") > before.Count("availableReplicas")
        || status.Count("replicas") - status.Count("updatedReplicas")
            < before.Count("replicas") - before.Count("updatedReplicas");

    private static bool IsTimedOut(DeploymentSpec spec, MapValue status, DateTimeOffset now)
    {
        if (Conditions.Find(status, Progressing) is not { } current || current.Text("reason") == NewAvailable)
            return false;
        return current.Text("reason") == TimedOut
            || Timestamps.TryParse(current.Text("lastUpdateTime")) is { } since && since + spec.ProgressDeadline < now;
    }
}
