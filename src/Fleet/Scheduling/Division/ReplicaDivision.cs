using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>How many replicas each selected cluster gets.</summary>
internal static class ReplicaDivision
{
    public static DivisionResult Divide(
        ImmutableArray<Candidate> selected,
        PlacementRequest request,
        Placement placement,
        AffinityTiers affinity
    )
    {
        var spec = request.Spec;
        var descending = Webster.BreaksTiesDescending(spec.Resource.Uid);
        var strategy = DivisionStrategies.Of(placement);
        return strategy switch
        {
            DivisionStrategy.Duplicated => new(
                strategy,
                "every cluster runs all",
                [
                    .. ByName(selected)
                        .Select(c => new ReplicaShare(c.Name, spec.Replicas) { Before = c.Assigned, Weight = 1 }),
                ]
            ),
            DivisionStrategy.StaticWeight => ByStaticWeights(selected, spec, placement, descending),
            _ => RoomDivision.Divide(strategy, selected, request, affinity.Count, descending),
        };
    }

    /// <summary>
    /// The whole number of replicas is divided anew each time: the method itself sees to it that one replica more or less moves no
    /// other.
    /// </summary>
    private static DivisionResult ByStaticWeights(
        ImmutableArray<Candidate> selected,
        ResourceBindingSpec spec,
        Placement placement,
        bool descending
    )
    {
        var rules = (placement.ReplicaScheduling?.WeightPreference?.StaticWeightList ?? [])
            .Select(r => (Matcher: new ClusterAffinityMatcher(r.TargetCluster), r.Weight))
            .ToList();
        var weights = selected
            .Select(c => new PartyVotes(
                c.Name,
                rules.Where(r => r.Matcher.Matches(c.Cluster.Traits)).Select(r => r.Weight).DefaultIfEmpty().Max()
            ))
            .Where(w => w.Votes > 0)
            .ToList();
        var rule = "by fixed weights";
        if (weights.Count == 0)
        {
            weights = [.. selected.Select(c => new PartyVotes(c.Name, 1))];
            rule = rules.Count == 0 ? "equally: no weights are given" : "equally: no weight is for any of the clusters";
        }
        return new(
            DivisionStrategy.StaticWeight,
            rule,
            Shares(Webster.Allocate(spec.Replicas, weights, descending), weights, spec)
        );
    }

    /// <summary>Seats with what they rest on.</summary>
    private static ImmutableArray<ReplicaShare> Shares(
        ImmutableArray<PartySeats> seats,
        List<PartyVotes> weights,
        ResourceBindingSpec spec
    )
    {
        weights.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return
        [
            .. seats.Select(
                (s, i) =>
                    new ReplicaShare(s.Name, s.Seats)
                    {
                        Weight = weights[i].Votes,
                        Before = spec.ReplicasIn(s.Name),
                        TookTie = s.TookTie,
                    }
            ),
        ];
    }

    public static IEnumerable<Candidate> ByName(IEnumerable<Candidate> candidates) =>
        candidates.OrderBy(c => c.Name, StringComparer.Ordinal);
}

/// <summary>What division gave: shares, or why there are none.</summary>
internal sealed record DivisionResult(
    DivisionStrategy Strategy,
    string Rule,
    ImmutableArray<ReplicaShare> Shares,
    string? Failure = null
);
