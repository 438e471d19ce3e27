using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Sums of counts.</summary>
internal static class WorkloadAggregation
{
    public static MapValue Deployment(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        RolloutConditions.Apply(
            Counts(
                template,
                items,
                [],
                ["availableReplicas", "readyReplicas", "replicas", "unavailableReplicas", "updatedReplicas"]
            ),
            template,
            items,
            HaveCaughtUp(items, template)
        );

    public static MapValue ReplicaSet(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        Counts(template, items, ["replicas"], ["availableReplicas", "readyReplicas"]);

    public static MapValue StatefulSet(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        Counts(
            template,
            items,
            ["availableReplicas", "replicas"],
            ["currentReplicas", "readyReplicas", "updatedReplicas"]
        );

    public static MapValue DaemonSet(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        Counts(
            template,
            items,
            ["currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady"],
            ["numberAvailable", "numberUnavailable", "updatedNumberScheduled"]
        );

    public static MapValue Autoscaler(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        template
            .Status.With("desiredReplicas", items.Sum("desiredReplicas"))
            .WithCount("currentReplicas", items.Sum("currentReplicas"));

    public static MapValue DisruptionBudget(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var status = template.Status;
        foreach (var name in new[] { "currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods" })
            status = status.With(name, items.Sum(name));
        // Pods of one name may be in several clusters.
        var disrupted = MapValue.From(
            items.SelectMany(item =>
                (item.Status?.Map("disruptedPods") ?? MapValue.Empty).Select(p => new KeyValuePair<string, Value>(
                    $"{item.ClusterName}/{p.Key}",
                    p.Value
                ))
            )
        );
        return status.With("disruptedPods", disrupted.Count == 0 ? null : disrupted);
    }

    private static MapValue Counts(
        KubeObject template,
        IReadOnlyList<AggregatedStatusItem> items,
        string[] always,
        string[] other
    )
    {
        var status = template.Status;
        foreach (var name in always)
            status = status.With(name, items.Sum(name));
        foreach (var name in other)
            status = status.WithCount(name, items.Sum(name));
        return HaveCaughtUp(items, template) ? status.WithCount("observedGeneration", template.Generation) : status;
    }

    private static bool HaveCaughtUp(IReadOnlyList<AggregatedStatusItem> items, KubeObject template) =>
        items.All(i => HasCaughtUp(i, template.Generation));

    /// <summary>
    /// Whether a cluster's counts speak of this generation of the template: it has been given it, and the controller there has seen
    /// what it was given. Only then may a client that waits for a rollout believe the sums.
    /// </summary>
    private static bool HasCaughtUp(AggregatedStatusItem item, long generation) =>
        item.Status is { } status
        && (status.Integer("resourceTemplateGeneration") ?? 0) >= generation
        && status.Integer("generation") == status.Integer("observedGeneration");
}
