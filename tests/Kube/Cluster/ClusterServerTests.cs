using Pangea.Kube.Objects;
using static Pangea.Kube.Cluster.Tests.TestCluster;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>All parts of a cluster together: what an application's manifests become.</summary>
public sealed class ClusterServerTests
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");

    private static string Deployment(int replicas, string image = "nginx:1.27") =>
        """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"hello","namespace":"default"},
             "spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"hello"}},"template":{"metadata":{"labels":{"app":"hello"}},
             "spec":{"containers":[{"name":"c","image":"IMAGE"}]}}}}
            """.Replace("REPLICAS", $"{replicas}").Replace("IMAGE", image);

    [Fact]
    public void A_deployment_becomes_ready_pods_spread_over_the_nodes()
    {
        var cluster = new TestCluster();
        cluster.Create(Deployments, Deployment(10));
        cluster.RunFor(TimeSpan.FromSeconds(2));

        Assert.Equal(10, cluster.Get(Deployments, "default", "hello")!.Status.Integer("readyReplicas"));
        var counts = cluster.List(Pods).GroupBy(p => p.Spec.Text("nodeName")).Select(g => g.Count());
        Assert.Equal([5, 5], counts);
    }

    [Fact]
    public void A_rollout_replaces_every_pod_and_a_restart_none()
    {
        var cluster = new TestCluster();
        cluster.Create(Deployments, Deployment(6));
        cluster.RunFor(TimeSpan.FromSeconds(2));
        var before = cluster.List(Pods).Select(p => p.Uid).Order().ToList();

        cluster.Restart(TimeSpan.FromMinutes(10));
        cluster.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(before, cluster.List(Pods).Select(p => p.Uid).Order());

        cluster.Patch(
            Deployments,
            "default",
            "hello",
            """{"spec":{"template":{"metadata":{"annotations":{"again":"1"}}}}}"""
        );
        cluster.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(6, cluster.List(Pods).Count);
        Assert.Empty(cluster.List(Pods).Select(p => p.Uid).Intersect(before));
        Assert.Equal(6, cluster.Get(Deployments, "default", "hello")!.Status.Integer("availableReplicas"));
    }

    [Fact]
    public void Deleting_a_deployment_leaves_nothing_of_it()
    {
        var cluster = new TestCluster();
        cluster.Create(Deployments, Deployment(4));
        cluster.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(4, cluster.List(Pods).Count);

        cluster.Delete(Deployments, "default", "hello");
        cluster.RunFor(TimeSpan.FromSeconds(5));

        Assert.Empty(cluster.List(Pods));
    }
}
