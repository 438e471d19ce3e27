using Pangea.Kube.Objects;
using static Pangea.Kube.Cluster.Tests.TestCluster;

namespace Pangea.Kube.Cluster.Tests.Scheduling;

public sealed class PodSchedulerTests
{
    private static readonly GroupVersionResource Classes = new("scheduling.k8s.io", "v1", "priorityclasses");

    private static TestCluster Small(int nodes = 2) =>
        new(with: o =>
            o with
            {
                Nodes = nodes,
                Capacity = new()
                {
                    Cpu = "2",
                    Memory = "4Gi",
                    Pods = 10,
                },
            }
        );

    [Fact]
    public void A_pod_without_a_node_says_why_and_is_bound_when_another_leaves()
    {
        var cluster = Small();
        cluster.Create(Pods, PodJson("a", container: Requests("2")));
        cluster.Create(Pods, PodJson("b", container: Requests("2")));
        cluster.Settle();
        cluster.Create(Pods, PodJson("late", container: Requests("1")));
        cluster.Settle();

        const string Why =
            "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: "
            + "0/2 nodes are available: 2 No preemption victims found for incoming pod.";
        var condition = cluster.Pod("late").Status.Maps("conditions").Single(c => c.Text("type") == "PodScheduled");
        Assert.Equal("False", condition.Text("status"));
        Assert.Equal("Unschedulable", condition.Text("reason"));
        Assert.Equal(Why, condition.Text("message"));
        Assert.Equal([$"Warning FailedScheduling {Why}"], cluster.EventsOf("late"));

        // While nothing changes nothing is written, and nothing is tried.
        var before = cluster.Pod("late").Revision;
        cluster.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(before, cluster.Pod("late").Revision);

        cluster.Delete(Pods, "default", "a");
        cluster.Settle();
        Assert.Equal("Running", cluster.Pod("late").Status.Text("phase"));
        Assert.Equal(2, cluster.EventsOf("late").Count);
    }

    [Theory]
    [InlineData("""{"metadata":{"labels":{"disk":"ssd"}}}""", ""","nodeSelector":{"disk":"ssd"} """)]
    [InlineData("""{"spec":{"unschedulable":null}}""", ""","nodeSelector":{"kubernetes.io/hostname":"eu-1"} """)]
    [InlineData("""{"spec":{"taints":null}}""", ""","nodeSelector":{"kubernetes.io/hostname":"eu-2"} """)]
    public void A_change_of_a_node_that_may_help_brings_the_pod_back(string change, string spec)
    {
        var cluster = Small();
        cluster.Patch(TestCluster.Nodes, "", "eu-1", """{"spec":{"unschedulable":true}}""");
        cluster.Patch(
            TestCluster.Nodes,
            "",
            "eu-2",
            """{"spec":{"taints":[{"key":"k","value":"v","effect":"NoSchedule"}]}}"""
        );
        cluster.Settle();
        cluster.Create(Pods, PodJson("a", $",\"tolerations\":[]{spec}"));
        cluster.RunFor(TimeSpan.FromSeconds(30));
        Assert.Equal("Pending", cluster.Pod("a").Status.Text("phase"));

        foreach (var node in (string[])["eu-1", "eu-2"])
            cluster.Patch(TestCluster.Nodes, "", node, change);
        // Where labels alone changed, the taints have to go too.
        if (change.Contains("labels"))
            cluster.Patch(TestCluster.Nodes, "", "eu-2", """{"spec":{"taints":null}}""");
        cluster.Settle();

        Assert.Equal("Running", cluster.Pod("a").Status.Text("phase"));
    }

    [Fact]
    public void A_gated_pod_and_one_of_another_scheduler_are_left_alone()
    {
        var cluster = Small();
        cluster.Create(Pods, PodJson("gated", ""","schedulingGates":[{"name":"example.com/wait"}]"""));
        cluster.Create(Pods, PodJson("other", ""","schedulerName":"mine" """));
        cluster.RunFor(TimeSpan.FromSeconds(10));
        Assert.Null(cluster.Pod("gated").Spec.Text("nodeName"));
        Assert.Null(cluster.Pod("other").Spec.Text("nodeName"));
        Assert.Empty(cluster.EventsOf("gated"));

        cluster.Patch(Pods, "default", "gated", """{"spec":{"schedulingGates":[]}}""");
        cluster.Settle();
        Assert.Equal("Running", cluster.Pod("gated").Status.Text("phase"));
    }

