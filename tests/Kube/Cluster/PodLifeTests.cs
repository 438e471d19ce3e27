using System.Net;
using Pangea.Kube.Objects;
using static Pangea.Kube.Cluster.Tests.TestCluster;

namespace Pangea.Kube.Cluster.Tests;

public sealed class PodLifeTests
{
    [Fact]
    public void A_pod_is_bound_and_runs_with_an_address_of_its_node()
    {
        var cluster = new TestCluster();
        cluster.Create(Pods, PodJson("a"));
        cluster.Settle();

        var pod = cluster.Pod("a");
        var node = cluster.Node(pod.Spec.Text("nodeName")!);
        var status = pod.Status;
        Assert.Equal("Running", status.Text("phase"));
        foreach (
            var type in (string[])
                ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"]
        )
            Assert.Equal("True", Condition(pod, type));
        Assert.True(IPNetwork.Parse(node.Spec.Text("podCIDR")!).Contains(IPAddress.Parse(status.Text("podIP")!)));
        Assert.Equal(node.Status.Maps("addresses").First().Text("address"), status.Text("hostIP"));
        Assert.Equal("BestEffort", status.Text("qosClass"));
        Assert.Contains("simulated", status.Text("message"), StringComparison.Ordinal);
        var container = status.Maps("containerStatuses").Single();
        Assert.True(container.Flag("ready"));
        Assert.True(container.Flag("started"));
        Assert.Equal("nginx:1.27", container.Text("image"));
        Assert.StartsWith("simulated://", container.Text("containerID"), StringComparison.Ordinal);
        Assert.Equal([$"Normal Scheduled Successfully assigned default/a to {node.Name}"], cluster.EventsOf("a"));
    }

    [Fact]
    public void A_pods_status_is_written_once_on_its_way_to_running()
    {
        var cluster = new TestCluster();
        cluster.Create(
            Pods,
            PodJson("a", """,\"initContainers\":[{\"name\":\"i\",\"image\":\"busybox\"}]""".Replace("\\", ""))
        );
        cluster.RunFor(TimeSpan.FromMinutes(3));

        // Created, bound, running: three versions, however long it runs.
        var pod = cluster.Pod("a");
        var writes = pod.Root.At("metadata", "managedFields") is ListValue fields
            ? fields.Maps.Count(f => f.Text("manager") == "kubelet")
            : -1;
        Assert.Equal(1, writes);
        var before = pod.Revision;
        cluster.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(before, cluster.Pod("a").Revision);
        Assert.Equal(
            "Completed",
            (pod.Status.Maps("initContainerStatuses").Single().At("state", "terminated", "reason") as StringValue)?.Text
        );
    }

    [Fact]
    public void Addresses_are_unique_and_survive_a_restart_with_the_pods_unchanged()
    {
        var cluster = new TestCluster();
        for (var i = 0; i < 20; i++)
            cluster.Create(Pods, PodJson($"p{i}"));
        cluster.Settle();
        var before = cluster.List(Pods).ToDictionary(p => p.Name, p => p.Revision);
        Assert.All(cluster.List(Pods), p => Assert.Equal("Running", p.Status.Text("phase")));

        cluster.Restart(TimeSpan.FromMinutes(5));
        cluster.Settle();
        Assert.Equal(before, cluster.List(Pods).ToDictionary(p => p.Name, p => p.Revision));
        for (var i = 20; i < 40; i++)
            cluster.Create(Pods, PodJson($"p{i}"));
        cluster.RunFor(TimeSpan.FromMinutes(2));

        Assert.Equal(40, cluster.List(Pods).Select(p => p.Status.Text("podIP")).Distinct().Count());
        Assert.All(cluster.List(TestCluster.Nodes), n => Assert.Equal("True", Condition(n, "Ready")));
        Assert.All(before, p => Assert.Equal(p.Value, cluster.Pod(p.Key).Revision));
    }

    [Fact]
    public void Deletion_is_acknowledged_by_the_node_at_once()
    {
        var cluster = new TestCluster();
        cluster.Create(Pods, PodJson("a"));
        cluster.Settle();

        cluster.Delete(Pods, "default", "a");
        cluster.Settle();

        Assert.Null(cluster.Get(Pods, "default", "a"));
    }

    [Fact]
    public void A_pod_that_stays_for_its_finalizers_shows_how_it_ended()
    {
        var cluster = new TestCluster();
        cluster.Create(Pods, PodJson("a", metadata: ""","finalizers":["example.com/hold"]"""));
        cluster.Settle();

        cluster.Delete(Pods, "default", "a");
        cluster.Settle();

        var pod = cluster.Pod("a");
        Assert.True(pod.IsDeleting);
        Assert.Equal("Failed", pod.Status.Text("phase"));
        cluster.Patch(Pods, "default", "a", """{"metadata":{"finalizers":null}}""");
        cluster.Settle();
        Assert.Null(cluster.Get(Pods, "default", "a"));
    }

    [Fact]
    public void A_pod_that_is_to_end_completes_when_its_time_has_come()
    {
        var cluster = new TestCluster();
        const string Ends = ""","annotations":{"pangea.io/simulated-duration":"1s"}""";
        cluster.Create(Pods, PodJson("a", ""","restartPolicy":"Never" """, Ends));
        cluster.Create(Pods, PodJson("always", "", Ends));
        cluster.RunFor(TimeSpan.FromMilliseconds(900));
        Assert.Equal("Running", cluster.Pod("a").Status.Text("phase"));
        cluster.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("Succeeded", cluster.Pod("a").Status.Text("phase"));
        Assert.Equal("False", Condition(cluster.Pod("a"), "Ready"));
        Assert.Equal("Running", cluster.Pod("always").Status.Text("phase"));
    }

    [Fact]
    public void A_simulated_failure_is_restarted_with_growing_pauses_or_ends_the_pod_as_its_policy_says()
    {
        var cluster = new TestCluster();
        const string Fails =
            ""","annotations":{"pangea.io/simulated-exit-code":"3","pangea.io/simulated-duration":"500ms"}""";
        cluster.Create(Pods, PodJson("again", ""","restartPolicy":"OnFailure" """, Fails));
        cluster.Create(Pods, PodJson("never", ""","restartPolicy":"Never" """, Fails));
        cluster.RunFor(TimeSpan.FromSeconds(5));

        Assert.Equal("Failed", cluster.Pod("never").Status.Text("phase"));
        var waiting = cluster.Pod("again").Status.Maps("containerStatuses").Single();
        Assert.Equal("CrashLoopBackOff", (waiting.At("state", "waiting", "reason") as StringValue)?.Text);
        cluster.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(1, cluster.Pod("again").Status.Maps("containerStatuses").Single().Integer("restartCount"));
        Assert.Equal("Running", cluster.Pod("again").Status.Text("phase"));
    }
}
