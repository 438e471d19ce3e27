using Pangea.Fleet.Api;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

public class SelectionTests
{
    private static SpreadConstraint By(string field, int min, int max) =>
        new()
        {
            SpreadByField = field,
            MinGroups = min,
            MaxGroups = max,
        };

    private static Placement Spread(params SpreadConstraint[] constraints) => new() { SpreadConstraints = constraints };

    private static readonly FleetSnapshot Regions = Of(
        Cluster("a1", "r1", pods: 10),
        Cluster("a2", "r1", pods: 20),
        Cluster("b1", "r2", pods: 30),
        Cluster("c1", "r3", pods: 40),
        Cluster("c2", "r3", pods: 5)
    );

    [Fact]
    public void Full_copies_go_to_the_clusters_with_most_room()
    {
        var outcome = Outcome(Deployment(2, Spread(By(SpreadFields.Cluster, 1, 2))), Regions);
        Assert.Equal("{b1:2, c1:2}", outcome.ResultText);
    }

    [Fact]
    public void A_cluster_that_has_the_resource_is_kept()
    {
        var spec = Deployment(2, Spread(By(SpreadFields.Cluster, 1, 2))) with
        {
            Clusters = [new() { Name = "c2", Replicas = 2 }],
        };
        Assert.Equal("{c1:2, c2:2}", Place(spec, Regions));
    }

    [Fact]
    public void Too_few_clusters_are_an_error()
    {
        var outcome = Outcome(Deployment(2, Spread(By(SpreadFields.Cluster, 6, 8))), Regions);
        Assert.Equal(
            new(
                ConditionReasons.SchedulerError,
                "the number of feasible clusters is less than spreadConstraint.MinGroups"
            ),
            outcome.Failure
        );
    }

    [Fact]
    public void Without_maxGroups_there_is_no_upper_bound() =>
        Assert.Equal(5, Outcome(Deployment(2, Spread(By(SpreadFields.Cluster, 1, 0))), Regions).Clusters.Length);

    [Fact]
    public void Divided_replicas_get_clusters_that_together_have_room()
    {
        var placement = ByRoom() with { SpreadConstraints = [By(SpreadFields.Cluster, 1, 2)] };
        var spec = Deployment(60, placement) with { Clusters = [new() { Name = "c2", Replicas = 5 }] };
        // c2 runs some and comes first with c1, but the two have room for 50 only: b1 takes the place of the last of them that is poorer.
        var outcome = Outcome(spec, Regions);
        Assert.Equal(["c1", "b1"], outcome.Explanation.Terms[0].Selection!.Selected);
        Assert.Equal(
            "no enough resource when selecting 2 clusters",
            Outcome(spec with { Replicas = 80 }, Regions).Failure!.Message
        );
    }

    [Fact]
    public void Fixed_weights_leave_spread_constraints_aside()
    {
        var placement = Weighted(("a1", 1), ("b1", 1)) with { SpreadConstraints = [By(SpreadFields.Cluster, 1, 1)] };
        Assert.Equal("{a1:1, b1:1}", Place(Deployment(2, placement), Regions));
    }

    [Fact]
    public void Regions_are_taken_by_score_and_the_best_cluster_of_each_first()
    {
        var placement = Spread(By(SpreadFields.Region, 2, 2), By(SpreadFields.Cluster, 2, 2));
        var outcome = Outcome(Deployment(8, placement), Regions);
        // r1 has two clusters that could run all eight, r2 and r3 one each; of these two r3 has more clusters.
        Assert.Equal("{a2:8, c1:8}", outcome.ResultText);
        Assert.Equal(
            [("r1", 2000L), ("r2", 1000L), ("r3", 1000L)],
            outcome.Explanation.Terms[0].Selection!.Regions.Select(r => (r.Name, r.Score))
        );
    }

    [Fact]
    public void The_rest_of_the_clusters_is_filled_by_room()
    {
        var placement = Spread(By(SpreadFields.Region, 2, 2), By(SpreadFields.Cluster, 3, 3));
        Assert.Equal("{a1:8, a2:8, c1:8}", Place(Deployment(8, placement), Regions));
    }

    [Fact]
    public void Regions_that_are_too_few_or_too_small_are_errors()
    {
        Assert.Equal(
            "the number of feasible region is less than spreadConstraint.MinGroups",
            Outcome(
                Deployment(1, Spread(By(SpreadFields.Region, 4, 4), By(SpreadFields.Cluster, 1, 1))),
                Regions
            ).Failure!.Message
        );
        Assert.Equal(
            "the number of clusters is less than the cluster spreadConstraint.MinGroups",
            Outcome(
                Deployment(1, Spread(By(SpreadFields.Region, 1, 1), By(SpreadFields.Cluster, 3, 3))),
                Regions
            ).Failure!.Message
        );
    }

    [Fact]
    public void A_cluster_without_a_region_cannot_be_spread_by_region()
    {
        var placement = Spread(By(SpreadFields.Region, 1, 1), By(SpreadFields.Cluster, 1, 1));
        Assert.Equal(
            "0/1 clusters are available: 1 cluster(s) did not have region property.",
            Outcome(Deployment(1, placement), Named("a")).Failure!.Message
        );
    }

    [Fact]
    public void Zones_alone_cannot_be_spread_over()
    {
        var fleet = Of(Cluster("a").With(Kube.Objects.ListValue.OfTexts(["z"]), "spec", "zones"));
        Assert.Equal(
            "just support cluster and region spread constraint",
            Outcome(Deployment(1, Spread(By(SpreadFields.Zone, 1, 1))), fleet).Failure!.Message
        );
    }

    [Fact]
    public void Many_regions_do_not_take_for_ever()
    {
        var fleet = Of([.. Enumerable.Range(0, 60).Select(i => Cluster($"c{i:00}", $"r{i:00}", pods: 100 + i))]);
        var placement = Spread(By(SpreadFields.Region, 30, 30), By(SpreadFields.Cluster, 30, 30));
        Assert.Equal(30, Outcome(Deployment(1, placement), fleet).Clusters.Length);
    }
}
