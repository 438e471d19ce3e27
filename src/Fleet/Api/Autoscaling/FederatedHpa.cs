using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Scales a workload of the fleet by metrics of all clusters together.</summary>
[ApiKind(
    "autoscaling.karmada.io",
    "v1alpha1",
    "federatedhpas",
    Namespaced = true,
    ShortNames = "fhpa",
    Categories = "karmada-io"
)]
[PrintedColumn("REFERENCE-KIND", ".spec.scaleTargetRef.kind")]
[PrintedColumn("REFERENCE-NAME", ".spec.scaleTargetRef.name")]
[PrintedColumn("MINPODS", ".spec.minReplicas", Type = "integer")]
[PrintedColumn("MAXPODS", ".spec.maxReplicas", Type = "integer")]
[PrintedColumn("REPLICAS", ".status.currentReplicas", Type = "integer")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record FederatedHPA
{
    /// <summary>What is scaled, and by what.</summary>
    [Required]
    public FederatedHpaSpec Spec { get; init; } = new();

    /// <summary>What became of it.</summary>
    public HpaStatus Status { get; init; } = new();
}

/// <summary>What is scaled, and by what.</summary>
[ApiType]
public sealed partial record FederatedHpaSpec
{
    /// <summary>The workload; it needs a scale subresource and a policy.</summary>
    [Required]
    public CrossVersionObjectReference ScaleTargetRef { get; init; } = new();

    /// <summary>The fewest replicas; 1 when absent.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>The most replicas.</summary>
    [Required]
    public int MaxReplicas { get; init; }

    /// <summary>The metrics; the one that asks for most counts. 80 % of the requested CPU when there are none.</summary>
    public IReadOnlyList<MetricSpec> Metrics { get; init; } = [];

    /// <summary>How fast it scales up and down.</summary>
    public HpaBehavior? Behavior { get; init; }
}

/// <summary>Points at an object of the same namespace.</summary>
[ApiType(Atomic = true)]
public sealed partial record CrossVersionObjectReference
{
    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>apiVersion.</summary>
    public string ApiVersion { get; init; } = "";
}

/// <summary>How fast an autoscaler scales.</summary>
[ApiType]
public sealed partial record HpaBehavior
{
    /// <summary>Upwards.</summary>
    public HpaScalingRules? ScaleUp { get; init; }

    /// <summary>Downwards.</summary>
    public HpaScalingRules? ScaleDown { get; init; }
}

/// <summary>How fast an autoscaler scales in one direction.</summary>
[ApiType]
public sealed partial record HpaScalingRules
{
    /// <summary>How far back recommendations count, in seconds, at most 3600.</summary>
    public int? StabilizationWindowSeconds { get; init; }

    /// <summary>Which of the policies counts: Max, Min or Disabled.</summary>
    public string SelectPolicy { get; init; } = "";

    /// <summary>How much in which time.</summary>
    [ListType("atomic")]
    public IReadOnlyList<HpaScalingPolicy> Policies { get; init; } = [];

    /// <summary>By how much metric and target may differ without scaling.</summary>
    public Quantity? Tolerance { get; init; }
}

/// <summary>How much in which time.</summary>
[ApiType]
public sealed partial record HpaScalingPolicy
{
    /// <summary>Pods or Percent.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>How much.</summary>
    [Required]
    public int Value { get; init; }

    /// <summary>In how many seconds, at most 1800.</summary>
    [Required]
    public int PeriodSeconds { get; init; }
}

/// <summary>What became of an autoscaler.</summary>
[ApiType]
public sealed partial record HpaStatus
{
    /// <summary>The generation that this speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When it last scaled.</summary>
    public DateTimeOffset? LastScaleTime { get; init; }

    /// <summary>How many replicas there are.</summary>
    public int CurrentReplicas { get; init; }

    /// <summary>How many there should be.</summary>
    [Required]
    public int DesiredReplicas { get; init; }

    /// <summary>The metrics as last seen.</summary>
    [ListType("atomic")]
    public IReadOnlyList<MetricStatus> CurrentMetrics { get; init; } = [];

    /// <summary>Whether it can and does scale.</summary>
    [ListType("map", "type")]
    public IReadOnlyList<HpaCondition> Conditions { get; init; } = [];
}

/// <summary>One observed aspect of an autoscaler.</summary>
[ApiType]
public sealed partial record HpaCondition
{
    /// <summary>What it speaks of.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    [Required]
    public string Status { get; init; } = "";

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, as one word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why, for a person to read.</summary>
    public string Message { get; init; } = "";
}
