using Pangea.Fleet.Api;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Hub.Tests.TestHub;

namespace Pangea.Fleet.Hub.Tests;

public class PropagationTests
{
    private readonly TestHub hub = new(1, "ap", "eu", "us");

    private KubeObject Binding => hub.Get(FleetResources.ResourceBindings, "default", "hello-deployment")!;

    private string Shares =>
        string.Join(" ", Binding.Spec.Maps("clusters").Select(c => $"{c.Text("name")}:{c.Integer("replicas")}"));

    private IEnumerable<string> Works =>
        hub.List(FleetResources.Works)
            .Where(w => w.Labels.Text(FleetLabels.ResourceBindingPermanentId) is not null)
            .Select(w => $"{FleetNamespaces.ClusterOf(w.Namespace)}/{w.Name}");

    private long? ReplicasIn(string cluster) =>
        hub.Get(FleetResources.Works, FleetNamespaces.Execution(cluster), "hello-6b454f6657")
            ?.Spec.Map("workload")!
            .Maps("manifests")
            .First()
            .Map("spec")!
            .Integer("replicas");

    [Fact]
    public void A_template_without_a_policy_says_so_once()
    {
        var template = hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        hub.Patch(Deployments, "default", "hello", """{"metadata":{"labels":{"x":"y"}}}""");
        hub.Settle();
        hub.Restart();
        hub.Settle();

        Assert.Equal(["Warning ApplyPolicyFailed No policy match for resource"], hub.EventsOf(template));
        Assert.Empty(hub.List(FleetResources.ResourceBindings));
    }

    [Fact]
    public void A_policy_brings_its_templates_to_the_clusters_it_names()
    {
        var template = hub.Create(Deployments, HelloDeployment);
        hub.Create(Services, HelloService);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();

        Assert.Equal("ap:1 eu:1 us:1", Shares);
        Assert.Equal(
            [
                "ap/hello-6b454f6657",
                "ap/hello-7dd5cc479c",
                "eu/hello-6b454f6657",
                "eu/hello-7dd5cc479c",
                "us/hello-6b454f6657",
                "us/hello-7dd5cc479c",
            ],
            Works
        );
        Assert.Equal(2, Binding.Generation);
        Assert.Equal(2, Binding.Status.Integer("schedulerObservedGeneration"));
        Assert.Contains(
            "Normal ScheduleBindingSucceed Binding has been scheduled successfully. Result: {ap:1, eu:1, us:1}",
            hub.EventsOf(template)
        );
        Assert.Contains(
            "Normal ApplyPolicySucceed Apply policy(default/hello-propagation) succeed",
            hub.EventsOf(template)
        );
    }

    [Fact]
    public void Scaling_and_new_weights_move_replicas_between_clusters()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();

        hub.Patch(Deployments, "default", "hello", """{"spec":{"replicas":10}}""", new() { Subresource = "scale" });
        hub.Settle();
        Assert.Equal(10, Binding.Spec.Maps("clusters").Sum(c => c.Integer("replicas")));
        Assert.All(Binding.Spec.Maps("clusters"), c => Assert.InRange(c.Integer("replicas")!.Value, 3, 4));

