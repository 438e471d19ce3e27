using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>What the hub learns of a member.</summary>
public sealed class ClusterStatusTests
{
    private static readonly GroupVersionResource Nodes = AgentResources.Nodes;
    private static readonly GroupVersionResource Pods = AgentResources.Pods;

    private static MapValue Status(TestMember fleet) => fleet.Get(fleet.Hub, AgentResources.Clusters, "", "eu")!.Status;

    private static void AddNode(TestMember fleet, string name, string cpu = "32", string pods = "10k")
    {
        fleet.Create(fleet.Member, Nodes, $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}"}}""");
        fleet.Patch(
            fleet.Member,
            Nodes,
            "",
            name,
            $$$"""
            {"status":{"allocatable":{"cpu":"{{{cpu}}}","memory":"128Gi","ephemeral-storage":"100Gi","pods":"{{{pods}}}"},
             "conditions":[{"type":"Ready","status":"True"}]}}
            """,
            "status"
        );
    }

    private static void AddPod(TestMember fleet, string name, string node = "", string cpu = "500m")
    {
        var nodeName = node.Length == 0 ? "" : $"\"nodeName\":\"{node}\",";
        fleet.Create(
            fleet.Member,
            Pods,
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{ {{{nodeName}}}"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"{{{cpu}}}","memory":"64Mi"} } } ] } }
            """
        );
    }

    [Fact]
    public void A_member_is_reported_as_the_original_reports_it()
    {
        var fleet = new TestMember(start: false);
        AddNode(fleet, "a");
        AddNode(fleet, "b");
        fleet.AgentProcess.Start();
        fleet.RunFor(5);

        var status = Status(fleet);
        Assert.StartsWith("v1.", status.Text("kubernetesVersion"));
        Assert.Equal(
            [
                "CompleteAPIEnablements True Complete collected complete APIEnablements from the cluster",
                "Ready True ClusterReady cluster is healthy and ready to accept workloads",
            ],
            status
                .Maps("conditions")
                .Select(c => $"{c.Text("type")} {c.Text("status")} {c.Text("reason")} {c.Text("message")}")
        );
        Assert.Equal("""{"readyNum":2,"totalNum":2}""", status.Map("nodeSummary")!.ToString());
        var summary = status.Map("resourceSummary")!;
        Assert.Equal(
            """{"cpu":"64","ephemeral-storage":"200Gi","memory":"256Gi","pods":"20k"}""",
            summary.Map("allocatable")!.ToString()
        );
        Assert.False(summary.ContainsKey("allocated"));
        Assert.Equal(
            [0, 0, 0, 0, 0, 2, 0, 0, 0],
            summary.Maps("allocatableModelings").Select(m => m.Integer("count") ?? -1)
        );
        var groups = status.Maps("apiEnablements").ToList();
        Assert.Equal(
            groups.Select(g => g.Text("groupVersion")).Order(StringComparer.Ordinal),
            groups.Select(g => g.Text("groupVersion"))
        );
        Assert.Equal(
            [
                "ControllerRevision controllerrevisions",
                "DaemonSet daemonsets",
                "Deployment deployments",
                "ReplicaSet replicasets",
                "StatefulSet statefulsets",
            ],
            groups
                .Single(g => g.Text("groupVersion") == "apps/v1")
                .Maps("resources")
                .Select(r => $"{r.Text("kind")} {r.Text("name")}")
        );
    }

    [Fact]
    public void Sums_follow_pods_and_nodes_that_come_and_go()
    {
        var fleet = new TestMember();
        AddNode(fleet, "a", pods: "2");
        AddPod(fleet, "one", "a");
        AddPod(fleet, "two", "a");
        AddPod(fleet, "waiting", cpu: "2");
        fleet.RunFor(5);
        var summary = Status(fleet).Map("resourceSummary")!;
        Assert.Equal("""{"cpu":"1","memory":"128Mi","pods":"2"}""", summary.Map("allocated")!.ToString());
        Assert.Equal("""{"cpu":"2","memory":"64Mi","pods":"1"}""", summary.Map("allocating")!.ToString());
        // It has no place for another pod, so it is of no size.
        Assert.All(summary.Maps("allocatableModelings"), m => Assert.Equal(0, m.Integer("count") ?? 0));

        fleet.Patch(fleet.Member, Pods, "default", "one", """{"status":{"phase":"Succeeded"}}""", "status");
        fleet.Delete(fleet.Member, Pods, "default", "waiting");
        fleet.RunFor(60);
        summary = Status(fleet).Map("resourceSummary")!;
        Assert.Equal("""{"cpu":"500m","memory":"64Mi","pods":"1"}""", summary.Map("allocated")!.ToString());
        Assert.Equal(1, summary.Maps("allocatableModelings").Sum(m => m.Integer("count") ?? 0));

        fleet.Delete(fleet.Member, Nodes, "", "a");
        fleet.RunFor(5);
        Assert.False(Status(fleet).Map("resourceSummary")!.ContainsKey("allocatable"));
    }

    [Fact]
    public void A_member_that_stumbles_stays_ready_and_one_that_lies_down_does_not()
    {
        var fleet = new TestMember();
        string? Ready() => Conditions.Find(Status(fleet), ConditionTypes.Ready)?.Text("status");
        Assert.Equal("True", Ready());
        fleet.CrashMember();
        fleet.RunFor(25);
        Assert.Equal("True", Ready());
        fleet.RunFor(25);
        Assert.Equal("False", Ready());
        fleet.StartMember();
        fleet.RunFor(15);
        Assert.Equal("False", Ready());
        fleet.RunFor(30);
        Assert.Equal("True", Ready());
    }

    [Fact]
    public void The_lease_says_that_the_agent_is_there()
    {
        var fleet = new TestMember();
        KubeObject Lease() => fleet.Get(fleet.Hub, AgentResources.Leases, "karmada-cluster", "eu")!;
        var first = Lease();
        Assert.Equal("eu", first.Spec.Text("holderIdentity"));
        Assert.Equal(40, first.Spec.Integer("leaseDurationSeconds"));
        Assert.Equal("Cluster", first.OwnerReferences.Single().Kind);
        fleet.RunFor(10.5);
        Assert.NotEqual(first.Spec.Text("renewTime"), Lease().Spec.Text("renewTime"));

        fleet.AgentProcess.Crash();
        fleet.RunFor(60);
        Assert.Equal("Unknown", Conditions.Find(Status(fleet), ConditionTypes.Ready)?.Text("status"));
        fleet.AgentProcess.Start();
        fleet.RunFor(5);
        Assert.Equal("True", Conditions.Find(Status(fleet), ConditionTypes.Ready)?.Text("status"));
    }

    [Fact]
    public void A_lease_that_is_taken_away_comes_back()
    {
        var fleet = new TestMember();
        fleet.Delete(fleet.Hub, AgentResources.Leases, "karmada-cluster", "eu");
        fleet.RunFor(15);
        Assert.NotNull(fleet.Get(fleet.Hub, AgentResources.Leases, "karmada-cluster", "eu"));
    }
}
