namespace Pangea.Kube.Cluster.Tests;

public sealed class WholeClusterTests
{
    [Fact]
    public void A_Deployment_in_a_cluster_runs_and_each_status_says_so_once()
    {
        var cluster = new TestCluster();
        var web = cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 3));
        cluster.Create(
            WorkloadResources.Services,
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}"""
        );
        cluster.RunFor(TimeSpan.FromSeconds(5));

        web = cluster.Get(WorkloadResources.Deployments, "default", "web")!;
        Assert.Equal(3, web.Status.Integer("availableReplicas"));
        var slice = cluster
            .List(WorkloadResources.EndpointSlices, "default")
            .Single(s => s.Name.StartsWith("web-", StringComparison.Ordinal));
        Assert.Equal(3, slice.Root.Maps("endpoints").Count());
    }

    /// <summary>What Deployments cost in writes: a bound that a needless write each would break.</summary>
    [Fact]
    public void Many_Deployments_cost_few_writes()
    {
        const int many = 100;
        var cluster = new TestCluster();
        var before = cluster.Simulation.Run(() => cluster.Store.GetRevisionAsync(default).AsTask());
        for (var i = 0; i < many; i++)
            cluster.Create(WorkloadResources.Deployments, Manifests.Deployment($"d{i}", 1));
        cluster.RunFor(TimeSpan.FromSeconds(30));

        var deployments = cluster.List(WorkloadResources.Deployments, "default");
        Assert.All(deployments, d => Assert.Equal(1, d.Status.Integer("availableReplicas")));
        var events = cluster.List(TestCluster.Events).Count;
        var writes = cluster.Simulation.Run(() => cluster.Store.GetRevisionAsync(default).AsTask()) - before - events;
        // The Deployment, its ReplicaSet and its pod; the pod bound and running; a status of the ReplicaSet when it has its pod and when that is ready, and
        // the Deployment's after each step.
        Assert.InRange(writes / (double)many, 8, 10.5);
    }
}
