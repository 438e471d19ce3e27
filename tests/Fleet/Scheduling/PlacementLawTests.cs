using CsCheck;
using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

/// <summary>Laws that hold for every placement on every fleet.</summary>
public class PlacementLawTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    private static readonly Gen<KubeObject[]> Clusters = Gen.Select(
            Gens.Of("r1", "r2", "r3", ""),
            Gen.Bool,
            Gen.Long[0, 40],
            Gen.Int[0, 9],
            (region, tainted, pods, fate) =>
                (Region: region, Tainted: tainted && fate > 4, Pods: pods, Serves: fate != 0, Terminating: fate == 1)
        )
        .Array[Names.Length]
        .Select(list =>
            list.Select(
                    (c, i) =>
                        Cluster(
                            Names[i],
                            c.Region,
                            c.Tainted ? [new() { Key = "t", Effect = TaintEffects.NoSchedule }] : [],
                            c.Pods,
                            c.Serves,
                            c.Terminating
                        )
                )
                .ToArray()
        );

    private static readonly Gen<Placement> Placements = Gen.Select(
        Gens.Of<Placement>(
            new(),
            Weighted(("a", 1), ("b", 2), ("c", 3)),
            Weighted(),
            ByRoom(),
            ByRoom(aggregated: true)
        ),
        Gens.Of<ClusterAffinity?>(
            null,
            new() { ClusterNames = ["a", "b", "c", "d"] },
            new() { ExcludeClusters = ["a"] }
        ),
        Gen.Int[0, 3],
        Gen.Bool,
        (placement, affinity, max, regions) =>
            placement with
            {
                ClusterAffinity = affinity,
                SpreadConstraints =
                    max == 0 ? []
                    : regions
                        ?
                        [
                            new()
                            {
                                SpreadByField = SpreadFields.Region,
                                MinGroups = 1,
                                MaxGroups = max,
                            },
                            new()
                            {
                                SpreadByField = SpreadFields.Cluster,
                                MinGroups = 1,
                                MaxGroups = max + 1,
                            },
                        ]
                    :
                    [
                        new()
                        {
                            SpreadByField = SpreadFields.Cluster,
                            MinGroups = 1,
                            MaxGroups = max,
                        },
                    ],
            }
    );

    private static readonly Gen<(KubeObject[] Fleet, ResourceBindingSpec Spec)> Any = Gen.Select(
        Clusters,
        Placements,
        Gen.Int[0, 30],
        Gen.Select(Gens.Of(Names), Gen.Int[1, 9]).Array[0, 4],
        Gens.Of("u0", "u1", "u2"),
        (fleet, placement, replicas, before, uid) =>
            (
                fleet,
                Deployment(replicas, placement, uid) with
                {
                    Clusters =
                    [
                        .. before
                            .DistinctBy(b => b.Item1)
                            .Select(b => new TargetCluster { Name = b.Item1, Replicas = b.Item2 }),
                    ],
                }
            )
    );

    [Fact]
    public void The_order_in_which_clusters_are_known_does_not_matter() =>
        Any.Sample(
            (fleet, spec) =>
            {
                var one = Outcome(spec, Of(fleet));
                var other = Outcome(spec, Of([.. fleet.Reverse()]));
                var added = fleet
                    .Reverse()
                    .Aggregate(FleetSnapshot.Empty, (s, c) => s.With(SchedulableCluster.From(c)));
                return one.Explanation.ToValue().Equals(other.Explanation.ToValue())
                    && one.ResultText == other.ResultText
                    && one.ResultText == Outcome(spec, added).ResultText;
            },
            iter: Gens.Cases
        );

    [Fact]
    public void Nobody_who_fails_a_filter_gets_anything() =>
        Any.Sample(
            (fleet, spec) =>
            {
                var outcome = Outcome(spec, Of(fleet));
                var passed = outcome.Explanation.Terms.Last().Clusters.Where(c => c.Passed).Select(c => c.Cluster);
                return outcome.Clusters.All(c => passed.Contains(c.Name));
            },
            iter: Gens.Cases
        );

    [Fact]
    public void Divided_replicas_are_all_placed_and_full_copies_are_full() =>
        Any.Sample(
            (fleet, spec) =>
            {
                var outcome = Outcome(spec, Of(fleet));
                if (outcome.Failure is not null || spec.Replicas == 0)
                    return outcome.Failure is null || outcome.Clusters.IsEmpty;
                return DivisionStrategies.Of(spec.Placement!) == DivisionStrategy.Duplicated
                    ? outcome.Clusters.All(c => c.Replicas == spec.Replicas)
                    : outcome.Clusters.Sum(c => c.Replicas) == spec.Replicas;
            },
            iter: Gens.Cases
        );

    [Fact]
    public void Placing_again_what_was_placed_changes_nothing() =>
        Any.Sample(
            (fleet, spec) =>
            {
                var snapshot = Of(fleet);
                var first = Outcome(spec, snapshot);
                // Selection by region looks at what runs, and may settle only at the second look, as in the original.
                if (first.Failure is not null || spec.Placement!.SpreadConstraints.Count > 0)
                    return true;
                return Outcome(spec.After(first), snapshot).ResultText == first.ResultText;
            },
            iter: Gens.Cases
        );

    [Fact]
    public void The_bounds_of_a_cluster_constraint_hold() =>
        Any.Sample(
            (fleet, spec) =>
            {
                var outcome = Outcome(spec, Of(fleet));
                var cluster = spec.Placement!.SpreadConstraints.FirstOrDefault(c =>
                    c.SpreadByField == SpreadFields.Cluster
                );
                return cluster is null
                    || DivisionStrategies.Of(spec.Placement) == DivisionStrategy.StaticWeight
                    || outcome.Clusters.Length <= cluster.MaxGroups;
            },
            iter: Gens.Cases
        );
}
