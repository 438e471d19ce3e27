using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Counts for each PodDisruptionBudget how many of its pods may be evicted now; the API server takes evictions from that. Source:
/// <c>pkg/controller/disruption</c>.
/// </summary>
internal sealed class DisruptionController
{
    private const string Name = "disruption-controller";

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly ExpectedPods expected;

    public DisruptionController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        expected = new(parts);
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.Budgets, static change => [change.Object.Key]);
        Controller.Follow(parts.Pods, OnPod);
    }

    /// <summary>The work queue of budgets.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        foreach (var budget in parts.Budgets.List(change.Object.Namespace))
        {
            var selector = Selector(budget);
            if (
                change.New is { } now && selector.Matches(now.Labels)
                || change.Old is { } before && selector.Matches(before.Labels)
            )
                Controller.EnqueueAfter(budget.Key, parts.Gather);
        }
        return [];
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.Budgets.Get(key) is not { } budget)
            return Reconcile.Done;
        var pods = PodsOf(budget);
        var now = parts.Clock.GetUtcNow();
        var count = BudgetCount.Of(budget, pods, expected.Of(pods), now);
        if (!count.Status.Equals(budget.Status))
        {
            var written = await api.UpdateAsync(
                WorkloadResources.DisruptionBudgets,
                budget.WithStatus(count.Status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess && !written.IsNotFound)
                return Reconcile.Retry(written.Error);
        }
        return count.Again is { } wait ? Reconcile.Again(wait) : Reconcile.Done;
    }

    private List<KubeObject> PodsOf(KubeObject budget)
    {
        var selector = Selector(budget);
        var labels = budget.Spec.Map("selector")?.Map("matchLabels") ?? MapValue.Empty;
        var candidates =
            labels.Count > 0
                ? WorkloadIndexes.Labelled(parts.Pods, budget.Namespace, labels)
                : parts.Pods.List(budget.Namespace);
        return [.. candidates.Where(p => selector.Matches(p.Labels))];
    }

    private static LabelSelector Selector(KubeObject budget) => LabelSelector.FromValue(budget.Spec.Map("selector"));
}
