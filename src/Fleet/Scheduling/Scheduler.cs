using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>Places resources on clusters. Pure: equal arguments give equal outcomes, whatever the order in which clusters became known.</summary>
public static class Scheduler
{
    /// <summary>Places a binding.</summary>
    public static PlacementOutcome Place(PlacementRequest request, FleetSnapshot fleet) =>
        Place(request, fleet, SchedulingOptions.Default);

    /// <summary>Places a binding.</summary>
    public static PlacementOutcome Place(PlacementRequest request, FleetSnapshot fleet, SchedulingOptions options)
    {
        var placement = request.Spec.Placement ?? new();
        if (placement.ClusterAffinities.Count == 0)
        {
            var (clusters, term) = Attempt(request, fleet, options, AffinityTiers.Of(placement.ClusterAffinity));
            return new()
            {
                Clusters = clusters,
                Failure = term.Failure,
                Explanation = new() { Terms = [term] },
            };
        }
        return PlaceByTerms(request, fleet, options, placement.ClusterAffinities);
    }

    /// <summary>
    /// Terms are tried in order from the one in force on; an explicit request for a fresh placement begins at the first. When all
    /// fail, the first failure counts.
    /// </summary>
    private static PlacementOutcome PlaceByTerms(
        PlacementRequest request,
        FleetSnapshot fleet,
        SchedulingOptions options,
        IReadOnlyList<ClusterAffinityTerm> terms
    )
    {
        var tried = ImmutableArray.CreateBuilder<TermExplanation>();
        for (var i = request.IsFresh ? 0 : IndexInForce(terms, request.Status); i < terms.Count; i++)
        {
            var tiers = AffinityTiers.Of(terms[i], request.IsWorkload);
            var (clusters, term) = Attempt(request, fleet, options, tiers);
            tried.Add(term);
            if (term.Failure is null)
            {
                return new()
                {
                    Clusters = clusters,
                    AffinityName = terms[i].AffinityName,
                    Explanation = new() { Terms = tried.ToImmutable() },
                };
            }
        }
        return new()
        {
            Failure = tried[0].Failure,
            AffinityName = request.Status.SchedulerObservedAffinityName,
            Explanation = new() { Terms = tried.ToImmutable() },
        };
    }

