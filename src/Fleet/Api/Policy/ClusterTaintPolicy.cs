namespace Pangea.Fleet.Api;

/// <summary>Sets and removes taints on clusters by their conditions.</summary>
[ApiKind("policy.karmada.io", "v1alpha1", "clustertaintpolicies")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ClusterTaintPolicy
{
    /// <summary>Which taints, where and when.</summary>
    [Required]
    public ClusterTaintPolicySpec Spec { get; init; } = new();
}

/// <summary>Which taints are set where and when.</summary>
[ApiType]
public sealed partial record ClusterTaintPolicySpec
{
    /// <summary>The clusters; all when absent.</summary>
    public ClusterAffinity? TargetClusters { get; init; }

    /// <summary>The taints are set when all of these hold; never when there are none.</summary>
    public IReadOnlyList<MatchCondition> AddOnConditions { get; init; } = [];

    /// <summary>The taints are removed when all of these hold; never when there are none.</summary>
    public IReadOnlyList<MatchCondition> RemoveOnConditions { get; init; } = [];

    /// <summary>The taints; no key and effect twice.</summary>
    [Required, Bounds(MinItems = 1)]
    public IReadOnlyList<PolicyTaint> Taints { get; init; } = [];
}

/// <summary>A requirement on one condition of a cluster.</summary>
[ApiType]
public sealed partial record MatchCondition
{
    /// <summary>The condition's type.</summary>
    [Required]
    public string ConditionType { get; init; } = "";

    /// <summary>In or NotIn.</summary>
    [Required, Allowed("In", "NotIn")]
    public string Operator { get; init; } = "";

    /// <summary>The condition's statuses.</summary>
    [Required]
    public IReadOnlyList<string> StatusValues { get; init; } = [];
}

/// <summary>A taint that a policy sets.</summary>
[ApiType]
public sealed partial record PolicyTaint
{
    /// <summary>The taint's key.</summary>
    [Required, Bounds(MinLength = 1)]
    public string Key { get; init; } = "";

    /// <summary>NoSchedule or NoExecute.</summary>
    [Required, Allowed(TaintEffects.NoSchedule, TaintEffects.NoExecute)]
    public string Effect { get; init; } = "";

    /// <summary>The taint's value.</summary>
    public string Value { get; init; } = "";
}
