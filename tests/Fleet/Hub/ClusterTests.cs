using Pangea.Fleet.Api;
using static Pangea.Fleet.Hub.Tests.TestHub;

namespace Pangea.Fleet.Hub.Tests;

public class ClusterTests
{
    private readonly TestHub hub = new(1, "ap", "eu", "us");

    private string Clusters =>
        string.Join(
            ' ',
            hub.Get(FleetResources.ResourceBindings, "default", "hello-deployment")!
                .Spec.Maps("clusters")
                .Select(c => $"{c.Text("name")}:{c.Integer("replicas")}")
        );

    [Fact]
    public void A_cluster_that_leaves_gives_its_replicas_to_the_others_and_takes_its_works_along()
    {
        Propagate();

        hub.Delete(FleetResources.Clusters, "", "eu");
        hub.Settle();
        // Two equal clusters and a replica over: the template's uid says whose it is.
        var uid = hub.Get(Deployments, "default", "hello")!.Uid;
        Assert.Equal(Scheduling.Webster.BreaksTiesDescending(uid) ? "ap:1 us:2" : "ap:2 us:1", Clusters);
        // Its agent takes back what it had applied; then nothing of it is left.
        hub.PlayAgents(1, "ap", "eu", "us");
        hub.RunFor(TimeSpan.FromSeconds(30));

        Assert.Null(hub.Get(FleetResources.Clusters, "", "eu"));
        Assert.Null(hub.Get(FleetResources.Namespaces, "", "karmada-es-eu"));
        Assert.Empty(hub.List(FleetResources.Works, "karmada-es-eu"));
        Assert.Equal(3, hub.Get(Deployments, "default", "hello")!.Status.Integer("readyReplicas"));
    }

    [Fact]
    public void A_silent_cluster_keeps_what_it_runs_and_gets_nothing_new()
    {
        Propagate();
        hub.RunFor(TimeSpan.FromMinutes(2));
        hub.Patch(FleetResources.Clusters, "", "us", Ready, new() { Subresource = "status" });
        hub.Settle();

        // All three fell silent and one came back; nobody lost anything, and what is new goes to the one.
        Assert.Equal("ap:1 eu:1 us:1", Clusters);
        Assert.Equal(3, hub.List(FleetResources.Works).Count(w => w.Name == "hello-6b454f6657" && !w.IsDeleting));
        hub.Create(Deployments, HelloDeployment.Replace("\"hello\"", "\"second\"", StringComparison.Ordinal));
        hub.Create(
            FleetResources.PropagationPolicies,
            HelloPolicy()
                .Replace("hello-propagation", "second", StringComparison.Ordinal)
                .Replace("\"hello\"", "\"second\"", StringComparison.Ordinal)
        );
        hub.Settle();
        var second = hub.Get(FleetResources.ResourceBindings, "default", "second-deployment")!;
        Assert.Equal("us", string.Join(' ', second.Spec.Maps("clusters").Select(c => c.Text("name"))));
    }

    [Fact]
    public void Silence_counts_from_the_last_sign_of_the_agent_whoever_else_writes_the_cluster()
    {
        hub.RunFor(TimeSpan.FromSeconds(30));
        hub.Patch(FleetResources.Clusters, "", "eu", Ready, new() { Subresource = "status" });
        hub.RunFor(TimeSpan.FromSeconds(10));
        hub.Patch(FleetResources.Clusters, "", "eu", """{"spec":{"taints":[{"key":"mine","effect":"NoSchedule"}]}}""");

        hub.RunFor(TimeSpan.FromSeconds(29));
        Assert.Equal("True", ClusterTaints.Readiness(hub.Get(FleetResources.Clusters, "", "eu")!));
        hub.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal("Unknown", ClusterTaints.Readiness(hub.Get(FleetResources.Clusters, "", "eu")!));
    }

    [Fact]
    public void A_namespace_goes_to_clusters_that_come_later_and_leaves_all_when_it_is_deleted()
    {
        Space("team-a", "{}");
        Space("team-b", """{"namespace.karmada.io/skip-auto-propagation":"true"}""");
        Space("kube-extra", "{}");
        hub.Join("asia");
        Assert.Equal(["ap", "asia", "eu", "us"], ClustersWith("team-a"));
        Assert.Empty(ClustersWith("team-b"));
        Assert.Empty(ClustersWith("kube-extra"));
        Assert.Empty(ClustersWith("default"));

        hub.Delete(FleetResources.Namespaces, "", "team-a");
        hub.Settle();
        hub.PlayAgents(1, "ap", "asia", "eu", "us");

        Assert.Null(hub.Get(FleetResources.Namespaces, "", "team-a"));
        Assert.Empty(ClustersWith("team-a"));
    }

    [Fact]
    public void More_room_wakes_only_what_found_none()
    {
        Propagate();
        var before = hub.Get(FleetResources.ResourceBindings, "default", "hello-deployment")!.ResourceVersion;

        hub.Patch(
            FleetResources.Clusters,
            "",
            "eu",
            """{"status":{"resourceSummary":{"allocatable":{"cpu":"64","memory":"64Gi","pods":"110"}}}}""",
            new() { Subresource = "status" }
        );
        hub.Settle();

        Assert.Equal(before, hub.Get(FleetResources.ResourceBindings, "default", "hello-deployment")!.ResourceVersion);
    }

    [Fact]
    public void Metrics_have_the_original_s_names()
    {
        Propagate();

        var text = hub.Metrics;

        Assert.Contains("policy_apply_attempts_total{result=\"success\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "karmada_scheduler_schedule_attempts_total{result=\"scheduled\"} 1\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "binding_sync_work_duration_seconds_count{result=\"success\"} 1\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("cluster_ready_state{member_cluster=\"eu\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("workqueue_depth{name=\"resource-detector\"} 0\n", text, StringComparison.Ordinal);
    }

    private const string Ready = """
        {"status":{"conditions":[{"type":"Ready","status":"True","reason":"ClusterReady","message":"ready",
         "lastTransitionTime":"2030-01-01T00:00:00Z"}]}}
        """;

    private void Propagate()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();
        hub.PlayAgents(1, "ap", "eu", "us");
    }

    private void Space(string name, string labels)
    {
        hub.Create(
            FleetResources.Namespaces,
            """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NAME","labels":LABELS}}"""
                .Replace("NAME", name, StringComparison.Ordinal)
                .Replace("LABELS", labels, StringComparison.Ordinal)
        );
        hub.Settle();
    }

    private IEnumerable<string?> ClustersWith(string space) =>
        hub.List(FleetResources.Works)
            .Where(w => w.Name.StartsWith(space + "-", StringComparison.Ordinal))
            .Select(w => FleetNamespaces.ClusterOf(w.Namespace));
}
