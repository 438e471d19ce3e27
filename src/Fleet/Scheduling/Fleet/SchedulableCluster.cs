using System.Collections.Frozen;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>What placement looks at of one cluster; made once for each version of the Cluster object. Immutable.</summary>
public sealed class SchedulableCluster
{
    private readonly FrozenSet<(string ApiVersion, string Kind)> served;

    private SchedulableCluster(KubeObject cluster, Cluster record)
    {
        Traits = ClusterTraits.Of(cluster);
        IsTerminating = cluster.IsDeleting;
        RepellingTaints =
        [
            .. record.Spec.Taints.Where(t => t.Effect is TaintEffects.NoSchedule or TaintEffects.NoExecute),
        ];
        ResourceSummary = record.Status.ResourceSummary;
        ResourceModels = record.Spec.ResourceModels;
        served = record
            .Status.ApiEnablements.SelectMany(e => e.Resources.Select(r => (e.GroupVersion, r.Kind)))
            .ToFrozenSet();
    }

    /// <summary>The view of a Cluster object.</summary>
    public static SchedulableCluster From(KubeObject cluster) => new(cluster, cluster.As<Cluster>());

    /// <summary>Name.</summary>
    public string Name => Traits.Name;

    /// <summary>What affinities look at.</summary>
    public ClusterTraits Traits { get; }

    /// <summary>Whether the cluster is being removed from the fleet.</summary>
    public bool IsTerminating { get; }

    /// <summary>Taints with the effects NoSchedule and NoExecute.</summary>
    public IReadOnlyList<Taint> RepellingTaints { get; }

    /// <summary>Its capacity, or null when it has not been reported.</summary>
    public ResourceSummary? ResourceSummary { get; }

    /// <summary>The sizes into which its free capacity is counted.</summary>
    public IReadOnlyList<ResourceModel> ResourceModels { get; }

    /// <summary>Whether its API server serves a kind.</summary>
    public bool Serves(string apiVersion, string kind) => served.Contains((apiVersion, kind));
}
