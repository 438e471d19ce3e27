namespace Pangea.Fleet.Api;

/// <summary>Scales a workload, or moves the bounds of a FederatedHPA, by the clock.</summary>
[ApiKind(
    "autoscaling.karmada.io",
    "v1alpha1",
    "cronfederatedhpas",
    Namespaced = true,
    ShortNames = "cronfhpa",
    Categories = "karmada-io"
)]
[PrintedColumn("REFERENCE-KIND", ".spec.scaleTargetRef.kind")]
[PrintedColumn("REFERENCE-NAME", ".spec.scaleTargetRef.name")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record CronFederatedHPA
{
    /// <summary>What is scaled, and when.</summary>
    [Required]
    public CronFederatedHpaSpec Spec { get; init; } = new();

    /// <summary>What was done.</summary>
    public CronFederatedHpaStatus Status { get; init; } = new();
}

/// <summary>What is scaled, and when.</summary>
[ApiType]
public sealed partial record CronFederatedHpaSpec
{
    /// <summary>A workload with a scale subresource, or a FederatedHPA.</summary>
    [Required]
    public CrossVersionObjectReference ScaleTargetRef { get; init; } = new();

    /// <summary>When to scale to what.</summary>
    [Required]
    public IReadOnlyList<CronFederatedHpaRule> Rules { get; init; } = [];
}

/// <summary>When to scale to what.</summary>
[ApiType]
public sealed partial record CronFederatedHpaRule
{
    /// <summary>The rule's name; differs from that of every other rule.</summary>
    [Required, Bounds(MinLength = 1, MaxLength = 32)]
    public string Name { get; init; } = "";

    /// <summary>When, as of cron: minute, hour, day of month, month, day of week.</summary>
    [Required]
    public string Schedule { get; init; } = "";

    /// <summary>The replicas to set; for workloads.</summary>
    public int? TargetReplicas { get; init; }

    /// <summary>The minReplicas to set; for a FederatedHPA.</summary>
    public int? TargetMinReplicas { get; init; }

    /// <summary>The maxReplicas to set; for a FederatedHPA.</summary>
    public int? TargetMaxReplicas { get; init; }

    /// <summary>True holds the rule back.</summary>
    [Default("false")]
    public bool? Suspend { get; init; }

    /// <summary>The time zone of the schedule, such as Europe/Berlin; UTC when absent.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>How many successes are kept, 1 to 32.</summary>
    [Default("3"), Bounds(Minimum = 0, Maximum = 32)]
    public int? SuccessfulHistoryLimit { get; init; }

    /// <summary>How many failures are kept, 0 to 32.</summary>
    [Default("3"), Bounds(Minimum = 0, Maximum = 32)]
    public int? FailedHistoryLimit { get; init; }
}

/// <summary>What was done.</summary>
[ApiType]
public sealed partial record CronFederatedHpaStatus
{
    /// <summary>By rule.</summary>
    public IReadOnlyList<ExecutionHistory> ExecutionHistories { get; init; } = [];
}

/// <summary>What one rule did.</summary>
[ApiType]
public sealed partial record ExecutionHistory
{
    /// <summary>The rule.</summary>
    [Required]
    public string RuleName { get; init; } = "";

    /// <summary>When it is due next.</summary>
    public DateTimeOffset? NextExecutionTime { get; init; }

    /// <summary>Its successes, newest first.</summary>
    public IReadOnlyList<SuccessfulExecution> SuccessfulExecutions { get; init; } = [];

    /// <summary>Its failures, newest first.</summary>
    public IReadOnlyList<FailedExecution> FailedExecutions { get; init; } = [];
}

/// <summary>One success of a rule.</summary>
[ApiType]
public sealed partial record SuccessfulExecution
{
    /// <summary>When it was due.</summary>
    [Required]
    public DateTimeOffset? ScheduleTime { get; init; }

    /// <summary>When it was done.</summary>
    [Required]
    public DateTimeOffset? ExecutionTime { get; init; }

    /// <summary>The replicas that it set.</summary>
    public int? AppliedReplicas { get; init; }

    /// <summary>The maxReplicas that it set.</summary>
    public int? AppliedMaxReplicas { get; init; }

    /// <summary>The minReplicas that it set.</summary>
    public int? AppliedMinReplicas { get; init; }
}

/// <summary>One failure of a rule.</summary>
[ApiType]
public sealed partial record FailedExecution
{
    /// <summary>When it was due.</summary>
    [Required]
    public DateTimeOffset? ScheduleTime { get; init; }

    /// <summary>When it was tried.</summary>
    [Required]
    public DateTimeOffset? ExecutionTime { get; init; }

    /// <summary>Why it failed.</summary>
    [Required]
    public string Message { get; init; } = "";
}
