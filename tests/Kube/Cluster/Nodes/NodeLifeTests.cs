using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Cluster.Nodes;
using Pangea.Kube.Cluster.Runtime;
using Pangea.Kube.Objects;
using static Pangea.Kube.Cluster.Tests.TestCluster;

namespace Pangea.Kube.Cluster.Tests.Nodes;

public sealed class NodeLifeTests
{
    private const string Tolerates = """
        ,"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":60},
        {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":60}]
        """;

    // Explicit, because the API gives pods that say nothing five minutes.
    private static readonly string AtOnce = Tolerates.Replace("60", "0");

    [Fact]
    public void Nodes_register_with_labels_room_addresses_and_a_lease()
    {
        var cluster = new TestCluster();

        var node = cluster.Node("eu-2");
        Assert.Equal("eu-2", node.Labels.Text("kubernetes.io/hostname"));
        Assert.Equal("linux", node.Labels.Text("kubernetes.io/os"));
        Assert.Equal("europe", node.Labels.Text("topology.kubernetes.io/region"));
        Assert.Equal("europe-b", node.Labels.Text("topology.kubernetes.io/zone"));
        Assert.Equal("4096", node.Status.Map("allocatable")?.Text("pods"));
        Assert.Equal("v1.36.2", node.Status.Map("nodeInfo")?.Text("kubeletVersion"));
        Assert.StartsWith(
            "pangea-simulated://",
            node.Status.Map("nodeInfo")?.Text("containerRuntimeVersion"),
            StringComparison.Ordinal
        );
        Assert.Equal("True", Condition(node, "Ready"));
        Assert.Equal(2, cluster.List(TestCluster.Nodes).Select(n => n.Spec.Text("podCIDR")).Distinct().Count());
        var lease = cluster.Get(Leases, "kube-node-lease", "eu-2")!;
        Assert.Equal(node.Uid, lease.OwnerReferences.Single().Uid);
    }

    [Fact]
    public void A_node_at_rest_writes_its_lease_every_ten_seconds_and_nothing_else()
    {
        var cluster = new TestCluster();
        cluster.RunFor(TimeSpan.FromSeconds(1));
        var before = Newest(cluster);

        cluster.RunFor(TimeSpan.FromSeconds(60));

        Assert.Equal(before + (6 * 2), Newest(cluster));
    }

    [Fact]
    public void A_silent_node_is_tainted_and_its_pods_leave_when_their_toleration_ends()
    {
        var cluster = new TestCluster();
        var far = new FarNode(cluster, "far");
        cluster.Create(Pods, PodJson("stays", OnFar(Tolerates.Replace(""","tolerationSeconds":60""", ""))));
        cluster.Create(Pods, PodJson("leaves", OnFar(Tolerates)));
        cluster.Create(Pods, PodJson("at-once", OnFar(AtOnce)));
        cluster.Settle();
        Assert.Equal("True", Condition(cluster.Pod("leaves"), "Ready"));

        far.Process.Crash();
        cluster.RunFor(TimeSpan.FromSeconds(29));
        Assert.Equal("True", Condition(cluster.Node("far"), "Ready"));
        cluster.RunFor(TimeSpan.FromSeconds(15));
        Assert.Equal("Unknown", Condition(cluster.Node("far"), "Ready"));
        Assert.Equal(
            ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"],
            Taints(cluster, "far")
        );
        Assert.Equal("False", Condition(cluster.Pod("leaves"), "Ready"));
        Assert.True(cluster.Pod("at-once").IsDeleting);
        Assert.False(cluster.Pod("leaves").IsDeleting);
        cluster.RunFor(TimeSpan.FromSeconds(60));
        Assert.True(cluster.Pod("leaves").IsDeleting);
        Assert.Equal("True", Condition(cluster.Pod("leaves"), "DisruptionTarget"));
        Assert.False(cluster.Pod("stays").IsDeleting);

        far.Process.Start();
        cluster.RunFor(TimeSpan.FromSeconds(15));
        Assert.Equal("True", Condition(cluster.Node("far"), "Ready"));
        Assert.Empty(Taints(cluster, "far"));
        Assert.Equal("True", Condition(cluster.Pod("stays"), "Ready"));
        Assert.Null(cluster.Get(Pods, "default", "leaves"));
    }

    [Fact]
    public void A_node_that_comes_back_in_time_keeps_its_pods()
    {
        var cluster = new TestCluster();
        var far = new FarNode(cluster, "far");
        cluster.Create(Pods, PodJson("a", OnFar(Tolerates)));
        cluster.Settle();
        var address = cluster.Pod("a").Status.Text("podIP");

        far.Process.Crash();
        cluster.RunFor(TimeSpan.FromSeconds(80));
        Assert.Equal("Unknown", Condition(cluster.Node("far"), "Ready"));
        far.Process.Start();
        cluster.RunFor(TimeSpan.FromMinutes(5));

        Assert.False(cluster.Pod("a").IsDeleting);
        Assert.Equal(address, cluster.Pod("a").Status.Text("podIP"));
        Assert.Equal("True", Condition(cluster.Pod("a"), "Ready"));
    }

