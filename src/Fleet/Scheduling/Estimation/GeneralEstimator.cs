using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Estimates room from what a cluster reports of itself: pod slots, then its nodes by size (each taken for the smallest of its size),
/// else what is left in sum. A cluster that reports nothing has none. Source: Karmada's general estimator.
/// </summary>
public static class GeneralEstimator
{
    private const long PodsOfNode = 110;

    /// <summary>For how many more replicas a cluster has room; never null.</summary>
    public static int? Estimate(SchedulableCluster cluster, ReplicaRequirements? requirements)
    {
        if (cluster.ResourceSummary is not { } summary)
            return 0;
        var slots = Left(summary, ResourceList.Pods)?.Value ?? 0;
        if (slots <= 0)
            return 0;
        if (requirements is null)
            return Clamp(slots);
        var room =
            ByModels(cluster, summary, requirements.ResourceRequest) ?? BySum(summary, requirements.ResourceRequest);
        return Clamp(Math.Min(slots, room));
    }

    private static long BySum(ResourceSummary summary, ResourceList request)
    {
        var most = long.MaxValue;
        foreach (var (name, amount) in request)
        {
            if (amount.Sign <= 0)
                continue;
            if (Left(summary, name) is not { Sign: > 0 } left)
                return 0;
            most = Math.Min(most, left.DivideBy(amount));
        }
        return most;
    }

    // Null when the models say nothing of a resource that is asked for: then only the sum can tell.
    private static long? ByModels(SchedulableCluster cluster, ResourceSummary summary, ResourceList request)
    {
        if (summary.AllocatableModelings.Count == 0 || cluster.ResourceModels.Count == 0)
            return null;
        foreach (var (name, amount) in request)
        {
            if (amount.Sign > 0 && cluster.ResourceModels.All(m => m.Ranges.All(r => r.Name != name)))
                return null;
        }
        long sum = 0;
        foreach (var nodes in summary.AllocatableModelings)
        {
            var model = cluster.ResourceModels.FirstOrDefault(m => m.Grade == nodes.Grade);
            if (nodes.Count <= 0 || model is null)
                continue;
            sum += nodes.Count * OnNode(model, request);
        }
        return sum;
    }

    private static long OnNode(ResourceModel model, ResourceList request)
    {
        var most = PodsOfNode;
        foreach (var (name, amount) in request)
        {
            if (amount.Sign <= 0)
                continue;
            var least = model.Ranges.FirstOrDefault(r => r.Name == name)?.Min ?? Quantity.Zero;
            most = Math.Min(most, least.DivideBy(amount));
        }
        return most;
    }

    private static Quantity? Left(ResourceSummary summary, string name) =>
        summary.Allocatable[name] is { } allocatable
            ? allocatable - (summary.Allocated[name] ?? Quantity.Zero) - (summary.Allocating[name] ?? Quantity.Zero)
            : null;

    private static int Clamp(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
