using Pangea.Fleet.Api;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Hub.Tests.TestHub;

namespace Pangea.Fleet.Hub.Tests;

public class PolicyTests
{
    private static readonly GroupVersionResource ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");
    private readonly TestHub hub = new(1, "ap", "eu", "us");

    private KubeObject Hello => hub.Get(Deployments, "default", "hello")!;

    private KubeObject? Binding => hub.Get(FleetResources.ResourceBindings, "default", "hello-deployment");

    private string HeldBy => Claim.Read(Hello) is { } claim ? claim.Policy.NamespacedName.ToString() : "nobody";

    private string Clusters => string.Join(' ', Binding!.Spec.Maps("clusters").Select(c => c.Text("name")));

    [Fact]
    public void Of_several_policies_the_priority_decides_then_the_closest_selector_then_the_name()
    {
        Policy("a-kind", "");
        Policy("b-labels", "", "app=hello");
        Policy("c-name", "hello");
        Policy("d-name", "hello");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Assert.Equal("default/c-name", HeldBy);

        hub.Delete(FleetResources.PropagationPolicies, "default", "c-name");
        hub.Settle();
        Assert.Equal("default/d-name", HeldBy);
        hub.Delete(FleetResources.PropagationPolicies, "default", "d-name");
        hub.Settle();
        Assert.Equal("default/b-labels", HeldBy);

        Policy("e-priority", "", more: "\"priority\":1,");
        hub.Delete(FleetResources.PropagationPolicies, "default", "b-labels");
        hub.Settle();
        Assert.Equal("default/e-priority", HeldBy);
    }

    [Fact]
    public void A_policy_of_the_namespace_wins_over_one_of_the_cluster_whatever_their_priorities()
    {
        Policy("all", "", more: "\"priority\":100,", clusterWide: true);
        Policy("mine", "");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();

        Assert.Equal("default/mine", HeldBy);
    }

    [Fact]
    public void A_policy_that_preempts_takes_over_from_lower_priorities_and_says_so()
    {
        Policy("mine", "", more: "\"priority\":5,");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Policy("equal", "hello", more: "\"priority\":5,\"preemption\":\"Always\",");
        hub.Settle();
        Assert.Equal("default/mine", HeldBy);

        Policy("higher", "hello", more: "\"priority\":6,\"preemption\":\"Always\",", clusters: "\"us\"");
        hub.Settle();

        Assert.Equal("default/higher", HeldBy);
        Assert.Equal("us", Clusters);
        Assert.Contains(
            "Normal PreemptPolicySucceed Propagation policy(default/higher) preempted propagation policy(default/mine) successfully",
            hub.EventsOf(Hello)
        );
    }

