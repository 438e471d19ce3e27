using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class ReplicaTests
{
    private static string Request(string podSpec) => PodRequirements.RequestOf(Map(podSpec)).ToString();

    [Fact]
    public void The_recorded_template_asks_for_what_its_binding_says()
    {
        var spec = Golden.Read("binding-deployment").Spec;
        var demand = Replicas.Of(Golden.Read("template-deployment"));
        Assert.Equal(spec.Integer("replicas"), demand.Replicas);
        Assert.Equal(spec["replicaRequirements"], demand.Requirements!.ToValue());
    }

    [Theory]
    [InlineData("""{"spec":{"parallelism":5,"completions":3}}""", 3)]
    [InlineData("""{"spec":{"parallelism":2,"completions":3}}""", 2)]
    [InlineData("""{"spec":{"parallelism":2}}""", 2)]
    public void A_Job_runs_no_more_than_it_has_to_complete(string json, int replicas) =>
        Assert.Equal(replicas, Replicas.Of(Object("batch/v1", "Job", json)).Replicas);

    [Fact]
    public void A_Pod_is_one_replica_of_its_own_spec()
    {
        var pod = Object(
            "v1",
            "Pod",
            """{"spec":{"containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}}]}}"""
        );
        var demand = Replicas.Of(pod);
        Assert.Equal(1, demand.Replicas);
        Assert.Equal("cpu=1", demand.Requirements!.ResourceRequest.ToString());
    }

    [Fact]
    public void Containers_count_together_and_init_containers_one_by_one()
    {
        Assert.Equal(
            "cpu=700m,memory=128Mi",
            Request(
                """
                {"containers":[{"resources":{"requests":{"cpu":"200m","memory":"64Mi"}}},{"resources":{"requests":{"cpu":"300m","memory":"64Mi"}}}],
                 "initContainers":[{"resources":{"requests":{"cpu":"700m"}}},{"resources":{"requests":{"cpu":"100m"}}}]}
                """
            )
        );
    }

    [Fact]
    public void A_sidecar_counts_with_the_containers_and_with_later_init_containers()
    {
        Assert.Equal(
            "cpu=900m",
            Request(
                """
                {"containers":[{"resources":{"requests":{"cpu":"500m"}}}],
                 "initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"300m"}}},{"resources":{"requests":{"cpu":"600m"}}}]}
                """
            )
        );
    }

    [Fact]
    public void Requests_of_the_pod_itself_and_overhead_count()
    {
        Assert.Equal(
            "cpu=2100m,memory=64Mi",
            Request(
                """
                {"resources":{"requests":{"cpu":"2"}},"overhead":{"cpu":"100m"},
                 "containers":[{"resources":{"requests":{"cpu":"500m","memory":"64Mi"}}}]}
                """
            )
        );
    }

    [Fact]
    public void A_pod_that_asks_for_nothing_has_no_requirements() =>
        Assert.Null(PodRequirements.Of(Map("""{"containers":[{"name":"a"}]}""")));

    [Fact]
    public void What_a_pod_needs_of_its_node_is_claimed()
    {
        var claim = PodRequirements
            .Of(
                Map(
                    """
                    {"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"k","operator":"Exists"}],
                     "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Exists"}]}]}}}}
                    """
                )
            )!
            .NodeClaim!;
        Assert.Equal("ssd", claim.NodeSelector.Text("disk"));
        Assert.Equal("k", Assert.Single(claim.Tolerations).Key);
        Assert.Equal("a", claim.HardNodeAffinity!.NodeSelectorTerms[0].MatchExpressions[0].Key);
    }

    [Fact]
    public void Replicas_are_set_where_the_kind_has_them()
    {
        var job = ReplicaRevision.Revise(Object("batch/v1", "Job", """{"spec":{"parallelism":1}}"""), 4);
        Assert.Equal(4, job.Spec.Integer("parallelism"));
        var deployment = ReplicaRevision.Revise(Golden.Read("template-deployment"), 7);
        Assert.Equal(7, deployment.Spec.Integer("replicas"));
        Assert.False(ReplicaRevision.Handles(new("apps", "v1", "DaemonSet")));
    }
}