        hub.Patch(
            FleetResources.PropagationPolicies,
            "default",
            "hello-propagation",
            $$$"""{"spec":{"placement":{{{Placement(2, 1, 2)}}}}}"""
        );
        hub.Settle();
        Assert.Equal("ap:2 eu:4 us:4", Shares);
        Assert.Equal((2, 4, 4), (ReplicasIn("ap"), ReplicasIn("eu"), ReplicasIn("us")));
    }

    [Fact]
    public void What_the_members_report_becomes_the_template_s_status()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();
        var generation = hub.Get(Deployments, "default", "hello")!.Generation;

        foreach (var cluster in new[] { "ap", "eu", "us" })
        {
            hub.Report(
                cluster,
                $$$"""
                {"availableReplicas":1,"generation":1,"observedGeneration":1,"readyReplicas":1,"replicas":1,
                 "resourceTemplateGeneration":{{{generation}}},"updatedReplicas":1}
                """
            );
        }

        var template = hub.Get(Deployments, "default", "hello")!;
        Assert.Equal(3, template.Status.Integer("readyReplicas"));
        Assert.Equal(3, template.Status.Integer("availableReplicas"));
        Assert.Equal(generation, template.Status.Integer("observedGeneration"));
        Assert.True(
            Binding.Status.Maps("conditions").Any(c => c.Text("type") == "FullyApplied" && c.Text("status") == "True"),
            Binding.Root.ToString()
        );
        Assert.Contains(
            "Normal AggregateStatusSucceed Update Resource with AggregatedStatus successfully.",
            hub.EventsOf(template)
        );
    }

    [Fact]
    public void Deleting_the_policy_lets_templates_go_and_leaves_what_runs()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();
        var before = Works.ToList();

        hub.Delete(FleetResources.PropagationPolicies, "default", "hello-propagation");
        hub.Settle();

        Assert.Null(hub.Get(FleetResources.PropagationPolicies, "default", "hello-propagation"));
        Assert.Equal(before, Works);
        var template = hub.Get(Deployments, "default", "hello")!;
        Assert.Null(Claim.Read(template));
        Assert.Null(Claim.Read(Binding));

        hub.Create(FleetResources.PropagationPolicies, HelloPolicy(2, 1, 2));
        hub.Settle();
        Assert.NotNull(Claim.Read(Binding));
    }

    [Fact]
    public void A_restart_changes_nothing()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(Services, HelloService);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();
        var revisions = hub.List(FleetResources.Works)
            .Concat(hub.List(FleetResources.ResourceBindings))
            .Concat(hub.List(Deployments))
            .Select(o => $"{o} {o.ResourceVersion}")
            .ToList();

        hub.Restart();
        hub.Settle();

        Assert.Equal(
            revisions,
            hub.List(FleetResources.Works)
                .Concat(hub.List(FleetResources.ResourceBindings))
                .Concat(hub.List(Deployments))
                .Select(o => $"{o} {o.ResourceVersion}")
        );
    }

    [Fact]
    public void A_claimed_template_stays_with_its_policy_when_a_better_one_comes()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();

        hub.Create(
            FleetResources.PropagationPolicies,
            HelloPolicy()
                .Replace("hello-propagation", "better")
                .Replace("\"placement\"", "\"priority\":9,\"placement\"")
        );
        hub.Settle();

        Assert.Equal("hello-propagation", Claim.Read(Binding)!.Value.Policy.Name);
    }

    [Fact]
    public void A_work_that_somebody_changed_or_removed_is_made_right_again()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Create(FleetResources.PropagationPolicies, HelloPolicy());
        hub.Settle();
        var space = FleetNamespaces.Execution("eu");

        hub.Patch(FleetResources.Works, space, "hello-6b454f6657", """{"spec":{"suspendDispatching":true}}""");
        hub.Settle();

        Assert.False(hub.Get(FleetResources.Works, space, "hello-6b454f6657")!.Spec.Flag("suspendDispatching"));
    }

    [Theory]
    [InlineData("\"weight\":1", "\"weight\":0", "should be greater than or equal to 1")]
    [InlineData("\"Weighted\"", "\"Heavy\"", "Unsupported value: \"Heavy\"")]
    public void Bad_policies_are_refused_with_the_field(string good, string bad, string text)
    {
        var refused = hub.TryCreate(FleetResources.PropagationPolicies, HelloPolicy().Replace(good, bad));

        Assert.Equal(422, refused.Error!.Code);
        Assert.Contains(text, refused.Error.Message);
    }

    [Fact]
    public void A_policy_must_select_something()
    {
        var refused = hub.TryCreate(
            FleetResources.PropagationPolicies,
            """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"p","namespace":"default"},
             "spec":{"resourceSelectors":[],"placement":{}}}
            """
        );

        Assert.Equal(422, refused.Error!.Code);
        Assert.Contains("spec.resourceSelectors", refused.Error.Message);
    }

    [Fact]
    public void Namespaces_go_to_every_cluster()
    {
        hub.Create(
            FleetResources.Namespaces,
            """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team-a"}}"""
        );
        hub.Settle();

        Assert.Equal(
            3,
            hub.List(FleetResources.Works).Count(w => w.Name.StartsWith("team-a-", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_silent_cluster_becomes_unknown_and_repels_new_work()
    {
        hub.RunFor(TimeSpan.FromMinutes(2));

        var cluster = hub.Get(FleetResources.Clusters, "", "eu")!;
        Assert.Equal("Unknown", ClusterTaints.Readiness(cluster));
        Assert.Contains(FleetTaints.Unreachable, cluster.Spec.Maps("taints").Select(t => t.Text("key")));
    }
}
