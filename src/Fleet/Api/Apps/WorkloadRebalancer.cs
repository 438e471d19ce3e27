namespace Pangea.Fleet.Api;

/// <summary>Asks, once, for a fresh placement of some workloads.</summary>
[ApiKind("apps.karmada.io", "v1alpha1", "workloadrebalancers")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record WorkloadRebalancer
{
    /// <summary>Which workloads.</summary>
    [Required]
    public WorkloadRebalancerSpec Spec { get; init; } = new();

    /// <summary>What became of them.</summary>
    public WorkloadRebalancerStatus Status { get; init; } = new();
}

/// <summary>Workloads that get a fresh placement.</summary>
[ApiType]
public sealed partial record WorkloadRebalancerSpec
{
    /// <summary>The workloads.</summary>
    [Required, Bounds(MinItems = 1)]
    public IReadOnlyList<WorkloadReference> Workloads { get; init; } = [];

    /// <summary>How long after its end the rebalancer is deleted, in seconds; never when absent.</summary>
    public int? TtlSecondsAfterFinished { get; init; }
}

/// <summary>Points at a workload.</summary>
[ApiType]
public sealed partial record WorkloadReference
{
    /// <summary>apiVersion.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Namespace; empty for one without.</summary>
    public string Namespace { get; init; } = "";
}

/// <summary>What became of the workloads.</summary>
[ApiType]
public sealed partial record WorkloadRebalancerStatus
{
    /// <summary>The workloads and what became of each.</summary>
    public IReadOnlyList<ObservedWorkload> ObservedWorkloads { get; init; } = [];

    /// <summary>The generation that this speaks of.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>When all were done.</summary>
    public DateTimeOffset? FinishTime { get; init; }
}

/// <summary>What became of one workload.</summary>
[ApiType]
public sealed partial record ObservedWorkload
{
    /// <summary>The workload.</summary>
    [Required]
    public WorkloadReference Workload { get; init; } = new();

    /// <summary>Successful or Failed.</summary>
    public string Result { get; init; } = "";

    /// <summary>Why it failed: ReferencedBindingNotFound.</summary>
    public string Reason { get; init; } = "";
}
