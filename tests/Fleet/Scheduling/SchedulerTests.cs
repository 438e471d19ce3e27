using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

public class SchedulerTests
{
    private static readonly Taint NoSchedule = new()
    {
        Key = "k",
        Value = "v",
        Effect = TaintEffects.NoSchedule,
    };

    private static FleetSnapshot Recorded { get; } =
        Of(
            Golden.Read("cluster-eu"),
            Golden.Read("cluster-us"),
            Golden.Read("cluster-eu").With("ap", "metadata", "name")
        );

    [Theory]
    [InlineData("binding-deployment", "{ap:1, eu:1, us:1}")]
    [InlineData("binding-service", "{ap:0, eu:0, us:0}")]
    public void A_recorded_binding_is_placed_as_recorded(string recording, string result)
    {
        var binding = Golden.Read(recording);
        var fresh = binding
            .With(null, "spec", "clusters")
            .With(null, "status")
            .With(null, "metadata", "annotations", FleetAnnotations.AppliedPlacement)
            .With(1, "metadata", "generation");
        var outcome = Scheduler.Place(PlacementRequest.Of(fresh), Recorded);
        Assert.Equal(result, outcome.ResultText);
        Assert.Equal(
            $"Binding has been scheduled successfully. Result: {result}",
            BindingUpdate.EventMessage(outcome, clusterScoped: false)
        );
        var time = Timestamps.TryParse(binding.Status.Text("lastScheduledTime"))!.Value;
        var written = BindingUpdate.Apply(fresh, outcome, time);
        Assert.Equal(binding.Spec, written.Spec);
        Assert.Equal(binding.Annotations, written.Annotations);
        foreach (var field in new[] { "lastScheduledTime", "schedulerObservedGeneration" })
            Assert.Equal(binding.Status[field], written.Status[field]);
        var scheduled = Conditions.Find(written.Status, ConditionTypes.Scheduled)!;
        var recorded = Conditions.Find(binding.Status, ConditionTypes.Scheduled)!;
        Assert.Equal(recorded.Without("lastTransitionTime"), scheduled.Without("lastTransitionTime"));
    }

    [Fact]
    public void The_recorded_scaling_and_weights_come_out()
    {
        var binding = PlacementRequest.Of(Golden.Read("binding-deployment")).Spec;
        var ten = binding with { Replicas = 10 };
        Assert.Equal("{ap:4, eu:3, us:3}", Place(ten, Recorded));
        var weighted = ten with { Placement = Weighted(("us", 2), ("ap", 1), ("eu", 2)) };
        Assert.Equal("{ap:2, eu:4, us:4}", Place(weighted, Recorded));
    }

    [Fact]
    public void Writing_the_same_outcome_again_changes_nothing()
    {
        var binding = Golden.Read("binding-deployment");
        var outcome = Scheduler.Place(PlacementRequest.Of(binding), Recorded);
        Assert.Same(binding, BindingUpdate.Apply(binding, outcome, DateTimeOffset.UnixEpoch));
        Assert.Same(binding, BindingUpdate.MarkObserved(binding));
    }

    [Fact]
    public void No_fit_says_why_as_the_original_does()
    {
        var fleet = Of(Cluster("a", serves: false), Cluster("b"), Cluster("c"), Cluster("d", taints: [NoSchedule]));
        var placement = new Placement { ClusterAffinity = new() { ClusterNames = ["a", "d"] } };
        var outcome = Outcome(Deployment(1, placement), fleet);
        Assert.Equal(
            "0/4 clusters are available: 1 cluster(s) did not have the API resource, "
                + "1 cluster(s) had untolerated taint {k=v:NoSchedule}, "
                + "2 cluster(s) did not match the placement cluster affinity constraint.",
            outcome.Failure!.Message
        );
        Assert.Equal(ConditionReasons.NoClusterFit, outcome.Failure.Reason);
        Assert.True(outcome.ClearsResult);
        Assert.Equal(
            ["APIEnablement", "ClusterAffinity", "ClusterAffinity", "TaintToleration"],
            outcome.Explanation.Terms[0].Clusters.Select(c => c.Filter)
        );
    }

    [Fact]
    public void A_failure_clears_the_result_and_is_not_marked_as_seen()
    {
        var binding = Golden.Read("binding-deployment").With(3, "metadata", "generation");
        var outcome = Scheduler.Place(PlacementRequest.Of(binding), Named());
        var written = BindingUpdate.Apply(binding, outcome, DateTimeOffset.UnixEpoch);
        Assert.Empty(written.As<ResourceBinding>().Spec.Clusters);
        Assert.Equal(2, written.Status.Integer("schedulerObservedGeneration"));
        var condition = Conditions.Find(written.Status, ConditionTypes.Scheduled)!;
        Assert.Equal("False", condition.Text("status"));
        Assert.Equal(outcome.Failure!.Message, condition.Text("message"));
    }

