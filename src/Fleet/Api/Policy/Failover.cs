namespace Pangea.Fleet.Api;

/// <summary>What to do when the application or its cluster fails.</summary>
[ApiType]
public sealed partial record FailoverBehavior
{
    /// <summary>What to do when the application is unhealthy. Needs propagateDeps.</summary>
    public ApplicationFailoverBehavior? Application { get; init; }

    /// <summary>What to do when the cluster fails.</summary>
    public ClusterFailoverBehavior? Cluster { get; init; }
}

/// <summary>When an unhealthy application moves to another cluster, and how.</summary>
[ApiType]
public sealed partial record ApplicationFailoverBehavior
{
    /// <summary>When it moves; all conditions must hold.</summary>
    [Required]
    public DecisionConditions DecisionConditions { get; init; } = new();

    /// <summary>
    /// What becomes of the old one: Directly removes it before the new one starts, Gracefully once the new one is healthy or
    /// gracePeriodSeconds have passed, Never leaves it.
    /// </summary>
    [Default("\"Gracefully\""), Allowed(PurgeModes.Directly, PurgeModes.Gracefully, PurgeModes.Never)]
    public string PurgeMode { get; init; } = "";

    /// <summary>How long Gracefully waits at most, in seconds; 600 when absent.</summary>
    public int? GracePeriodSeconds { get; init; }

    /// <summary>What of the old one's status the new one gets to know.</summary>
    public StatePreservation? StatePreservation { get; init; }
}

/// <summary>How a resource leaves a cluster that failed.</summary>
[ApiType]
public sealed partial record ClusterFailoverBehavior
{
    /// <summary>Directly removes the old one before the new one starts, Gracefully once the new one is healthy.</summary>
    [Default("\"Gracefully\""), Allowed(PurgeModes.Directly, PurgeModes.Gracefully)]
    public string PurgeMode { get; init; } = "";

    /// <summary>What of the old one's status the new one gets to know.</summary>
    public StatePreservation? StatePreservation { get; init; }
}

/// <summary>When an application counts as failed.</summary>
[ApiType]
public sealed partial record DecisionConditions
{
    /// <summary>For how many seconds it must have been unhealthy.</summary>
    [Default("300")]
    public int? TolerationSeconds { get; init; }
}

/// <summary>Carries state from the old place to the new one.</summary>
[ApiType]
public sealed partial record StatePreservation
{
    /// <summary>What is carried over.</summary>
    [Required]
    public IReadOnlyList<StatePreservationRule> Rules { get; init; } = [];
}

/// <summary>One value that is carried over as a label.</summary>
[ApiType]
public sealed partial record StatePreservationRule
{
    /// <summary>The label that the new object gets.</summary>
    [Required]
    public string AliasLabelName { get; init; } = "";

    /// <summary>Where the value stands in the old object's status: a JSONPath such as {.jobId}.</summary>
    [Required]
    public string JsonPath { get; init; } = "";
}

/// <summary>What becomes of what is left behind.</summary>
public static class PurgeModes
{
    /// <summary>Removed before the new one starts.</summary>
    public const string Directly = "Directly";

    /// <summary>Removed once the new one is healthy, or after a time.</summary>
    public const string Gracefully = "Gracefully";

    /// <summary>Not removed.</summary>
    public const string Never = "Never";
}
