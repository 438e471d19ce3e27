using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>One rule about which clusters can take a resource.</summary>
/// <param name="Name">The plugin's name in the original, for switching it off and for explanations.</param>
/// <param name="Reject">Why a cluster cannot take it, in the original's words, or null when it can.</param>
public sealed record ClusterFilter(string Name, Func<FilterInput, SchedulableCluster, string?> Reject);

/// <summary>What filters look at besides the cluster; made once a placement, so that selectors are read once.</summary>
public sealed class FilterInput
{
    private readonly HashSet<string> targets;

    internal FilterInput(PlacementRequest request, AffinityTiers affinity)
    {
        Request = request;
        Affinity = affinity;
        Placement = request.Spec.Placement ?? new();
        targets = new(request.Spec.Clusters.Select(c => c.Name), StringComparer.Ordinal);
    }

    /// <summary>The request.</summary>
    public PlacementRequest Request { get; }

    /// <summary>Where the resource may go.</summary>
    public Placement Placement { get; }

    /// <summary>Whether a cluster has the resource already.</summary>
    public bool IsTarget(string cluster) => targets.Contains(cluster);

    /// <summary>The affinity in force and its overflow groups.</summary>
    internal AffinityTiers Affinity { get; }
}