    [Fact]
    public void Pods_of_one_owner_spread_over_nodes_and_load_does_too()
    {
        var cluster = new TestCluster(with: o => o with { Nodes = 4 });
        for (var i = 0; i < 40; i++)
            cluster.Create(Pods, PodJson($"p{i}"));
        cluster.Settle();

        var counts = cluster.List(Pods).GroupBy(p => p.Spec.Text("nodeName")).Select(g => g.Count()).ToList();
        Assert.Equal(4, counts.Count);
        // Nodes this large do not fill: chance spreads them, and it does not favour one.
        Assert.All(counts, c => Assert.InRange(c, 3, 20));
    }

    [Fact]
    public void A_more_important_pod_takes_the_place_of_the_least_important()
    {
        var cluster = Small(nodes: 1);
        foreach (var (name, value) in new[] { ("low", 1), ("middle", 50), ("high", 100) })
        {
            cluster.Create(
                Classes,
                $$"""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"{{name}}"},"value":{{value}}}"""
            );
        }
        cluster.Create(Pods, PodJson("a", Priority("low", 1), container: Requests("1")));
        cluster.Create(Pods, PodJson("b", Priority("middle", 50), container: Requests("1")));
        cluster.Settle();
        cluster.Create(Pods, PodJson("c", Priority("high", 100), container: Requests("1")));
        cluster.RunFor(TimeSpan.FromSeconds(5));

        Assert.Null(cluster.Get(Pods, "default", "a"));
        Assert.Equal("Running", cluster.Pod("b").Status.Text("phase"));
        Assert.Equal("Running", cluster.Pod("c").Status.Text("phase"));
        Assert.Contains(cluster.EventsOf("a"), e => e.StartsWith("Normal Preempted", StringComparison.Ordinal));
    }

    [Fact]
    public void A_scheduler_that_comes_back_counts_what_is_bound_and_goes_on_with_what_is_not()
    {
        var cluster = Small(nodes: 1);
        cluster.Create(Pods, PodJson("a", container: Requests("1500m")));
        cluster.Settle();
        cluster.Create(Pods, PodJson("b", container: Requests("1")));
        cluster.Settle();

        cluster.Restart();
        cluster.Settle();
        Assert.Equal("Pending", cluster.Pod("b").Status.Text("phase"));
        Assert.Single(cluster.EventsOf("b"));
        cluster.Delete(Pods, "default", "a");
        cluster.Settle();
        Assert.Equal("Running", cluster.Pod("b").Status.Text("phase"));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    public void No_node_is_ever_given_more_than_it_has_however_pods_come_and_go(ulong seed)
    {
        var cluster = new TestCluster(
            seed,
            o =>
                o with
                {
                    Nodes = 3,
                    Capacity = new()
                    {
                        Cpu = "4",
                        Memory = "4Gi",
                        Pods = 6,
                    },
                }
        );
        var random = new Random((int)seed);
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 4; i++)
                cluster.Create(Pods, PodJson($"p{round}-{i}", container: Requests($"{random.Next(1, 8) * 250}m")));
            if (random.Next(3) == 0)
                cluster.Restart();
            foreach (var pod in cluster.List(Pods).Where(_ => random.Next(3) == 0).ToList())
                cluster.Delete(Pods, "default", pod.Name);
            cluster.RunFor(TimeSpan.FromMilliseconds(random.Next(50)));
            foreach (
                var node in cluster.List(Pods).GroupBy(p => p.Spec.Text("nodeName") ?? "").Where(g => g.Key.Length > 0)
            )
            {
                Assert.InRange(node.Count(), 0, 6);
                Assert.InRange(node.Sum(Cpu), 0, 4000);
            }
        }
        cluster.RunFor(TimeSpan.FromSeconds(30));
        // What is left waiting fits nowhere.
        var used = cluster
            .List(Pods)
            .Where(p => p.Spec.Text("nodeName") is not null)
            .GroupBy(p => p.Spec.Text("nodeName")!)
            .ToDictionary(g => g.Key, g => (Count: g.Count(), Cpu: g.Sum(Cpu)));
        foreach (var waiting in cluster.List(Pods).Where(p => p.Spec.Text("nodeName") is null))
        {
            foreach (var node in (string[])["eu-1", "eu-2", "eu-3"])
            {
                var (count, cpu) = used.GetValueOrDefault(node);
                Assert.True(count == 6 || cpu + Cpu(waiting) > 4000);
            }
        }
    }

    private static long Cpu(KubeObject pod) =>
        Quantity.FromValue(pod.Spec.Maps("containers").Single().At("resources", "requests", "cpu"))!.Value.MilliValue;

    private static string Priority(string name, int value) => $",\"priorityClassName\":\"{name}\",\"priority\":{value}";
}