    private static int IndexInForce(IReadOnlyList<ClusterAffinityTerm> terms, ResourceBindingStatus status)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].AffinityName == status.SchedulerObservedAffinityName)
                return i;
        }
        return 0;
    }

    private static (ImmutableArray<TargetCluster>, TermExplanation) Attempt(
        PlacementRequest request,
        FleetSnapshot fleet,
        SchedulingOptions options,
        AffinityTiers affinity
    )
    {
        var input = new FilterInput(request, affinity);
        var (candidates, verdicts) = Filter(input, fleet, options);
        var term = new TermExplanation { Affinity = affinity.Names[0], Clusters = verdicts };
        if (candidates.IsEmpty)
            return ([], term with { Failure = NoFit(fleet, verdicts) });

        var selection = ClusterSelection.Select(candidates, request.Spec, input.Placement);
        term = term with
        {
            Selection = new(selection.Rule, [.. selection.Selected.Select(c => c.Name)])
            {
                Regions = selection.Regions,
            },
        };
        if (selection.Failure is { } unselected)
            return ([], term with { Failure = new(ConditionReasons.SchedulerError, unselected) });

        if (!request.IsWorkload)
            return (Targets(selection.Selected), term);
        if (request.Spec.Components.Count > 1)
            return PlaceComponents(request, selection, term);

        var division = ReplicaDivision.Divide(selection.Selected, request, input.Placement, affinity);
        term = term with { Division = new(division.Strategy, division.Rule, request.Spec.Replicas, division.Shares) };
        if (division.Failure is { } undivided)
            return ([], term with { Failure = new(ConditionReasons.Unschedulable, undivided) });
        return (
            [
                .. division
                    .Shares.Where(s => s.Replicas > 0 || options.KeepEmptyClusters)
                    .Select(s => new TargetCluster { Name = s.Cluster, Replicas = s.Replicas }),
            ],
            term
        );
    }

    private static (ImmutableArray<Candidate>, ImmutableArray<ClusterVerdict>) Filter(
        FilterInput input,
        FleetSnapshot fleet,
        SchedulingOptions options
    )
    {
        var spec = input.Request.Spec;
        var needsRoom = NeedsRoom(input);
        var candidates = new List<Candidate>(fleet.Clusters.Length);
        var verdicts = ImmutableArray.CreateBuilder<ClusterVerdict>(fleet.Clusters.Length);
        foreach (var cluster in fleet.Clusters)
        {
            var isTarget = input.IsTarget(cluster.Name);
            var before = isTarget ? spec.ReplicasIn(cluster.Name) : 0;
            if (Rejection(input, cluster, options) is var (filter, reason))
            {
                verdicts.Add(
                    new(cluster.Name)
                    {
                        Filter = filter,
                        Reason = reason,
                        Before = before,
                    }
                );
                continue;
            }
            var tier = Math.Max(0, input.Affinity.TierOf(cluster.Traits));
            var score = isTarget ? Candidate.LocalityScore : 0;
            var room = needsRoom ? Room(cluster, spec, options) : spec.Replicas;
            candidates.Add(new(cluster, tier, score, room, before));
            verdicts.Add(
                new(cluster.Name)
                {
                    Score = score,
                    Room = needsRoom ? room : null,
                    Before = before,
                    Group = input.Affinity.Count > 1 ? input.Affinity.Names[tier] : "",
                }
            );
        }
        return (ClusterSelection.Sorted(candidates), verdicts.ToImmutable());
    }

    private static (string Filter, string Reason)? Rejection(
        FilterInput input,
        SchedulableCluster cluster,
        SchedulingOptions options
    )
    {
        if (cluster.IsTerminating)
            return ("Terminating", "cluster(s) is being removed from the fleet");
        foreach (var filter in options.Filters)
        {
            if (filter.Reject(input, cluster) is { } reason)
                return (filter.Name, reason);
        }
        return null;
    }

    // Fixed weights and full copies do not ask how much room there is; estimating it is most of the work of a placement.
    private static bool NeedsRoom(FilterInput input) =>
        input.Request.IsWorkload
        && (
            DivisionStrategies.Of(input.Placement) is DivisionStrategy.DynamicWeight or DivisionStrategy.Aggregated
            || input.Placement.SpreadConstraints.Count > 0
        );

    private static int Room(SchedulableCluster cluster, ResourceBindingSpec spec, SchedulingOptions options)
    {
        int? least = null;
        foreach (var estimator in options.Estimators)
        {
            if (estimator(cluster, spec.ReplicaRequirements) is { } room && (least is null || room < least))
                least = room;
        }
        // Nobody can tell: the cluster is taken to have room for what is asked.
        return least ?? spec.Replicas;
    }

    private static ImmutableArray<TargetCluster> Targets(ImmutableArray<Candidate> selected) =>
        [.. ReplicaDivision.ByName(selected).Select(c => new TargetCluster { Name = c.Name })];

    /// <summary>A workload with several pod templates goes as one set into one cluster.</summary>
    private static (ImmutableArray<TargetCluster>, TermExplanation) PlaceComponents(
        PlacementRequest request,
        SelectionResult selection,
        TermExplanation term
    )
    {
        if (selection.Selected.Length != 1)
        {
            return (
                [],
                term with
                {
                    Failure = new(
                        ConditionReasons.SchedulerError,
                        "a workload with several components needs a cluster spread constraint with minGroups and maxGroups 1"
                    ),
                }
            );
        }
        return (
            [
                new()
                {
                    Name = selection.Selected[0].Name,
                    Components =
                    [
                        .. request.Spec.Components.Select(c => new TargetComponent
                        {
                            Name = c.Name,
                            Replicas = c.Replicas,
                        }),
                    ],
                },
            ],
            term
        );
    }

    // A histogram of reasons, sorted as text, as the original's FitError prints it.
    private static PlacementFailure NoFit(FleetSnapshot fleet, ImmutableArray<ClusterVerdict> verdicts)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var verdict in verdicts)
            counts[verdict.Reason] = counts.GetValueOrDefault(verdict.Reason) + 1;
        var reasons = counts.Select(c => $"{c.Value} {c.Key}").Order(StringComparer.Ordinal).ToList();
        if (reasons.Count == 0)
            reasons.Add("no cluster has joined the fleet");
        return new(
            ConditionReasons.NoClusterFit,
            $"0/{fleet.Clusters.Length} clusters are available: {string.Join(", ", reasons)}."
        );
    }
}
