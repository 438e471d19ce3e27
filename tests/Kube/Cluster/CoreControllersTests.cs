using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>What the core controllers do in a whole cluster, with everything else at work.</summary>
public sealed class CoreControllersTests
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    private readonly TestCluster cluster = new();

    private void CreateHello(string @namespace) =>
        cluster.Create(
            Deployments,
            $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"hello","namespace":"{{{@namespace}}}"},
             "spec":{"replicas":3,"selector":{"matchLabels":{"app":"hello"}},"template":{"metadata":{"labels":{"app":"hello"}},
             "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"hello","image":"nginx:1.27"}]} } } }
            """
        );

    private int Count(GroupVersionResource resource, string @namespace) => cluster.List(resource, @namespace).Count;

    [Fact]
    public void A_deleted_deployment_takes_its_replica_sets_and_pods_along_at_once()
    {
        CreateHello("default");
        cluster.Settle();
        Assert.Equal((1, 3), (Count(ReplicaSets, "default"), Count(TestCluster.Pods, "default")));

        cluster.Delete(Deployments, "default", "hello");
        cluster.RunFor(TimeSpan.FromMilliseconds(100));

        Assert.Equal((0, 0), (Count(ReplicaSets, "default"), Count(TestCluster.Pods, "default")));
    }

    [Fact]
    public void A_namespace_in_use_ends_and_can_be_made_anew()
    {
        for (var i = 0; i < 2; i++)
        {
            cluster.Create(Namespaces, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
            CreateHello("shop");
            cluster.Settle();
            Assert.Equal(3, Count(TestCluster.Pods, "shop"));

            cluster.Delete(Namespaces, "", "shop");
            cluster.Settle();

            Assert.Null(cluster.Get(Namespaces, "", "shop"));
            Assert.Equal(
                (0, 0, 0),
                (Count(Deployments, "shop"), Count(ReplicaSets, "shop"), Count(TestCluster.Pods, "shop"))
            );
        }
    }
}
