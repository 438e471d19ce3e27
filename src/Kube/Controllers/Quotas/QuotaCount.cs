using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>What the objects of a namespace use of a quota.</summary>
internal sealed class QuotaCount
{
    private readonly DateTimeOffset now;

    /// <summary>Counts everything that a quota bounds.</summary>
    public QuotaCount(ResourceMonitors monitors, KubeObject quota, DateTimeOffset now)
    {
        this.now = now;
        var hard = ResourceAmounts.From(quota.Spec.Map("hard"));
        var scopes = QuotaScope.Of(quota.Spec);
        var used = ResourceAmounts.None;
        var evaluators = hard
            .Names.Select(QuotaEvaluator.OfName)
            .OfType<QuotaEvaluator>()
            .DistinctBy(e => e.Resource)
            .ToList();
        foreach (var evaluator in evaluators)
        {
            // What is not served has no objects, and no usage to tell of.
            if (monitors.Find(evaluator.Resource) is not { } monitor)
                continue;
            var sum = Sum(evaluator, scopes, monitor.Informer.List(quota.Namespace));
            foreach (var name in hard.Names.Where(evaluator.Counts))
                used = used.With(name, sum[name] ?? Quantity.Zero);
        }
        Used = used;
    }

    /// <summary>The usage, by the names that the quota bounds.</summary>
    public ResourceAmounts Used { get; }

    /// <summary>When time alone changes it next: a pod whose node does not let it go stops to count. Null for never.</summary>
    public DateTimeOffset? Due { get; private set; }

    private ResourceAmounts Sum(
        QuotaEvaluator evaluator,
        IReadOnlyList<QuotaScope> scopes,
        IReadOnlyList<KubeObject> objects
    )
    {
        var sum = ResourceAmounts.None;
        foreach (var obj in objects)
        {
            if (!scopes.All(scope => evaluator.Matches(scope, obj.Root)))
                continue;
            sum = sum.Plus(evaluator.Usage(obj.Root, now));
            if (evaluator.Resource.Resource == "pods" && EndOf(obj) is { } end && end > now && !(Due < end))
                Due = end;
        }
        return sum;
    }

    private static DateTimeOffset? EndOf(KubeObject pod) =>
        pod.DeletionTimestamp is { } deletion && pod.Status.Text("phase") is not ("Succeeded" or "Failed")
            ? deletion + TimeSpan.FromSeconds((pod.Metadata.Integer("deletionGracePeriodSeconds") ?? 0) + 1)
            : null;
}
