namespace Pangea.Fleet.Api;

/// <summary>Which clusters take the resources, and how the replicas are spread over them.</summary>
[ApiType]
public sealed partial record Placement
{
    /// <summary>The clusters that may be taken; all when this and clusterAffinities are absent. Excludes clusterAffinities.</summary>
    public ClusterAffinity? ClusterAffinity { get; init; }

    /// <summary>
    /// Groups of clusters in order of preference: the first group that can take the resource takes it. Excludes
    /// clusterAffinity.
    /// </summary>
    public IReadOnlyList<ClusterAffinityTerm> ClusterAffinities { get; init; } = [];

    /// <summary>Taints of clusters that do not keep the resources away.</summary>
    public IReadOnlyList<Toleration> ClusterTolerations { get; init; } = [];

    /// <summary>Over how many clusters, regions, zones or providers the resources are spread.</summary>
    public IReadOnlyList<SpreadConstraint> SpreadConstraints { get; init; } = [];

    /// <summary>
    /// How the replicas of a workload are spread over the clusters that are taken. When absent, each cluster runs all of
    /// them.
    /// </summary>
    public ReplicaSchedulingStrategy? ReplicaScheduling { get; init; }

    /// <summary>Which other workloads of the namespace must, or must not, be in the same clusters.</summary>
    public WorkloadAffinity? WorkloadAffinity { get; init; }
}

/// <summary>Selects clusters; all parts must hold, and an empty one selects every cluster.</summary>
[ApiType]
public partial record ClusterAffinity
{
    /// <summary>Labels of the clusters.</summary>
    public LabelSelectorSpec? LabelSelector { get; init; }

    /// <summary>Provider, region and zones of the clusters.</summary>
    public ClusterFieldSelector? FieldSelector { get; init; }

    /// <summary>Names of the clusters; empty takes all names.</summary>
    public IReadOnlyList<string> ClusterNames { get; init; } = [];

    /// <summary>Names of clusters that are not taken, whatever the other parts say.</summary>
    [JsonName("exclude")]
    public IReadOnlyList<string> ExcludeClusters { get; init; } = [];

    /// <summary>Whether the affinity says nothing, and so selects every cluster.</summary>
    public bool IsEmpty =>
        LabelSelector is null && FieldSelector is null && ClusterNames.Count == 0 && ExcludeClusters.Count == 0;
}

/// <summary>A group of clusters with a name.</summary>
[ApiType]
public sealed partial record ClusterAffinityTerm : ClusterAffinity
{
    /// <summary>The group's name; differs from that of every other group of the policy.</summary>
    [Required, Bounds(MinLength = 1, MaxLength = 32)]
    public string AffinityName { get; init; } = "";

    /// <summary>
    /// Further groups, in order, that take what the group itself has no room for. Only with Aggregated or dynamic weights,
    /// and only when the group itself selects something.
    /// </summary>
    public IReadOnlyList<OverflowClusterAffinity> OverflowAffinities { get; init; } = [];
}

/// <summary>A group of clusters that takes what the ones before it have no room for.</summary>
[ApiType]
public sealed partial record OverflowClusterAffinity : ClusterAffinity
{
    /// <summary>The group's name; differs from that of its primary group and of the other overflow groups.</summary>
    [Required, Bounds(MinLength = 1, MaxLength = 32)]
    public string AffinityName { get; init; } = "";
}

/// <summary>Selects clusters by where they are; all requirements must hold.</summary>
[ApiType]
public sealed partial record ClusterFieldSelector
{
    /// <summary>Requirements; the keys are provider, region and zone, the operators In and NotIn.</summary>
    public IReadOnlyList<NodeSelectorRequirement> MatchExpressions { get; init; } = [];
}

/// <summary>Over how many groups of clusters the resources are spread.</summary>
[ApiType]
public sealed partial record SpreadConstraint
{
    /// <summary>What the groups are: each cluster by itself, or clusters of one region, zone or provider.</summary>
    [Allowed(SpreadFields.Cluster, SpreadFields.Region, SpreadFields.Zone, SpreadFields.Provider)]
    public string SpreadByField { get; init; } = "";

    /// <summary>The label whose value makes the groups. Excludes spreadByField.</summary>
    public string SpreadByLabel { get; init; } = "";

