namespace Pangea.Fleet.Api;

/// <summary>Says what is to be done for clusters with certain conditions.</summary>
[ApiKind("remedy.karmada.io", "v1alpha1", "remedies", Categories = "karmada-io")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record Remedy
{
    /// <summary>What, where and when.</summary>
    [Required]
    public RemedySpec Spec { get; init; } = new();
}

/// <summary>What is done for which clusters when.</summary>
[ApiType]
public sealed partial record RemedySpec
{
    /// <summary>The clusters; all when absent.</summary>
    public RemedyClusterAffinity? ClusterAffinity { get; init; }

    /// <summary>It is done when one of these holds; at once when there are none.</summary>
    public IReadOnlyList<DecisionMatch> DecisionMatches { get; init; } = [];

    /// <summary>What is done: TrafficControl.</summary>
    [Required]
    public IReadOnlyList<string> Actions { get; init; } = [];
}

/// <summary>Names of clusters.</summary>
[ApiType]
public sealed partial record RemedyClusterAffinity
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> ClusterNames { get; init; } = [];
}

/// <summary>One reason to act.</summary>
[ApiType]
public sealed partial record DecisionMatch
{
    /// <summary>A condition of the cluster.</summary>
    public ClusterConditionRequirement? ClusterConditionMatch { get; init; }
}

/// <summary>A requirement on one condition of a cluster.</summary>
[ApiType]
public sealed partial record ClusterConditionRequirement
{
    /// <summary>The condition's type.</summary>
    [Required]
    public string ConditionType { get; init; } = "";

    /// <summary>Equal or NotEqual.</summary>
    [Required, Allowed("Equal", "NotEqual")]
    public string Operator { get; init; } = "";

    /// <summary>The condition's status.</summary>
    [Required]
    public string ConditionStatus { get; init; } = "";
}
