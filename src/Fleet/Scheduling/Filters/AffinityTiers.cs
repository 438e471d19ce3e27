using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// The affinity that a placement goes by: one group of clusters, and possibly overflow groups that take what the ones before have no
/// room for. A cluster belongs to the first group that selects it.
/// </summary>
internal sealed class AffinityTiers
{
    private readonly ClusterAffinityMatcher[] tiers;

    private AffinityTiers(ClusterAffinityMatcher[] tiers, string[] names)
    {
        this.tiers = tiers;
        Names = names;
    }

    /// <summary>The groups' names; the first is that of the affinity term, or empty.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many groups there are.</summary>
    public int Count => tiers.Length;

    public static AffinityTiers Of(ClusterAffinity? affinity) => new([new(affinity)], [""]);

    /// <summary>Only workloads overflow: other resources have nothing that could be too much.</summary>
    public static AffinityTiers Of(ClusterAffinityTerm term, bool isWorkload) =>
        isWorkload
            ? new(
                [new(term), .. term.OverflowAffinities.Select(o => new ClusterAffinityMatcher(o))],
                [term.AffinityName, .. term.OverflowAffinities.Select(o => o.AffinityName)]
            )
            : new([new(term)], [term.AffinityName]);

    /// <summary>The group of a cluster: 0 for the first, or -1 when none selects it.</summary>
    public int TierOf(ClusterTraits cluster) => Array.FindIndex(tiers, t => t.Matches(cluster));
}
