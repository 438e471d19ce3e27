using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub.Tests;

/// <summary>Kinds that are defined while the hub runs.</summary>
public class CustomKindTests
{
    private static readonly GroupVersionResource Crds = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly GroupVersionResource CronTabs = new("stable.example.com", "v1", "crontabs");
    private static readonly GroupVersionResource Zones = new("stable.example.com", "v1", "zones");

    private readonly TestHub hub = new();

    public CustomKindTests()
    {
        foreach (var cluster in new[] { "ap", "eu" })
        {
            hub.Join(
                cluster,
                """
                {"groupVersion":"stable.example.com/v1","resources":[{"kind":"CronTab","name":"crontabs"},{"kind":"Zone","name":"zones"}]}
                """
            );
        }
    }

    private IEnumerable<string> Works =>
        hub.List(FleetResources.Works)
            .Where(w => BindingIndexes.PermanentIdOf(w) is not null)
            .Select(w =>
            {
                var manifest = new KubeObject(w.Spec.Map("workload")!.Maps("manifests").Single());
                return $"{FleetNamespaces.ClusterOf(w.Namespace)} {manifest.ApiVersion} {manifest.Kind} {manifest.Key}";
            });

    private static string Definition(string kind, string scope, string versions = "") =>
        $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{kind.ToLowerInvariant()}}}s.stable.example.com"},
             "spec":{"group":"stable.example.com","scope":"{{{scope}}}","names":{"kind":"{{{kind}}}","plural":"{{{kind.ToLowerInvariant()}}}s"},
             "versions":[{{{(versions.Length > 0 ? versions : Version("v1"))}}}]}}
            """;

    private static string Version(string name, bool stored = true) =>
        $$$"""
            {"name":"{{{name}}}","served":true,"storage":{{{(stored ? "true" : "false")}}},"subresources":{"status":{}},
             "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }
            """;

    private static string Policy(string kind, string apiVersion = "stable.example.com/v1") =>
        $$$"""
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"ClusterPropagationPolicy","metadata":{"name":"{{{kind.ToLowerInvariant()}}}s"},
             "spec":{"resourceSelectors":[{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}"}],
             "placement":{"clusterAffinity":{"clusterNames":["ap","eu"]} } } }
            """;

    private static string CronTab(string name = "nightly") =>
        $$$"""{"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"cron":"0 3 * * *"}}""";

    private const string Zone =
        """{"apiVersion":"stable.example.com/v1","kind":"Zone","metadata":{"name":"north"},"spec":{"a":1}}""";

    [Theory]
    [InlineData("policy", "definition", "object")]
    [InlineData("definition", "policy", "object")]
    [InlineData("definition", "object", "policy")]
    public void An_object_of_a_kind_defined_later_reaches_the_clusters(params string[] order)
    {
        foreach (var step in order)
        {
            _ = step switch
            {
                "policy" => hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab")),
                "definition" => hub.Create(Crds, Definition("CronTab", "Namespaced")),
                _ => hub.Create(CronTabs, CronTab()),
            };
            hub.Settle();
        }

        Assert.Equal(
            ["ap stable.example.com/v1 CronTab default/nightly", "eu stable.example.com/v1 CronTab default/nightly"],
            Works
        );
    }

    [Fact]
    public void A_cluster_wide_kind_has_a_cluster_wide_binding()
    {
        hub.Create(Crds, Definition("Zone", "Cluster"));
        hub.Settle();
        hub.Create(Zones, Zone);
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("Zone"));
        hub.Settle();

        Assert.Equal("north-zone", Assert.Single(hub.List(FleetResources.ClusterResourceBindings)).Name);
        Assert.Equal(["ap stable.example.com/v1 Zone north", "eu stable.example.com/v1 Zone north"], Works);
    }

    [Fact]
    public void Changes_of_the_object_follow()
    {
        hub.Create(Crds, Definition("CronTab", "Namespaced"));
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        hub.Settle();
        hub.Create(CronTabs, CronTab());
        hub.Settle();
        hub.Patch(CronTabs, "default", "nightly", """{"spec":{"cron":"0 4 * * *"}}""");
        hub.Settle();

        Assert.All(
            hub.List(FleetResources.Works).Where(w => BindingIndexes.PermanentIdOf(w) is not null),
            w => Assert.Equal("0 4 * * *", w.Spec.Map("workload")!.Maps("manifests").Single().Map("spec")!.Text("cron"))
        );
    }

    [Fact]
    public void The_end_of_a_definition_takes_its_objects_from_the_clusters()
    {
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        for (var round = 0; round < 2; round++)
        {
            hub.Create(Crds, Definition("CronTab", "Namespaced"));
            hub.Settle();
            for (var i = 0; i < 40; i++)
                hub.Create(CronTabs, CronTab($"nightly-{i}"));
            hub.Settle();
            Assert.Equal(80, Works.Count());

            hub.Delete(Crds, "", "crontabs.stable.example.com");
            hub.Settle();
            hub.PlayAgents(1, "ap", "eu");
            hub.Settle();

            Assert.Null(hub.Get(Crds, "", "crontabs.stable.example.com"));
            Assert.Empty(hub.List(FleetResources.ResourceBindings));
            Assert.Empty(Works);
        }
    }

    [Fact]
    public void A_policy_goes_when_the_kind_it_selects_has_gone()
    {
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        hub.Create(Crds, Definition("CronTab", "Namespaced"));
        hub.Settle();
        hub.Create(CronTabs, CronTab());
        hub.Settle();

        hub.Delete(Crds, "", "crontabs.stable.example.com");
        hub.Delete(FleetResources.ClusterPropagationPolicies, "", "crontabs");
        hub.Settle();
        hub.PlayAgents(1, "ap", "eu");

        Assert.Null(hub.Get(FleetResources.ClusterPropagationPolicies, "", "crontabs"));
        Assert.Empty(Works);
    }

    [Fact]
    public void A_hub_that_starts_again_follows_what_was_defined_before()
    {
        hub.Create(Crds, Definition("CronTab", "Namespaced"));
        hub.Settle();
        hub.Restart();
        hub.Create(CronTabs, CronTab());
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        hub.Settle();

        Assert.Equal(2, Works.Count());
    }

    [Fact]
    public void Of_several_versions_the_preferred_one_is_the_template()
    {
        hub.Create(Crds, Definition("CronTab", "Namespaced", Version("v1alpha1")));
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        hub.Settle();
        hub.Create(
            new("stable.example.com", "v1alpha1", "crontabs"),
            CronTab().Replace("/v1", "/v1alpha1", StringComparison.Ordinal)
        );
        hub.Settle();
        Assert.Empty(Works);

        hub.Patch(
            Crds,
            "",
            "crontabs.stable.example.com",
            $$$"""{"spec":{"versions":[{{{Version("v1alpha1")}}},{{{Version("v1", stored: false)}}}]}}"""
        );
        hub.Settle();

        Assert.Equal(
            ["ap stable.example.com/v1 CronTab default/nightly", "eu stable.example.com/v1 CronTab default/nightly"],
            Works
        );
    }

    [Fact]
    public void An_autoscaler_that_two_versions_show_is_one_template()
    {
        hub.Join(
            "us",
            """{"groupVersion":"autoscaling/v2","resources":[{"kind":"HorizontalPodAutoscaler","name":"horizontalpodautoscalers"}]}"""
        );
        hub.Create(
            FleetResources.ClusterPropagationPolicies,
            Policy("HorizontalPodAutoscaler", "autoscaling/v2").Replace("\"eu\"", "\"us\"", StringComparison.Ordinal)
        );
        var template = hub.Create(
            new("autoscaling", "v2", "horizontalpodautoscalers"),
            """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"hello","namespace":"default"},
             "spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"hello"}}}
            """
        );
        hub.Settle();

        Assert.Equal(["us autoscaling/v2 HorizontalPodAutoscaler default/hello"], Works);
        Assert.DoesNotContain(hub.EventsOf(template), e => e.Contains("No policy match", StringComparison.Ordinal));
    }

    [Fact]
    public void Objects_that_a_webhook_must_convert_wait_for_it_and_nothing_else_does()
    {
        hub.Create(Crds, Definition("CronTab", "Namespaced", Version("v1alpha1")));
        hub.Create(FleetResources.ClusterPropagationPolicies, Policy("CronTab"));
        hub.Settle();
        hub.Create(
            new("stable.example.com", "v1alpha1", "crontabs"),
            CronTab().Replace("/v1", "/v1alpha1", StringComparison.Ordinal)
        );
        // The version that is preferred from now on takes a conversion, and nobody is there who could do it.
        hub.Patch(
            Crds,
            "",
            "crontabs.stable.example.com",
            $$$"""
            {"spec":{"versions":[{{{Version("v1alpha1", stored: false)}}},{{{Version(
                "v1"
            )}}}],"conversion":{"strategy":"Webhook",
             "webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://nobody.example/","caBundle":"Cg=="} } } } }
            """
        );
        hub.Settle();
        hub.Create(Crds, Definition("Zone", "Cluster"));
        hub.Create(
            FleetResources.ClusterPropagationPolicies,
            Policy("Zone").Replace("\"ap\",", "", StringComparison.Ordinal)
        );
        hub.Settle();
        hub.Create(Zones, Zone);
        hub.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["eu stable.example.com/v1 Zone north"], Works);

        hub.Patch(
            Crds,
            "",
            "crontabs.stable.example.com",
            """{"spec":{"conversion":{"strategy":"None","webhook":null}}}"""
        );
        hub.Settle();
        Assert.Equal(3, Works.Count());
    }
}