    /// <summary>The most groups that are taken.</summary>
    public int MaxGroups { get; init; }

    /// <summary>The fewest groups that are taken; 1 when absent.</summary>
    public int MinGroups { get; init; }
}

/// <summary>Values of <see cref="SpreadConstraint.SpreadByField"/>.</summary>
public static class SpreadFields
{
    /// <summary>Each cluster is a group.</summary>
    public const string Cluster = "cluster";

    /// <summary>The clusters of a region are a group.</summary>
    public const string Region = "region";

    /// <summary>The clusters of a zone are a group.</summary>
    public const string Zone = "zone";

    /// <summary>The clusters of a provider are a group.</summary>
    public const string Provider = "provider";
}

/// <summary>How the replicas of a workload are spread over clusters.</summary>
[ApiType]
public sealed partial record ReplicaSchedulingStrategy
{
    /// <summary>Duplicated: every cluster runs all replicas. Divided: the clusters share them.</summary>
    [Default("\"Divided\""), Allowed(ReplicaSchedulingTypes.Duplicated, ReplicaSchedulingTypes.Divided)]
    public string ReplicaSchedulingType { get; init; } = "";

    /// <summary>
    /// How replicas are shared. Aggregated: over as few clusters as have room. Weighted: by the weights of weightPreference,
    /// equally when there are none.
    /// </summary>
    [Allowed(ReplicaDivisionPreferences.Aggregated, ReplicaDivisionPreferences.Weighted)]
    public string ReplicaDivisionPreference { get; init; } = "";

    /// <summary>The weights.</summary>
    public ClusterPreferences? WeightPreference { get; init; }
}

/// <summary>Values of <see cref="ReplicaSchedulingStrategy.ReplicaSchedulingType"/>.</summary>
public static class ReplicaSchedulingTypes
{
    /// <summary>Every cluster runs all replicas.</summary>
    public const string Duplicated = "Duplicated";

    /// <summary>The clusters share the replicas.</summary>
    public const string Divided = "Divided";
}

/// <summary>Values of <see cref="ReplicaSchedulingStrategy.ReplicaDivisionPreference"/>.</summary>
public static class ReplicaDivisionPreferences
{
    /// <summary>As few clusters as possible.</summary>
    public const string Aggregated = "Aggregated";

    /// <summary>By weights.</summary>
    public const string Weighted = "Weighted";
}

/// <summary>The weights by which clusters share replicas.</summary>
[ApiType]
public sealed partial record ClusterPreferences
{
    /// <summary>Fixed weights; a cluster that no rule selects gets nothing.</summary>
    public IReadOnlyList<StaticClusterWeight> StaticWeightList { get; init; } = [];

    /// <summary>AvailableReplicas: the weight of a cluster is the number of replicas it has room for. Overrides the fixed weights.</summary>
    [Allowed(DynamicWeights.AvailableReplicas)]
    public string DynamicWeight { get; init; } = "";
}

/// <summary>Values of <see cref="ClusterPreferences.DynamicWeight"/>.</summary>
public static class DynamicWeights
{
    /// <summary>By the room that clusters have.</summary>
    public const string AvailableReplicas = "AvailableReplicas";
}

/// <summary>A weight for some clusters.</summary>
[ApiType]
public sealed partial record StaticClusterWeight
{
    /// <summary>The clusters.</summary>
    [Required]
    public ClusterAffinity TargetCluster { get; init; } = new();

    /// <summary>The weight; where several rules select a cluster, the greatest counts.</summary>
    [Required, Bounds(Minimum = 1)]
    public long Weight { get; init; }
}

/// <summary>Binds placements of workloads of one namespace to each other.</summary>
[ApiType]
public sealed partial record WorkloadAffinity
{
    /// <summary>Workloads that must be in the same clusters.</summary>
    public WorkloadAffinityTerm? Affinity { get; init; }

    /// <summary>Workloads that must not be in the same clusters.</summary>
    public WorkloadAffinityTerm? AntiAffinity { get; init; }
}

/// <summary>The workloads that belong together.</summary>
[ApiType]
public sealed partial record WorkloadAffinityTerm
{
    /// <summary>The label key; workloads whose templates share its value are one group.</summary>
    [Required]
    public string GroupByLabelKey { get; init; } = "";
}
