using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>The filters of the original. Source: the in-tree plugins of Karmada's scheduler.</summary>
public static class ClusterFilters
{
    /// <summary>The cluster's API server serves the resource's kind. A cluster that has the resource keeps it.</summary>
    public static ClusterFilter ApiEnablement { get; } =
        new(
            "APIEnablement",
            static (input, cluster) =>
                input.IsTarget(cluster.Name)
                || cluster.Serves(input.Request.Spec.Resource.ApiVersion, input.Request.Spec.Resource.Kind)
                    ? null
                    : "cluster(s) did not have the API resource"
        );

    /// <summary>The placement tolerates the cluster's taints. A cluster that has the resource keeps it.</summary>
    public static ClusterFilter TaintToleration { get; } = new("TaintToleration", RejectTaints);

    /// <summary>The affinity, or one of its overflow groups, selects the cluster.</summary>
    public static ClusterFilter ClusterAffinity { get; } =
        new(
            "ClusterAffinity",
            static (input, cluster) =>
                input.Affinity.TierOf(cluster.Traits) >= 0
                    ? null
                    : "cluster(s) did not match the placement cluster affinity constraint"
        );

    /// <summary>The cluster has the properties by which the placement spreads.</summary>
    public static ClusterFilter SpreadConstraint { get; } = new("SpreadConstraint", RejectUnplaced);

    /// <summary>The resource is not on its way out of the cluster.</summary>
    public static ClusterFilter ClusterEviction { get; } =
        new(
            "ClusterEviction",
            static (input, cluster) =>
                input.Request.Spec.GracefulEvictionTasks.Any(t => t.FromCluster == cluster.Name)
                    ? "cluster(s) is in the process of eviction"
                    : null
        );

    /// <summary>Every scheduled workload of the affinity group is in the cluster; the first of a group goes anywhere.</summary>
    public static ClusterFilter WorkloadAffinity { get; } =
        new(
            "WorkloadAffinity",
            static (input, cluster) =>
                input.Request.TogetherWith.All(clusters => clusters.Contains(cluster.Name))
                    ? null
                    : "ResourceBinding with the same affinity group does not target this cluster"
        );

    /// <summary>No scheduled workload of the anti-affinity group is in the cluster.</summary>
    public static ClusterFilter WorkloadAntiAffinity { get; } =
        new(
            "WorkloadAntiAffinity",
            static (input, cluster) =>
                input.Request.ApartFrom.Any(clusters => clusters.Contains(cluster.Name))
                    ? "cluster already has workload with the same anti-affinity group"
                    : null
        );

    /// <summary>All of them, in the order in which they are asked.</summary>
    public static ImmutableArray<ClusterFilter> All { get; } =
    [
        ApiEnablement,
        TaintToleration,
        ClusterAffinity,
        SpreadConstraint,
        ClusterEviction,
        WorkloadAffinity,
        WorkloadAntiAffinity,
    ];

    private static string? RejectTaints(FilterInput input, SchedulableCluster cluster)
    {
        if (input.IsTarget(cluster.Name))
            return null;
        foreach (var taint in cluster.RepellingTaints)
        {
            if (!input.Placement.ClusterTolerations.Any(t => t.Tolerates(taint)))
                return $"cluster(s) had untolerated taint {{{taint}}}";
        }
        return null;
    }

    private static string? RejectUnplaced(FilterInput input, SchedulableCluster cluster)
    {
        foreach (var constraint in input.Placement.SpreadConstraints)
        {
            var missing = constraint.SpreadByField switch
            {
                SpreadFields.Provider when cluster.Traits.Provider.Length == 0 => "provider",
                SpreadFields.Region when cluster.Traits.Region.Length == 0 => "region",
                SpreadFields.Zone when cluster.Traits.Zones.Count == 0 => "zones",
                _ => null,
            };
            if (missing is not null)
                return $"cluster(s) did not have {missing} property";
        }
        return null;
    }
}
