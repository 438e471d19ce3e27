using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class ReplicaSetTests
{
    private static readonly GroupVersionResource ReplicaSets = WorkloadResources.ReplicaSets;

    private readonly TestWorkloads cluster = new();

    private KubeObject Web => cluster.Get(ReplicaSets, "web");

    [Fact]
    public void It_makes_its_pods_and_says_so()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 3));
        cluster.Settle();

        Assert.Equal(3, cluster.Pods.Count);
        Assert.Equal(
            """{"availableReplicas":3,"fullyLabeledReplicas":3,"observedGeneration":1,"readyReplicas":3,"replicas":3,"terminatingReplicas":0}""",
            Web.Status.ToString()
        );
        Assert.Equal(
            cluster.Pods.Select(p => $"Normal SuccessfulCreate Created pod: {p.Name}").Order(),
            cluster.EventsOf("ReplicaSet", "web").Order()
        );
        var owner = cluster.Pods[0].OwnerReferences.Single();
        Assert.Equal(OwnerReference.ControllerOf(Web), owner);
    }

    [Fact]
    public void A_pod_that_is_gone_or_failed_is_replaced()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 2));
        cluster.Settle();
        cluster.Delete(WorkloadResources.Pods, cluster.Pods[0].Name, grace: 0);
        cluster.Patch(
            WorkloadResources.Pods,
            cluster.Pods[0].Name,
            """{"status":{"phase":"Failed"}}""",
            Client.WriteOptions.Status
        );
        cluster.Settle();

        Assert.Equal(2, cluster.ActivePods.Count);
        Assert.Equal(2, Web.Status.Integer("readyReplicas"));
    }

    [Fact]
    public void A_pod_without_an_owner_is_adopted_and_one_that_matches_no_longer_is_released()
    {
        cluster.Create(WorkloadResources.Pods, Manifests.Pod("stray", "web"));
        cluster.Settle();
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 2));
        cluster.Settle();

        Assert.Equal(2, cluster.Pods.Count);
        Assert.Equal(Web.Uid, cluster.Get(WorkloadResources.Pods, "stray").Controller?.Uid);

        cluster.Patch(WorkloadResources.Pods, "stray", """{"metadata":{"labels":{"app":"debug"}}}""");
        cluster.Settle();

        Assert.Null(cluster.Get(WorkloadResources.Pods, "stray").Controller);
        Assert.Equal(3, cluster.Pods.Count);
        Assert.Equal(2, Web.Status.Integer("replicas"));
    }

    [Fact]
    public void A_pod_that_comes_without_an_owner_goes_when_there_are_enough()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 2));
        cluster.Settle();
        var names = cluster.Pods.Select(p => p.Name).ToArray();
        cluster.Create(WorkloadResources.Pods, Manifests.Pod("late", "web"));
        cluster.Settle();

        Assert.Equal(names, cluster.Pods.Select(p => p.Name));
    }

    [Fact]
    public void Pods_that_do_not_serve_go_first()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 4));
        cluster.Settle();
        var sick = cluster.Pods[2].Name;
        var cheap = cluster.Pods[1].Name;
        cluster.Patch(
            WorkloadResources.Pods,
            sick,
            """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""",
            Client.WriteOptions.Status
        );
        cluster.Patch(
            WorkloadResources.Pods,
            cheap,
            """{"metadata":{"annotations":{"controller.kubernetes.io/pod-deletion-cost":"-1"}}}"""
        );
        cluster.Settle();

        cluster.Patch(ReplicaSets, "web", """{"spec":{"replicas":3}}""");
        cluster.Settle();
        Assert.DoesNotContain(cluster.Pods, p => p.Name == sick);
        cluster.Patch(ReplicaSets, "web", """{"spec":{"replicas":2}}""");
        cluster.Settle();
        Assert.DoesNotContain(cluster.Pods, p => p.Name == cheap);
        Assert.Equal(2, cluster.Pods.Count);
    }

    [Fact]
    public void A_ReplicationController_does_the_same()
    {
        cluster.Create(
            WorkloadResources.ReplicationControllers,
            $$$"""
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"old","namespace":"default"},
             "spec":{"replicas":2,"selector":{"app":"old"},"template":{{{Manifests.Template("old")}}}}}
            """
        );
        cluster.Settle();

        Assert.Equal(2, cluster.Pods.Count);
        var status = cluster.Get(WorkloadResources.ReplicationControllers, "old").Status;
        Assert.Equal(
            """{"availableReplicas":2,"fullyLabeledReplicas":2,"observedGeneration":1,"readyReplicas":2,"replicas":2}""",
            status.ToString()
        );
    }

    [Fact]
    public void What_cannot_be_created_is_a_condition_until_it_can()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 3).Replace("\"nginx:1\"", "\" \""));
        cluster.Settle();
        Assert.StartsWith("True FailedCreate", TestWorkloads.Condition(Web, "ReplicaFailure"));
        Assert.Contains(
            cluster.EventsOf("ReplicaSet", "web"),
            e => e.StartsWith("Warning FailedCreate Error creating: ", StringComparison.Ordinal)
        );

        cluster.Patch(ReplicaSets, "web", Manifests.Image("nginx:1"));
        cluster.RunFor(TimeSpan.FromSeconds(40));

        Assert.Null(TestWorkloads.Condition(Web, "ReplicaFailure"));
        Assert.Equal(3, cluster.Pods.Count);
    }
}