    [Fact]
    public void A_cluster_that_has_the_resource_keeps_it_under_taint_and_without_the_API()
    {
        var fleet = Of(Cluster("a", serves: false, taints: [NoSchedule]), Cluster("b"));
        var spec = Deployment(1, new()) with { Clusters = [new() { Name = "a", Replicas = 1 }] };
        Assert.Equal("{a:1, b:1}", Place(spec, fleet));
    }

    [Theory]
    [InlineData("k", "", "v", "", true)]
    [InlineData("k", "Equal", "other", "", false)]
    [InlineData("k", "Exists", "", "", true)]
    [InlineData("", "Exists", "", "", true)]
    [InlineData("k", "Exists", "", "NoExecute", false)]
    public void Taints_are_tolerated_as_in_Kubernetes(string key, string op, string value, string effect, bool fits)
    {
        var placement = new Placement
        {
            ClusterTolerations =
            [
                new()
                {
                    Key = key,
                    Operator = op,
                    Value = value,
                    Effect = effect,
                },
            ],
        };
        var outcome = Outcome(Deployment(1, placement), Of(Cluster("a", taints: [NoSchedule])));
        Assert.Equal(fits, outcome.Failure is null);
    }

    [Fact]
    public void A_terminating_or_evicted_cluster_is_not_taken()
    {
        var fleet = Of(Cluster("a", terminating: true), Cluster("b"), Cluster("c"));
        var spec = Deployment(2, new()) with { GracefulEvictionTasks = [new() { FromCluster = "b" }] };
        Assert.Equal("{c:2}", Place(spec, fleet));
    }

    [Fact]
    public void Workloads_of_a_group_go_together_or_apart()
    {
        var fleet = Named("a", "b", "c");
        var together = Scheduler.Place(
            new()
            {
                Spec = Deployment(1, new()),
                TogetherWith =
                [
                    ["a", "b"],
                    ["b", "c"],
                ],
            },
            fleet
        );
        Assert.Equal("{b:1}", together.ResultText);
        var apart = Scheduler.Place(
            new()
            {
                Spec = Deployment(1, new()),
                ApartFrom =
                [
                    ["a"],
                    ["b"],
                ],
            },
            fleet
        );
        Assert.Equal("{c:1}", apart.ResultText);
    }

    [Fact]
    public void A_workload_scaled_to_nothing_without_requests_stays_everywhere() =>
        Assert.Equal("{a:0, b:0}", Place(Deployment(0, Weighted(("a", 1), ("b", 1))), Named("a", "b")));

    [Fact]
    public void A_cluster_that_no_weight_is_for_gets_nothing() =>
        Assert.Equal("{a:5}", Place(Deployment(5, Weighted(("a", 1))), Named("a", "b")));

    [Fact]
    public void Weights_for_clusters_that_are_not_there_count_as_none() =>
        Assert.Equal("{a:3, b:2}", Place(Deployment(5, Weighted(("x", 1))), Named("a", "b")));

    [Fact]
    public void Of_several_weights_for_a_cluster_the_greatest_counts() =>
        Assert.Equal("{a:8, b:2}", Place(Deployment(10, Weighted(("a", 1), ("a", 4), ("b", 1))), Named("a", "b")));

    [Fact]
    public void Clusters_without_replicas_stay_when_asked_for()
    {
        var request = new PlacementRequest { Spec = Deployment(1, Weighted(("a", 1), ("b", 1))) };
        Assert.Equal("{a:1}", Scheduler.Place(request, Named("a", "b")).ResultText);
        var options = SchedulingOptions.Default with { KeepEmptyClusters = true };
        Assert.Equal("{a:1, b:0}", Scheduler.Place(request, Named("a", "b"), options).ResultText);
    }

    [Fact]
    public void Several_pod_templates_go_as_one_set_into_one_cluster()
    {
        var one = new SpreadConstraint
        {
            SpreadByField = SpreadFields.Cluster,
            MinGroups = 1,
            MaxGroups = 1,
        };
        var spec = Deployment(3, new() { SpreadConstraints = [one] }) with
        {
            Components = [new() { Name = "job", Replicas = 1 }, new() { Name = "task", Replicas = 2 }],
        };
        var outcome = Outcome(spec, Named("a", "b"));
        Assert.Equal("a", Assert.Single(outcome.Clusters).Name);
        Assert.Equal([("job", 1), ("task", 2)], outcome.Clusters[0].Components.Select(c => (c.Name, c.Replicas)));
        Assert.Equal(
            ConditionReasons.SchedulerError,
            Outcome(spec with { Placement = new() }, Named("a", "b")).Failure!.Reason
        );
    }

    [Fact]
    public void The_explanation_tells_the_arithmetic_of_the_split()
    {
        var outcome = Outcome(Deployment(10, Weighted(("us", 1), ("ap", 1), ("eu", 1))), Named("ap", "eu", "us"));
        var tree = outcome.Explanation.ToValue();
        Assert.Equal(
            """{"before":0,"cluster":"ap","replicas":4,"tookTie":true,"totalWeight":3,"weight":1}""",
            ((tree.List("terms")![0] as MapValue)!.At("division", "shares") as ListValue)![0].ToString()
        );
    }
}