    [Fact]
    public void A_policy_of_the_namespace_preempts_any_of_the_cluster_and_never_the_other_way()
    {
        Policy("all", "", more: "\"priority\":9,", clusterWide: true);
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Assert.Equal("all", HeldBy);
        Policy("mine", "hello", more: "\"preemption\":\"Always\",");
        hub.Settle();
        Assert.Equal("default/mine", HeldBy);

        Policy("wide", "hello", more: "\"priority\":99,\"preemption\":\"Always\",", clusterWide: true);
        hub.Settle();

        Assert.Equal("default/mine", HeldBy);
        Assert.DoesNotContain("wide", string.Join('\n', hub.EventsOf(Hello)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lower_priority_of_the_holder_lets_a_preempting_policy_in()
    {
        Policy("mine", "", more: "\"priority\":9,");
        Policy("other", "hello", more: "\"priority\":5,\"preemption\":\"Always\",");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Assert.Equal("default/mine", HeldBy);

        hub.Patch(FleetResources.PropagationPolicies, "default", "mine", """{"spec":{"priority":1}}""");
        hub.Settle();

        Assert.Equal("default/other", HeldBy);
    }

    [Fact]
    public void A_policy_that_no_longer_selects_a_template_lets_it_go_and_what_runs_stays()
    {
        Policy("mine", "hello");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();

        hub.Patch(
            FleetResources.PropagationPolicies,
            "default",
            "mine",
            """{"spec":{"resourceSelectors":[{"apiVersion":"v1","kind":"ConfigMap"}]}}"""
        );
        hub.Settle();

        Assert.Equal("nobody", HeldBy);
        Assert.Null(Claim.Read(Binding!));
        Assert.Equal("ap eu us", Clusters);
        Assert.Equal(3, hub.List(FleetResources.Works).Count(w => w.Name == "hello-6b454f6657"));
    }

    [Fact]
    public void A_template_s_new_labels_bring_it_under_another_policy()
    {
        Policy("labels", "", "tier=front", clusters: "\"eu\"");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Assert.Equal("nobody", HeldBy);

        hub.Patch(Deployments, "default", "hello", """{"metadata":{"labels":{"tier":"front"}}}""");
        hub.Settle();

        Assert.Equal("default/labels", HeldBy);
        Assert.Equal("eu", Clusters);
    }

    [Fact]
    public void A_binding_that_the_detector_made_and_does_not_see_yet_is_no_failure()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var late = new TestHub(seed, "eu");
            late.Create(Deployments, HelloDeployment);
            late.Settle();
            // The claim itself is a change of the template, which brings the detector here again.
            late.Create(
                FleetResources.PropagationPolicies,
                """
                {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"hello","namespace":"default"},
                 "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment","name":"hello"}],"placement":{}}}
                """
            );
            late.Settle();

            var template = late.Get(Deployments, "default", "hello")!;
            Assert.Equal(
                ["Warning ApplyPolicyFailed No policy match for resource"],
                late.EventsOf(template).Where(e => e.StartsWith("Warning", StringComparison.Ordinal))
            );
        }
    }

    [Fact]
    public void A_lazy_policy_claims_at_once_and_acts_when_the_template_changes()
    {
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Policy("lazy", "hello", more: "\"activationPreference\":\"Lazy\",");
        hub.Settle();
        Assert.Equal("default/lazy", HeldBy);
        Assert.Null(Binding);

        hub.Patch(Deployments, "default", "hello", """{"metadata":{"annotations":{"note":"now"}}}""");
        hub.Settle();
        Assert.Equal("ap eu us", Clusters);

        hub.Patch(
            FleetResources.PropagationPolicies,
            "default",
            "lazy",
            """{"spec":{"placement":{"clusterAffinity":{"clusterNames":["us"]}}}}"""
        );
        hub.Settle();
        Assert.Equal("ap eu us", Clusters);

        hub.Patch(Deployments, "default", "hello", """{"metadata":{"annotations":{"note":"and now"}}}""");
        hub.Settle();
        Assert.Equal("us", Clusters);
    }

    [Fact]
    public void What_belongs_to_no_namespace_goes_by_a_binding_of_the_cluster()
    {
        hub.Create(
            FleetResources.ClusterPropagationPolicies,
            """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"ClusterPropagationPolicy","metadata":{"name":"roles"},
             "spec":{"resourceSelectors":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","name":"viewer"}],
             "placement":{"clusterAffinity":{"clusterNames":["eu","us"]}}}}
            """
        );
        var role = hub.Create(
            ClusterRoles,
            """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"viewer"},
             "rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}
            """
        );
        hub.Settle();
        hub.PlayAgents(1, "ap", "eu", "us");

        var binding = hub.Get(FleetResources.ClusterResourceBindings, "", "viewer-clusterrole")!;
        Assert.Equal(["karmada.io/cluster-resource-binding-controller"], binding.Finalizers);
        Assert.Equal("eu us", string.Join(' ', binding.Spec.Maps("clusters").Select(c => c.Text("name"))));
        Assert.True(Conditions.IsTrue(binding.Status, ConditionTypes.FullyApplied));
        var work = hub.List(FleetResources.Works, "karmada-es-eu")
            .Single(w => w.Name.StartsWith("viewer-", StringComparison.Ordinal));
        Assert.Equal("viewer-clusterrole", work.Annotations.Text(FleetAnnotations.ClusterResourceBindingName));
        Assert.Equal(
            [
                "Normal ApplyPolicySucceed Apply cluster policy(roles) succeed",
                "Normal ScheduleBindingSucceed Binding has been scheduled successfully. Result {eu:0, us:0}",
                "Normal SyncWorkSucceed Sync work of ClusterResourceBinding(viewer-clusterrole) successful.",
                "Normal AggregateStatusSucceed Update Resource with AggregatedStatus successfully.",
            ],
            hub.EventsOf(role)
        );
    }

    [Fact]
    public void A_suspended_policy_holds_back_the_works_of_the_clusters_it_names()
    {
        Policy("mine", "hello", more: "\"suspension\":{\"dispatchingOnClusters\":{\"clusterNames\":[\"eu\"]}},");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();
        Assert.Equal(["eu"], Suspended());

        hub.Patch(
            FleetResources.PropagationPolicies,
            "default",
            "mine",
            """{"spec":{"suspension":{"dispatching":true,"dispatchingOnClusters":null}}}"""
        );
        hub.Settle();
        Assert.Equal(["ap", "eu", "us"], Suspended());

        hub.Patch(FleetResources.PropagationPolicies, "default", "mine", """{"spec":{"suspension":null}}""");
        hub.Settle();
        Assert.Empty(Suspended());

        IEnumerable<string?> Suspended() =>
            hub.List(FleetResources.Works)
                .Where(w => w.Name == "hello-6b454f6657" && w.Spec.Flag("suspendDispatching") == true)
                .Select(w => FleetNamespaces.ClusterOf(w.Namespace));
    }

    [Fact]
    public void A_placement_that_fits_nowhere_says_why_once_and_is_made_when_it_fits()
    {
        Policy("mine", "hello", clusters: "\"asia\"");
        hub.Create(Deployments, HelloDeployment);
        hub.Settle();

        var condition = Conditions.Find(Binding!.Status, ConditionTypes.Scheduled)!;
        Assert.Equal(("False", "NoClusterFit"), (condition.Text("status"), condition.Text("reason")));
        var failures = hub.EventsOf(Hello).Where(e => e.Contains("ScheduleBindingFailed", StringComparison.Ordinal));
        Assert.Equal(
            "Warning ScheduleBindingFailed 0/3 clusters are available: 3 cluster(s) did not match the placement cluster affinity constraint.",
            Assert.Single(failures)
        );
        hub.Restart();
        hub.Settle();
        Assert.Single(failures);

        hub.Join("asia");
        Assert.Equal("asia", Clusters);
    }

    private void Policy(
        string name,
        string resource,
        string labels = "",
        string more = "",
        bool clusterWide = false,
        string clusters = "\"eu\",\"ap\",\"us\""
    )
    {
        var kind = clusterWide ? "ClusterPropagationPolicy" : "PropagationPolicy";
        var space = clusterWide ? "" : ",\"namespace\":\"default\"";
        var selector = labels.Split('=') is [var key, var value]
            ? $$$""","labelSelector":{"matchLabels":{"{{{key}}}":"{{{value}}}"}}"""
            : "";
        var named = resource.Length == 0 ? "" : $",\"name\":\"{resource}\"";
        hub.Create(
            clusterWide ? FleetResources.ClusterPropagationPolicies : FleetResources.PropagationPolicies,
            $$"""
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"{{kind}}","metadata":{"name":"{{name}}"{{space}}},
             "spec":{{{more}}"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment"{{named}}{{selector}}}],
             "placement":{"clusterAffinity":{"clusterNames":[{{clusters}}]} } } }
            """
        );
    }
}
