using CsCheck;
using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

public class DivisionTests
{
    private static FleetSnapshot Rooms(params (string Name, long Pods)[] clusters) =>
        Of([.. clusters.Select(c => Cluster(c.Name, pods: c.Pods))]);

    private static ResourceBindingSpec Running(
        ResourceBindingSpec spec,
        params (string Name, int Replicas)[] clusters
    ) => spec with { Clusters = [.. clusters.Select(c => new TargetCluster { Name = c.Name, Replicas = c.Replicas })] };

    [Fact]
    public void Dynamic_weights_follow_the_room()
    {
        var fleet = Rooms(("a", 18), ("b", 12), ("c", 6));
        Assert.Equal("{a:6, b:4, c:2}", Place(Deployment(12, ByRoom()), fleet));
    }

    [Fact]
    public void More_replicas_are_added_to_those_that_run()
    {
        var fleet = Rooms(("a", 0), ("b", 10), ("c", 10));
        var spec = Running(Deployment(9, ByRoom()), ("a", 5));
        Assert.Equal("{a:5, b:2, c:2}", Place(spec, fleet));
    }

    [Fact]
    public void Fewer_replicas_are_taken_in_proportion()
    {
        var fleet = Rooms(("a", 0), ("b", 100));
        var spec = Running(Deployment(3, ByRoom()), ("a", 4), ("b", 2));
        Assert.Equal("{a:2, b:1}", Place(spec, fleet));
    }

    [Fact]
    public void A_fresh_placement_forgets_where_replicas_are()
    {
        var spec = Running(Deployment(6, ByRoom()), ("a", 6)) with
        {
            RescheduleTriggeredAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        };
        var status = new ResourceBindingStatus { LastScheduledTime = DateTimeOffset.UnixEpoch };
        var outcome = Scheduler.Place(new() { Spec = spec, Status = status }, Rooms(("a", 0), ("b", 6)));
        Assert.Equal("{a:3, b:3}", outcome.ResultText);
    }

    [Fact]
    public void Aggregated_fills_as_few_clusters_as_have_room()
    {
        var fleet = Rooms(("a", 4), ("b", 10), ("c", 6));
        Assert.Equal("{b:8}", Place(Deployment(8, ByRoom(aggregated: true)), fleet));
        Assert.Equal("{b:7, c:5}", Place(Deployment(12, ByRoom(aggregated: true)), fleet));
    }

    [Fact]
    public void Aggregated_grows_where_it_is()
    {
        var spec = Running(Deployment(6, ByRoom(aggregated: true)), ("a", 3));
        Assert.Equal("{a:6}", Place(spec, Rooms(("a", 3), ("b", 100))));
    }

    [Fact]
    public void Too_little_room_says_how_much_there_is()
    {
        var outcome = Outcome(Deployment(12, ByRoom()), Rooms(("a", 4), ("b", 5)));
        Assert.Equal(
            new(ConditionReasons.Unschedulable, "Clusters available replicas 9 are not enough to schedule."),
            outcome.Failure
        );
        Assert.False(outcome.ClearsResult);
    }

    [Fact]
    public void Overflow_groups_take_what_the_primary_has_no_room_for_and_give_it_back_first()
    {
        var fleet = Rooms(("own", 5), ("cloud", 100), ("far", 100));
        var placement = ByRoom() with
        {
            ClusterAffinities =
            [
                new()
                {
                    AffinityName = "primary",
                    ClusterNames = ["own"],
                    OverflowAffinities = [new() { AffinityName = "burst", ClusterNames = ["cloud"] }],
                },
            ],
        };
        Assert.Equal("{own:4}", Place(Deployment(4, placement), fleet));
        var eight = Outcome(Deployment(8, placement), fleet);
        Assert.Equal("{cloud:3, own:5}", eight.ResultText);
        Assert.Equal("{own:5}", Place(Running(Deployment(5, placement), ("own", 5), ("cloud", 3)), fleet));
        Assert.Equal("{cloud:1, own:5}", Place(Running(Deployment(6, placement), ("own", 5), ("cloud", 3)), fleet));
        Assert.Equal("burst", eight.Explanation.Terms[0].Clusters.Single(c => c.Cluster == "cloud").Group);
    }

    private static readonly Gen<(int Replicas, long[] Pods, int[] Before, bool Aggregated)> Cases = Gen.Select(
        Gen.Int[1, 60],
        Gen.Long[0, 30].Array[5],
        Gen.Int[0, 15].Array[5],
        Gen.Bool
    );

    private static (PlacementOutcome, ResourceBindingSpec) Run(int replicas, long[] pods, int[] before, bool aggregated)
    {
        var fleet = Rooms([.. pods.Select((p, i) => ($"c{i}", p))]);
        var running = before.Select((b, i) => ($"c{i}", b)).Where(b => b.b > 0).ToArray();
        var spec = Running(Deployment(replicas, ByRoom(aggregated)), running);
        return (Outcome(spec, fleet), spec);
    }

    [Fact]
    public void All_replicas_are_placed_or_none() =>
        Cases.Sample(
            (replicas, pods, before, aggregated) =>
            {
                var (outcome, _) = Run(replicas, pods, before, aggregated);
                return outcome.Failure is not null || outcome.Clusters.Sum(c => c.Replicas) == replicas;
            },
            iter: Gens.Cases
        );

    [Fact]
    public void No_cluster_gets_more_than_it_has_room_for() =>
        Cases.Sample(
            (replicas, pods, before, aggregated) =>
            {
                var (outcome, spec) = Run(replicas, pods, before, aggregated);
                return outcome.Clusters.All(c =>
                    c.Replicas <= spec.ReplicasIn(c.Name) + pods[int.Parse(c.Name.AsSpan(1), null)]
                );
            },
            iter: Gens.Cases
        );

    [Fact]
    public void More_replicas_move_none_that_runs_and_fewer_add_none() =>
        Cases.Sample(
            (replicas, pods, before, aggregated) =>
            {
                var (outcome, spec) = Run(replicas, pods, before, aggregated);
                if (outcome.Failure is not null)
                    return true;
                var grows = before.Sum() <= replicas;
                return before
                    .Select(
                        (b, i) =>
                            (Before: b, After: outcome.Clusters.FirstOrDefault(c => c.Name == $"c{i}")?.Replicas ?? 0)
                    )
                    .All(p => grows ? p.After >= p.Before : p.After <= p.Before);
            },
            iter: Gens.Cases
        );
}