    [Fact]
    public void When_no_node_is_well_nobody_is_sent_away()
    {
        var cluster = new TestCluster(with: o => o with { Nodes = 0 });
        var far = new FarNode(cluster, "far");
        cluster.Create(Pods, PodJson("a", OnFar(AtOnce)));
        cluster.Settle();

        far.Process.Crash();
        cluster.RunFor(TimeSpan.FromMinutes(10));

        Assert.Equal(["node.kubernetes.io/unreachable:NoSchedule"], Taints(cluster, "far"));
        Assert.False(cluster.Pod("a").IsDeleting);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Nodes_that_fall_silent_together_are_all_spared_and_none_when_one_comes_back(ulong seed)
    {
        var cluster = new TestCluster(seed, o => o with { Nodes = 0 });
        var first = new FarNode(cluster, "far", "10.200.0.0/24");
        cluster.RunFor(TimeSpan.FromSeconds(3 * (int)seed));
        var second = new FarNode(cluster, "farther", "10.200.1.0/24");
        cluster.Create(Pods, PodJson("a", OnFar(AtOnce)));
        cluster.RunFor(TimeSpan.FromMinutes(1));

        first.Process.Crash();
        second.Process.Crash();
        cluster.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal("Unknown", Condition(cluster.Node("far"), "Ready"));
        Assert.Equal("Unknown", Condition(cluster.Node("farther"), "Ready"));
        Assert.False(cluster.Pod("a").IsDeleting);

        second.Process.Start();
        cluster.RunFor(TimeSpan.FromMinutes(1));
        Assert.True(cluster.Pod("a").IsDeleting);
    }

    [Fact]
    public void A_cordoned_node_gets_the_taint_that_says_so_and_loses_it_again()
    {
        var cluster = new TestCluster();
        cluster.Patch(TestCluster.Nodes, "", "eu-1", """{"spec":{"unschedulable":true}}""");
        cluster.Settle();
        Assert.Equal(["node.kubernetes.io/unschedulable:NoSchedule"], Taints(cluster, "eu-1"));

        cluster.Patch(TestCluster.Nodes, "", "eu-1", """{"spec":{"unschedulable":null}}""");
        cluster.Settle();
        Assert.Empty(Taints(cluster, "eu-1"));
    }

    [Fact]
    public void Pods_of_a_node_that_no_longer_exists_are_removed_after_a_while()
    {
        var cluster = new TestCluster();
        var far = new FarNode(cluster, "far");
        cluster.Create(Pods, PodJson("a", OnFar(AtOnce)));
        cluster.Settle();

        far.Process.Crash();
        cluster.Delete(TestCluster.Nodes, "", "far");
        cluster.RunFor(TimeSpan.FromSeconds(35));
        Assert.False(cluster.Pod("a").IsDeleting);
        cluster.RunFor(TimeSpan.FromSeconds(10));

        Assert.Null(cluster.Get(Pods, "default", "a"));
    }

    private static string OnFar(string more) => $$""","nodeSelector":{"kubernetes.io/hostname":"far"}{{more}}""";

    private static IEnumerable<string> Taints(TestCluster cluster, string node) =>
        cluster.Node(node).Spec.Maps("taints").Select(t => $"{t.Text("key")}:{t.Text("effect")}").Order();

    /// <summary>The newest revision anything was written at.</summary>
    private static long Newest(TestCluster cluster) =>
        long.Parse(
            cluster
                .Simulation.Run(() => cluster.Api.ListAsync(Pods, "", new(), default).AsTask())
                .Value!.ResourceVersion
        );

    /// <summary>A node whose agent is a process of its own.</summary>
    private sealed class FarNode
    {
        public FarNode(TestCluster cluster, string name, string pods = "10.200.0.0/24")
        {
            Process = cluster.Simulation.AddProcess(
                name,
                (executor, stop) =>
                {
                    var range = IPNetwork.Parse(pods);
                    var node = new LocalNode
                    {
                        Name = name,
                        Address = "172.31.0.1",
                        PodRange = range,
                        Runtime = new SimulatedRuntime(range, executor.Clock),
                    };
                    var agent = new NodeAgent(
                        new(
                            [node],
                            _ =>
                                cluster.Server.Server.Client(
                                    UserInfo.Of($"system:node:{name}", "system:masters"),
                                    "kubelet"
                                ),
                            new IdentitySource(cluster.Simulation.NewRandom(name)),
                            NullLogger.Instance
                        ),
                        executor
                    );
                    return agent.StartAsync(stop);
                }
            );
            Process.Start();
            cluster.Settle();
        }

        public SimulatedProcess Process { get; }
    }
}
