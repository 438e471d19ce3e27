using System.Collections.Immutable;

namespace Pangea.Fleet.Scheduling;

/// <summary>How placement works in this hub; the defaults are the original's.</summary>
public sealed record SchedulingOptions
{
    /// <summary>The defaults.</summary>
    public static SchedulingOptions Default { get; } = new();

    /// <summary>The filters, in the order in which they are asked; the first that rejects a cluster gives the reason.</summary>
    public ImmutableArray<ClusterFilter> Filters { get; init; } = ClusterFilters.All;

    /// <summary>What tells how much room a cluster has; the least counts.</summary>
    public ImmutableArray<CapacityEstimator> Estimators { get; init; } = [GeneralEstimator.Estimate];

    /// <summary>Whether clusters that get no replicas stay in the result (<c>--enable-empty-workload-propagation</c>).</summary>
    public bool KeepEmptyClusters { get; init; }
}
