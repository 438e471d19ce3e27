using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api.Tests;

public class AdmissionOfOtherKindsTests
{
    private static MapValue Map(string json) => JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json));

    private static IReadOnlyList<FieldError> Errors(FleetKind kind, string json, string? old = null) =>
        KindRules.Of(kind, new()).Validate(Map(json), old is null ? null : Map(old));

    private static void Refuses(FleetKind kind, string json, string why, string? old = null)
    {
        var errors = Errors(kind, json, old).Select(e => e.Message).ToList();
        Assert.True(errors.Exists(e => e.Contains(why, StringComparison.Ordinal)), string.Join("\n", errors));
    }

    [Theory]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{}}],"targetCluster":{}}}""",
        "overrideRules and targetCluster can't co-exist"
    )]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{}}],"overriders":{"plaintext":[{"path":"/a","operator":"remove"}]}}}""",
        "overrideRules and overriders can't co-exist"
    )]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{"imageOverrider":[{"predicate":{"path":"a"},"component":"Tag","operator":"remove"}]}}]}}""",
        "JSON pointer must be empty or start with a \"/\""
    )]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{"fieldOverrider":[{"fieldPath":"/a","json":[{"subPath":"/x","operator":"add"}]}]}}]}}""",
        "value is required for add or replace operation"
    )]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{"fieldOverrider":[{"fieldPath":"/a","yaml":[{"subPath":"/x","operator":"remove","value":1}]}]}}]}}""",
        "value is not allowed for remove operation"
    )]
    [InlineData(
        """{"spec":{"overrideRules":[{"overriders":{"labelsOverrider":[{"operator":"add","value":{"a b":"c"}}]}}]}}""",
        "labelsOverrider[0].value: Invalid value"
    )]
    public void An_override_policy_that_makes_no_sense_is_refused(string json, string why) =>
        Refuses(FleetKinds.ClusterOverridePolicy, json, why);

    [Theory]
    [InlineData("""{"spec":{}}""", "spec.overall: Required value")]
    [InlineData(
        """{"spec":{"overall":{"cpu":"1"},"staticAssignments":[{"clusterName":"eu","hard":{"memory":"1"}}]}}""",
        "assignment resourceName is not exist in overall"
    )]
    [InlineData(
        """{"spec":{"overall":{"cpu":"1"},"staticAssignments":[{"clusterName":"eu","hard":{"cpu":"600m"}},{"clusterName":"us","hard":{"cpu":"600m"}}]}}""",
        "overall is less than assignments"
    )]
    public void A_quota_that_does_not_add_up_is_refused(string json, string why) =>
        Refuses(FleetKinds.FederatedResourceQuota, json, why);

    [Fact]
    public void NoExecute_taints_by_policy_need_the_operators_leave()
    {
        const string json = """{"spec":{"taints":[{"key":"a","effect":"NoExecute"}]}}""";
        Refuses(FleetKinds.ClusterTaintPolicy, json, "taint with NoExecute effect is not allowed");
        var allowed = KindRules.Of(FleetKinds.ClusterTaintPolicy, new() { AllowNoExecuteTaintPolicy = true });
        Assert.Empty(allowed.Validate(Map(json), null));
    }

    [Theory]
    [InlineData("""{"spec":{"components":[{"name":"a"},{"name":"a"}]}}""", "Duplicate value")]
    [InlineData(
        """{"metadata":{"annotations":{"resourcebinding.karmada.io/dependencies":"{"}}}""",
        "annotation value must be a valid JSON"
    )]
    public void A_binding_that_cannot_be_read_is_refused(string json, string why) =>
        Refuses(FleetKinds.ResourceBinding, json, why);

    [Theory]
    [InlineData(
        """{"spec":{"types":["CrossCluster","LoadBalancer"]}}""",
        "Multiple exposure types are not allowed",
        null
    )]
    [InlineData("""{"spec":{"types":["Pigeon"]}}""", "supported values: \"CrossCluster\", \"LoadBalancer\"", null)]
    [InlineData(
        """{"spec":{"types":["CrossCluster"]}}""",
        "field is immutable",
        """{"spec":{"types":["LoadBalancer"]}}"""
    )]
    [InlineData(
        """{"spec":{"types":["CrossCluster"],"ports":[{"name":"a","port":0}]}}""",
        "must be between 1 and 65535, inclusive",
        null
    )]
    public void A_multi_cluster_service_that_cannot_be_is_refused(string json, string why, string? old) =>
        Refuses(FleetKinds.MultiClusterService, json, why, old);

    [Theory]
    [InlineData(
        """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"maxReplicas":0}}""",
        "must be greater than 0"
    )]
    [InlineData(
        """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"minReplicas":5,"maxReplicas":3}}""",
        "must be greater than or equal to `minReplicas`"
    )]
    [InlineData("""{"spec":{"maxReplicas":1}}""", "spec.scaleTargetRef.kind: Required value")]
    public void An_autoscaler_that_cannot_scale_is_refused(string json, string why) =>
        Refuses(FleetKinds.FederatedHPA, json, why);

    [Fact]
    public void An_autoscaler_aims_at_80_per_cent_of_the_CPU_unless_told_otherwise()
    {
        var rules = KindRules.Of(FleetKinds.FederatedHPA, new());
        var root = rules.Default(Map("""{"spec":{"maxReplicas":5}}"""));
        Assert.Equal(root, rules.Default(root));
        var spec = FederatedHpaSpec.From(root.Map("spec")!);
        Assert.Equal(1, spec.MinReplicas);
        Assert.Equal(80, Assert.Single(spec.Metrics).Resource!.Target.AverageUtilization);
    }

    [Theory]
    [InlineData("""{"name":"a","schedule":"* * * *","targetReplicas":1}""", "expected exactly 5 fields, found 4")]
    [InlineData("""{"name":"a","schedule":"61 * * * *","targetReplicas":1}""", "failed to parse minute field")]
    [InlineData("""{"name":"a","schedule":"* * * * *"}""", "targetReplicas cannot be nil if you scale workload")]
    [InlineData("""{"name":"a","schedule":"* * * * *","targetReplicas":-1}""", "larger than or equal to 0")]
    [InlineData(
        """{"name":"a","schedule":"* * * * *","targetReplicas":1,"timeZone":"Mars/Base"}""",
        "unknown time zone"
    )]
    [InlineData(
        """{"name":"a","schedule":"* * * * *","targetReplicas":1,"successfulHistoryLimit":0}""",
        "value must be between 1 and 32"
    )]
    public void A_rule_by_the_clock_that_cannot_run_is_refused(string rule, string why) =>
        Refuses(
            FleetKinds.CronFederatedHPA,
            $$$"""{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"rules":[{{{rule}}}]}}""",
            why
        );

    [Theory]
    [InlineData("*/5 0-6 1,15 jan-mar mon")]
    [InlineData("0 8 * * 1-5")]
    [InlineData("@daily")]
    public void Schedules_of_cron_are_understood(string schedule) => Assert.Null(CronSyntax.Error(schedule));

    [Theory]
    [InlineData("""{"name":"a.b","rules":[]}""", "at least three segments")]
    [InlineData(
        """{"name":"a.b.c","clientConfig":{"url":"http://h"},"interpreterContextVersions":["v1alpha1"]}""",
        "'https' is the only allowed URL scheme"
    )]
    [InlineData(
        """{"name":"a.b.c","clientConfig":{"url":"https://h"},"timeoutSeconds":31,"interpreterContextVersions":["v1alpha1"]}""",
        "the timeout value must be between 1 and 30 seconds"
    )]
    [InlineData(
        """{"name":"a.b.c","clientConfig":{"url":"https://h"},"interpreterContextVersions":["v2"]}""",
        "must include at least one of v1alpha1"
    )]
    [InlineData(
        """{"name":"a.b.c","clientConfig":{"url":"https://h"},"interpreterContextVersions":["v1alpha1"],"rules":[{"operations":["*","Retain"],"apiGroups":["*"],"apiVersions":["*"],"kinds":["*"]}]}""",
        "if '*' is present, must not specify other values"
    )]
    public void An_interpreter_that_cannot_be_asked_is_refused(string webhook, string why) =>
        Refuses(FleetKinds.ResourceInterpreterWebhookConfiguration, $$"""{"webhooks":[{{webhook}}]}""", why);

    [Fact]
    public void Two_customizations_of_one_operation_on_one_kind_conflict()
    {
        static KubeObject Customization(string name, string operation) =>
            new(
                Map(
                    $$$$"""{"metadata":{"name":"{{{{name}}}}"},"spec":{"target":{"apiVersion":"v1","kind":"X"},"customizations":{"{{{{operation}}}}":{"luaScript":"x"} } } }"""
                )
            );
        var mine = Customization("a", "retention");
        Assert.Empty(InterpreterCustomizationConflicts.Find(mine, [mine, Customization("b", "replicaResource")]));
        Assert.Single(InterpreterCustomizationConflicts.Find(mine, [mine, Customization("b", "retention")]));
    }
}
