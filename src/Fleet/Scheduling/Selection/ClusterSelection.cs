using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>Which of the clusters that can take a resource do take it, by spread constraints.</summary>
internal static class ClusterSelection
{
    /// <summary>
    /// Selects. Fixed weights select every candidate, whatever the constraints, as in the original: the weights themselves say where
    /// replicas go.
    /// </summary>
    /// <param name="candidates">The candidates, best first.</param>
    /// <param name="spec">The binding.</param>
    /// <param name="placement">Its placement.</param>
    public static SelectionResult Select(
        ImmutableArray<Candidate> candidates,
        ResourceBindingSpec spec,
        Placement placement
    )
    {
        if (placement.SpreadConstraints.Count == 0)
            return SelectionResult.All(candidates, "no spread constraints: every cluster that fits");
        var strategy = DivisionStrategies.Of(placement);
        if (strategy == DivisionStrategy.StaticWeight)
            return SelectionResult.All(candidates, "fixed weights: spread constraints do not apply");
        var cluster = Constraint(placement, SpreadFields.Cluster);
        var region = Constraint(placement, SpreadFields.Region);
        // Replicas that every cluster runs in full cannot be too many for the clusters together.
        long? needed = strategy == DivisionStrategy.Duplicated ? null : spec.Replicas;
        if (region is not null)
            return RegionSelection.Select(candidates, region, cluster ?? new(), needed, spec.Replicas);
        return cluster is not null
            ? ByCluster(candidates, cluster, needed)
            : SelectionResult.Failed("just support cluster and region spread constraint");
    }

    /// <summary>
    /// The greatest number of groups; 0 sets no bound. The original takes 0 for "none at all", so that a constraint without
    /// maxGroups can never be met (docs/decisions/0201).
    /// </summary>
    public static int MaxGroups(SpreadConstraint constraint) =>
        constraint.MaxGroups <= 0 ? int.MaxValue : constraint.MaxGroups;

    private static SpreadConstraint? Constraint(Placement placement, string field) =>
        placement.SpreadConstraints.FirstOrDefault(c => c.SpreadByField == field);

    private static SelectionResult ByCluster(
        ImmutableArray<Candidate> candidates,
        SpreadConstraint constraint,
        long? needed
    )
    {
        if (candidates.Length < constraint.MinGroups)
        {
            return SelectionResult.Failed("the number of feasible clusters is less than spreadConstraint.MinGroups");
        }
        var count = Math.Min(candidates.Length, MaxGroups(constraint));
        var selected = candidates[..count].ToArray();
        var rest = candidates[count..].ToList();
        var rule = $"the best {count} of {candidates.Length} clusters";
        if (needed is { } replicas)
        {
            // From the last selected one backwards, each is exchanged for the roomiest of the rest until there is room for all.
            for (var i = selected.Length - 1; i >= 0 && selected.Sum(c => c.Available) < replicas; i--)
            {
                var roomiest = Roomiest(rest);
                if (roomiest < 0 || rest[roomiest].Available <= selected[i].Available)
                    continue;
                (selected[i], rest[roomiest]) = (rest[roomiest], selected[i]);
                rule = $"the best {count} of {candidates.Length} clusters that together have room";
            }
            if (selected.Sum(c => c.Available) < replicas)
                return SelectionResult.Failed($"no enough resource when selecting {count} clusters");
        }
        return new(Sorted(selected), rule, null);
    }

    private static int Roomiest(List<Candidate> rest)
    {
        var best = -1;
        for (var i = 0; i < rest.Count; i++)
        {
            if (best < 0 || rest[i].Available > rest[best].Available)
                best = i;
        }
        return best;
    }

    public static ImmutableArray<Candidate> Sorted(IEnumerable<Candidate> candidates)
    {
        var list = candidates.ToList();
        list.Sort(Candidate.CompareForSelection);
        return [.. list];
    }
}

/// <summary>What selection gave: clusters, or why there are none.</summary>
internal sealed record SelectionResult(ImmutableArray<Candidate> Selected, string Rule, string? Failure)
{
    public ImmutableArray<RegionScore> Regions { get; init; } = [];

    public static SelectionResult All(ImmutableArray<Candidate> candidates, string rule) => new(candidates, rule, null);

    public static SelectionResult Failed(string why) => new([], "", why);
}
