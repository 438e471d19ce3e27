using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>What an affinity looks at of a cluster.</summary>
/// <param name="Name">Name.</param>
/// <param name="Labels">Labels.</param>
/// <param name="Provider">Provider, or empty.</param>
/// <param name="Region">Region, or empty.</param>
/// <param name="Zones">Zones.</param>
public sealed record ClusterTraits(
    string Name,
    MapValue Labels,
    string Provider,
    string Region,
    IReadOnlyList<string> Zones
)
{
    /// <summary>The traits of a Cluster object.</summary>
    public static ClusterTraits Of(KubeObject cluster)
    {
        var spec = cluster.Spec;
        return new(cluster.Name, cluster.Labels, spec.Text("provider") ?? "", spec.Text("region") ?? "", ZonesOf(spec));
    }

    private static IReadOnlyList<string> ZonesOf(MapValue spec) =>
        spec.List("zones") is { Count: > 0 } zones ? [.. zones.Texts]
        : spec.Text("zone") is { Length: > 0 } zone ? [zone]
        : [];
}

/// <summary>
/// An affinity ready for matching many clusters: the selectors are read once. Source: section "propagation policy" of Karmada's user guide.
/// </summary>
public sealed class ClusterAffinityMatcher
{
    private readonly ClusterAffinity? affinity;
    private readonly LabelSelector? labels;

    /// <summary>A matcher; null matches every cluster.</summary>
    public ClusterAffinityMatcher(ClusterAffinity? affinity)
    {
        this.affinity = affinity;
        labels = affinity?.LabelSelector?.ToSelector();
    }

    /// <summary>Whether a cluster is selected.</summary>
    public bool Matches(ClusterTraits cluster)
    {
        if (affinity is null)
            return true;
        if (affinity.ExcludeClusters.Contains(cluster.Name))
            return false;
        if (labels is not null && !labels.Matches(cluster.Labels))
            return false;
        foreach (var requirement in affinity.FieldSelector?.MatchExpressions ?? [])
        {
            if (!Meets(requirement, cluster))
                return false;
        }
        return affinity.ClusterNames.Count == 0 || affinity.ClusterNames.Contains(cluster.Name);
    }

    // A cluster has several zones: In takes it when one of them is listed, NotIn only when none is.
    private static bool Meets(NodeSelectorRequirement requirement, ClusterTraits cluster)
    {
        var listed = requirement.Key switch
        {
            "provider" => requirement.Values.Contains(cluster.Provider),
            "region" => requirement.Values.Contains(cluster.Region),
            "zone" => cluster.Zones.Any(requirement.Values.Contains),
            _ => false,
        };
        return requirement.Operator switch
        {
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        };
    }
}
