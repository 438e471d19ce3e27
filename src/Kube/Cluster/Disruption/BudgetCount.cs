using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>The status of a budget, and when it is to be looked at again though nothing happens.</summary>
internal readonly record struct BudgetCount(MapValue Status, TimeSpan? Again)
{
    // An eviction whose pod is still there after this time did not happen.
    private static readonly TimeSpan EvictionLimit = TimeSpan.FromMinutes(2);

    /// <summary>Counts a budget. Pure.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="scale">How many pods their controllers are to have, or why that is not known.</param>
    /// <param name="now">The time.</param>
    public static BudgetCount Of(
        KubeObject budget,
        IReadOnlyCollection<KubeObject> pods,
        (int Count, string? Error) scale,
        DateTimeOffset now
    )
    {
        var (minimum, maximum) = (budget.Spec["minAvailable"], budget.Spec["maxUnavailable"]);
        var byScale = maximum is not null || minimum is StringValue;
        var expected = byScale ? scale.Count : pods.Count;
        var desired = maximum is not null
            ? Math.Max(0, expected - Counts.Scaled(maximum, expected, roundUp: true))
            : Counts.Scaled(minimum, expected, roundUp: true);
        var (disrupted, again) = Disrupted(budget, pods, now);
        var healthy = pods.Count(p => !p.IsDeleting && disrupted[p.Name] is null && PodFacts.IsReady(p));
        var failed = byScale && scale.Error is not null;
        var allowed = failed || expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        var status = budget.Status;
        // What cannot be counted allows nothing, and the last counts stay.
        if (!failed)
        {
            status = status
                .With("currentHealthy", healthy)
                .With("desiredHealthy", desired)
                .With("expectedPods", expected)
                .With("disruptedPods", disrupted.Count == 0 ? null : disrupted)
                .With("observedGeneration", budget.Generation);
        }
        status = status.With("disruptionsAllowed", allowed);
        var (reason, message) =
            failed ? ("SyncFailed", scale.Error!)
            : allowed > 0 ? ("SufficientPods", "")
            : ("InsufficientPods", "");
        foreach (var name in new[] { "currentHealthy", "desiredHealthy", "expectedPods" })
            status = status[name] is null ? status.With(name, 0) : status;
        var condition = Conditions
            .New("DisruptionAllowed", allowed > 0 ? "True" : "False", reason, message, now)
            .With("message", message)
            .With("observedGeneration", budget.Generation);
        var before = Conditions.Find(status, "DisruptionAllowed");
        if (before?.Text("status") == condition.Text("status"))
            condition = condition.With("lastTransitionTime", before!["lastTransitionTime"]);
        return new(condition.Equals(before) ? status : Conditions.Append(status, condition), again);
    }

    /// <summary>The evictions that the view does not show yet, and when the next of them is given up.</summary>
    private static (MapValue Disrupted, TimeSpan? Again) Disrupted(
        KubeObject budget,
        IReadOnlyCollection<KubeObject> pods,
        DateTimeOffset now
    )
    {
        var disrupted = MapValue.Empty;
        TimeSpan? again = null;
        foreach (var (name, value) in budget.Status.Map("disruptedPods") ?? MapValue.Empty)
        {
            var left = Timestamps.TryParse((value as StringValue)?.Text) is { } time
                ? time + EvictionLimit - now
                : TimeSpan.Zero;
            if (left <= TimeSpan.Zero || !pods.Any(p => p.Name == name && !p.IsDeleting))
                continue;
            disrupted = disrupted.With(name, value);
            again = again is { } other && other < left ? other : left;
        }
        return (disrupted, again);
    }
}
