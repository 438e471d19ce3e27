using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>What a placement came to: clusters or a failure, and in both cases the reasons.</summary>
public sealed record PlacementOutcome
{
    /// <summary>The clusters with their replicas, sorted by name; empty on a failure.</summary>
    public ImmutableArray<TargetCluster> Clusters { get; init; } = [];

    /// <summary>The affinity term that the result rests on, or empty when the placement has no terms.</summary>
    public string AffinityName { get; init; } = "";

    /// <summary>Why there is no result, or null.</summary>
    public PlacementFailure? Failure { get; init; }

    /// <summary>The reasons.</summary>
    public required PlacementExplanation Explanation { get; init; }

    /// <summary>Whether the previous result is to be taken back: no cluster fits any more. Other failures leave it.</summary>
    public bool ClearsResult => Failure is { Reason: ConditionReasons.NoClusterFit };

    /// <summary><c>{ap:1, eu:1, us:1}</c>; resources without replicas show 0.</summary>
    public string ResultText => $"{{{string.Join(", ", Clusters.Select(c => $"{c.Name}:{c.Replicas}"))}}}";
}

/// <summary>Why a resource was not placed.</summary>
/// <param name="Reason">
/// <c>NoClusterFit</c> (no cluster passes the filters; waits for a cluster or the policy to change), <c>Unschedulable</c> (not
/// enough room) or <c>SchedulerError</c> (the spread constraints cannot be met).
/// </param>
/// <param name="Message">The original's message.</param>
public sealed record PlacementFailure(string Reason, string Message);
