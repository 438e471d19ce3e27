using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling.Tests;

public class EstimationTests
{
    private static ResourceList List(params (string Name, string Amount)[] amounts) =>
        ResourceList.Of(amounts.Select(a => new KeyValuePair<string, Quantity>(a.Name, Quantity.Parse(a.Amount))));

    private static ReplicaRequirements Needs(params (string Name, string Amount)[] amounts) =>
        new() { ResourceRequest = List(amounts) };

    private static int Room(KubeObject cluster, ReplicaRequirements? needs) =>
        GeneralEstimator.Estimate(SchedulableCluster.From(cluster), needs)!.Value;

    private static KubeObject WithSummary(ResourceSummary? summary) =>
        Fleets.Cluster("a").With(summary?.ToValue(), "status", "resourceSummary");

    [Fact]
    public void A_recorded_cluster_is_estimated_by_its_nodes()
    {
        // Two nodes of 16 cores and 128 GiB at least: 110 pods each, or what CPU and memory allow.
        var eu = Golden.Read("cluster-eu");
        Assert.Equal(20_000, Room(eu, null));
        Assert.Equal(220, Room(eu, Needs(("cpu", "100m"), ("memory", "64Mi"))));
        Assert.Equal(16, Room(eu, Needs(("cpu", "2"))));
        Assert.Equal(2, Room(eu, Needs(("memory", "100Gi"))));
        Assert.Equal(0, Room(eu, Needs(("cpu", "17"))));
    }

    [Fact]
    public void A_resource_that_the_sizes_do_not_know_is_looked_up_in_the_sum()
    {
        var eu = Golden.Read("cluster-eu");
        Assert.Equal(200, Room(eu, Needs(("ephemeral-storage", "1Gi"))));
        Assert.Equal(0, Room(eu, Needs(("nvidia.com/gpu", "1"))));
    }

    [Fact]
    public void What_is_taken_and_what_waits_is_not_left()
    {
        var cluster = WithSummary(
            new()
            {
                Allocatable = List(("cpu", "10"), ("pods", "100")),
                Allocated = List(("cpu", "3"), ("pods", "10")),
                Allocating = List(("cpu", "2"), ("pods", "5")),
            }
        );
        Assert.Equal(5, Room(cluster, Needs(("cpu", "1"))));
        Assert.Equal(85, Room(cluster, null));
    }

    [Fact]
    public void A_cluster_that_reports_nothing_has_no_room() => Assert.Equal(0, Room(WithSummary(null), null));

    [Fact]
    public void The_least_of_all_estimates_counts()
    {
        var options = SchedulingOptions.Default with
        {
            Estimators = [GeneralEstimator.Estimate, (cluster, _) => cluster.Name == "a" ? 3 : null],
        };
        var request = new PlacementRequest { Spec = Fleets.Deployment(10, Fleets.ByRoom()) };
        var outcome = Scheduler.Place(request, Fleets.Named("a", "b"), options);
        Assert.Equal([3, 1000], outcome.Explanation.Terms[0].Clusters.Select(c => c.Room));
    }
}
