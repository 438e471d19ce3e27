using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class DaemonSetTests
{
    private static readonly GroupVersionResource DaemonSets = WorkloadResources.DaemonSets;

    private readonly TestWorkloads cluster = new(nodes: 4);

    private KubeObject Log => cluster.Get(DaemonSets, "log");

    private IEnumerable<string> Nodes => cluster.Pods.Select(PodFacts.NodeName).Order(StringComparer.Ordinal);

    private static string Set(string spec = "") =>
        $$$"""
            {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"log","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"app":"log"}}{{{spec}}},"template":{{{Manifests.Template("log")}}}}}
            """;

    [Fact]
    public void Every_node_gets_one_pod_bound_by_its_affinity()
    {
        cluster.Create(DaemonSets, Set());
        cluster.Settle();

        Assert.Equal(["node-0", "node-1", "node-2", "node-3"], Nodes);
        Assert.Equal(
            """{"currentNumberScheduled":4,"desiredNumberScheduled":4,"numberAvailable":4,"numberMisscheduled":0,"numberReady":4,"observedGeneration":1,"updatedNumberScheduled":4}""",
            Log.Status.ToString()
        );
        Assert.All(
            cluster.Pods,
            p => Assert.Contains("node.kubernetes.io/not-ready", p.Spec.Maps("tolerations").Select(t => t.Text("key")))
        );
    }

    [Fact]
    public void Nodes_that_come_or_are_chosen_no_longer_get_or_lose_their_pod()
    {
        cluster.Create(DaemonSets, Set());
        cluster.Settle();
        cluster.Create(WorkloadResources.Nodes, TestKubelet.Node("node-9", "zone-0"));
        cluster.Settle();
        Assert.Contains("node-9", Nodes);

        cluster.Patch(
            DaemonSets,
            "log",
            """{"spec":{"template":{"spec":{"nodeSelector":{"topology.kubernetes.io/zone":"zone-1"}}}}}"""
        );
        cluster.Settle();
        Assert.Equal(["node-1", "node-3"], Nodes);
        Assert.Equal(2, Log.Status.Integer("desiredNumberScheduled"));
    }

    [Fact]
    public void A_taint_keeps_new_pods_away_and_one_that_evicts_removes_them()
    {
        cluster.Patch(
            WorkloadResources.Nodes,
            "node-0",
            """{"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]}}""",
            @namespace: ""
        );
        cluster.Create(DaemonSets, Set());
        cluster.Settle();
        Assert.Equal(["node-1", "node-2", "node-3"], Nodes);

        cluster.Patch(
            WorkloadResources.Nodes,
            "node-1",
            """{"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]}}""",
            @namespace: ""
        );
        cluster.Patch(
            WorkloadResources.Nodes,
            "node-2",
            """{"spec":{"taints":[{"key":"k","effect":"NoExecute"}]}}""",
            @namespace: ""
        );
        cluster.Settle();
        Assert.Equal(["node-1", "node-3"], Nodes);
        Assert.Equal(1, Log.Status.Integer("numberMisscheduled"));
    }

    [Fact]
    public void A_rolling_update_keeps_all_nodes_but_one_served()
    {
        cluster.Create(DaemonSets, Set());
        cluster.Settle();
        var fewest = 4;
        cluster.AfterStep = () => fewest = Math.Min(fewest, cluster.ActivePods.Count(PodFacts.IsReady));
        cluster.Patch(DaemonSets, "log", Manifests.Image("nginx:2"));
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(3, fewest);
        Assert.Equal(["node-0", "node-1", "node-2", "node-3"], Nodes);
        Assert.All(cluster.Pods, p => Assert.Equal("nginx:2", p.Spec.Maps("containers").Single().Text("image")));
        Assert.Equal(4, Log.Status.Integer("updatedNumberScheduled"));
        Assert.Equal(2, cluster.PeekAll(WorkloadResources.ControllerRevisions).Count);
    }

    [Fact]
    public void With_a_surge_no_node_is_ever_without()
    {
        cluster.Create(DaemonSets, Set(""","updateStrategy":{"rollingUpdate":{"maxSurge":2,"maxUnavailable":0}}"""));
        cluster.Settle();
        var fewest = 4;
        cluster.AfterStep = () =>
            fewest = Math.Min(
                fewest,
                cluster.ActivePods.Where(PodFacts.IsReady).Select(PodFacts.NodeName).Distinct().Count()
            );
        cluster.Patch(DaemonSets, "log", Manifests.Image("nginx:2"));
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(4, fewest);
        Assert.Equal(["node-0", "node-1", "node-2", "node-3"], Nodes);
        Assert.All(cluster.Pods, p => Assert.Equal("nginx:2", p.Spec.Maps("containers").Single().Text("image")));
    }
}
