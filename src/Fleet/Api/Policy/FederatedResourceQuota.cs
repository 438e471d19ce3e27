namespace Pangea.Fleet.Api;

/// <summary>Bounds what a namespace may use in all clusters together.</summary>
[ApiKind("policy.karmada.io", "v1alpha1", "federatedresourcequotas", Namespaced = true, Categories = "karmada-io")]
[PrintedColumn("OVERALL", ".status.overall")]
[PrintedColumn("OVERALL_USED", ".status.overallUsed")]
public sealed partial record FederatedResourceQuota
{
    /// <summary>The bounds.</summary>
    [Required]
    public FederatedResourceQuotaSpec Spec { get; init; } = new();

    /// <summary>What is used.</summary>
    public FederatedResourceQuotaStatus Status { get; init; } = new();
}

/// <summary>The bounds of a quota.</summary>
[ApiType]
public sealed partial record FederatedResourceQuotaSpec
{
    /// <summary>The most that all clusters together may use, by resource.</summary>
    [Required]
    public ResourceList Overall { get; init; } = ResourceList.Empty;

    /// <summary>Fixed shares of clusters; they become ResourceQuotas there.</summary>
    public IReadOnlyList<StaticClusterAssignment> StaticAssignments { get; init; } = [];
}

/// <summary>The share of one cluster.</summary>
[ApiType]
public sealed partial record StaticClusterAssignment
{
    /// <summary>The cluster.</summary>
    [Required]
    public string ClusterName { get; init; } = "";

    /// <summary>Its share, by resource.</summary>
    [Required]
    public ResourceList Hard { get; init; } = ResourceList.Empty;
}

/// <summary>What is used of a quota.</summary>
[ApiType]
public sealed partial record FederatedResourceQuotaStatus
{
    /// <summary>The bounds in force.</summary>
    public ResourceList Overall { get; init; } = ResourceList.Empty;

    /// <summary>What all clusters together use.</summary>
    public ResourceList OverallUsed { get; init; } = ResourceList.Empty;

    /// <summary>What each cluster with a fixed share uses.</summary>
    public IReadOnlyList<ClusterQuotaStatus> AggregatedStatus { get; init; } = [];
}

/// <summary>What one cluster uses.</summary>
[ApiType]
public sealed partial record ClusterQuotaStatus
{
    /// <summary>The cluster.</summary>
    [Required]
    public string ClusterName { get; init; } = "";

    /// <summary>Its share.</summary>
    public ResourceList Hard { get; init; } = ResourceList.Empty;

    /// <summary>What it uses.</summary>
    public ResourceList Used { get; init; } = ResourceList.Empty;
}
