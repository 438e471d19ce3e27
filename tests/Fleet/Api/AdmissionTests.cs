using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api.Tests;

public class AdmissionTests
{
    private static readonly IIdentitySource Ids = new IdentitySource(new Random(1));

    private static KindRules Rules(FleetKind kind) => KindRules.Of(kind, new());

    private static MapValue Map(string json) => JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json));

    private static MapValue Policy(string spec) =>
        Map(
            $$$"""{"metadata":{"name":"p","namespace":"default","labels":{"propagationpolicy.karmada.io/permanent-id":"id"}},"spec":{{{spec}}}}"""
        );

    private static string[] Errors(FleetKind kind, MapValue root, MapValue? old = null) =>
        [.. Rules(kind).Validate(root, old).Select(e => e.Message)];

    [Fact]
    public void A_created_policy_becomes_the_recorded_one()
    {
        var recorded = Golden.Read("policy-hello");
        var sent = JsonText.ParseMap(
            System.Text.Encoding.UTF8.GetBytes(
                recorded.Annotations.Text("kubectl.kubernetes.io/last-applied-configuration")!
            )
        );
        var rules = Rules(FleetKinds.PropagationPolicy);
        var made = rules.PrepareForCreate(rules.Default(sent), Ids);
        // What is left to the schema: its defaults.
        var defaulted = Map(
            """{"conflictResolution":"Abort","preemption":"Never","priority":0,"schedulerName":"default-scheduler"}"""
        );
        var spec = made.Map("spec")!;
        foreach (var (key, value) in defaulted)
            spec = spec.With(key, value);
        Assert.Equal(recorded.Spec, spec);
        Assert.Equal(recorded.Finalizers, new KubeObject(made).Finalizers);
        Assert.Equal(recorded.Labels.Keys, new KubeObject(made).Labels.Keys);
        Assert.Empty(rules.Validate(recorded.Root, null));
        Assert.Empty(rules.Validate(recorded.Root, recorded.Root));
    }

    [Fact]
    public void Defaults_are_the_same_when_given_twice()
    {
        var rules = Rules(FleetKinds.PropagationPolicy);
        var once = rules.Default(
            Policy(
                """
                {"resourceSelectors":[{"apiVersion":"multicluster.x-k8s.io/v1alpha1","kind":"ServiceImport"}],
                 "placement":{"spreadConstraints":[{}],"replicaScheduling":{"replicaSchedulingType":"Divided"}},
                 "failover":{"application":{"decisionConditions":{},"purgeMode":"Gracefully"}}}
                """
            )
        );
        Assert.Equal(once, rules.Default(once));
        var spec = PropagationSpec.From(once.Map("spec")!);
        Assert.True(spec.PropagateDeps);
        Assert.Equal("default", spec.ResourceSelectors[0].Namespace);
        Assert.Equal(SpreadFields.Cluster, spec.Placement.SpreadConstraints[0].SpreadByField);
        Assert.Equal(1, spec.Placement.SpreadConstraints[0].MinGroups);
        Assert.Equal(ReplicaDivisionPreferences.Weighted, spec.Placement.ReplicaScheduling!.ReplicaDivisionPreference);
        Assert.Equal(600, spec.Failover!.Application!.GracePeriodSeconds);
    }

    [Fact]
    public void A_permanent_id_is_given_once_and_stays()
    {
        var rules = Rules(FleetKinds.ResourceBinding);
        var first = rules.PrepareForCreate(Map("""{"metadata":{"name":"b"}}"""), Ids);
        Assert.Equal(first, rules.PrepareForCreate(first, Ids));

        var policy = Policy("{}");
        var other = policy.WithAt((Value)"other", "metadata", "labels", FleetLabels.PropagationPolicyPermanentId);
        Assert.Contains(
            Errors(FleetKinds.PropagationPolicy, other, policy),
            e => e.Contains("is immutable, it can only be set by the system during creation", StringComparison.Ordinal)
        );
        Assert.Contains(
            Errors(FleetKinds.PropagationPolicy, Map("{}")),
            e => e.Contains("is required", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(
        """{"placement":{"clusterAffinity":{},"clusterAffinities":[{"affinityName":"a"}]}}""",
        "clusterAffinities cannot co-exist with clusterAffinity"
    )]
    [InlineData(
        """{"placement":{"clusterAffinities":[{"affinityName":"a"},{"affinityName":"a"}]}}""",
        "each affinity term in a policy must have a unique name"
    )]
    [InlineData(
        """{"placement":{"clusterAffinity":{"fieldSelector":{"matchExpressions":[{"key":"planet","operator":"In"}]}}}}""",
        "unsupported key \"planet\", must be provider, region, or zone"
    )]
    [InlineData(
        """{"placement":{"clusterAffinity":{"fieldSelector":{"matchExpressions":[{"key":"zone","operator":"Gt"}]}}}}""",
        "unsupported operator \"Gt\", must be In or NotIn"
    )]
    [InlineData(
        """{"placement":{"spreadConstraints":[{"spreadByField":"region"}]}}""",
        "the cluster spread constraint must be enabled in one of the constraints in case of SpreadByField is enabled"
    )]
    [InlineData(
        """{"placement":{"spreadConstraints":[{"spreadByField":"cluster"},{"spreadByField":"cluster"}]}}""",
        "multiple cluster spread constraints are not allowed"
    )]
    [InlineData(
        """{"placement":{"spreadConstraints":[{"spreadByField":"cluster","spreadByLabel":"x"}]}}""",
        "spreadByLabel should not co-exist with spreadByField"
    )]
    [InlineData(
        """{"placement":{"spreadConstraints":[{"spreadByField":"cluster","minGroups":3,"maxGroups":2}]}}""",
        "maxGroups lower than minGroups is not allowed"
    )]
    [InlineData(
        """{"placement":{"spreadConstraints":[{"spreadByField":"cluster","minGroups":-1}]}}""",
        "minGroups lower than 0 is not allowed"
    )]
    [InlineData(
        """{"placement":{"clusterAffinities":[{"affinityName":"a","clusterNames":["x"],"overflowAffinities":[{"affinityName":"b"}]}]}}""",
        "overflowAffinities can only be used together with dynamic weight or aggregated scheduling"
    )]
    [InlineData(
        """{"placement":{"workloadAffinity":{"affinity":{"groupByLabelKey":"k"},"antiAffinity":{"groupByLabelKey":"k"}}}}""",
        "affinity and antiAffinity must not use the same groupByLabelKey"
    )]
    [InlineData(
        """{"placement":{"clusterTolerations":[{"operator":"Lt","key":"k"}]}}""",
        "supported values: \"Equal\", \"Exists\""
    )]
    [InlineData(
        """{"failover":{"application":{"decisionConditions":{"tolerationSeconds":-1},"purgeMode":"Never"}}}""",
        "must be greater than or equal to 0"
    )]
    [InlineData(
        """{"failover":{"application":{"decisionConditions":{},"purgeMode":"Never"}}}""",
        "application failover is set, propagateDeps must be true"
    )]
    [InlineData(
        """{"propagateDeps":true,"failover":{"application":{"decisionConditions":{},"purgeMode":"Never","gracePeriodSeconds":5}}}""",
        "only takes effect when purgeMode is Gracefully"
    )]
    [InlineData(
        """{"preemption":"Always","resourceSelectors":[{"apiVersion":"v1","kind":"Service","namespace":"default"}]}""",
        "name cannot be empty if preemption is Always, the empty name may cause unexpected resources preemption"
    )]
    [InlineData(
        """{"suspension":{"dispatching":true,"dispatchingOnClusters":{"clusterNames":["eu"]}}}""",
        "suspension dispatching cannot co-exist with dispatchingOnClusters.clusterNames"
    )]
    [InlineData(
        """{"resourceSelectors":[{"apiVersion":"v1","kind":"Service","namespace":"other"}]}""",
        "must be the namespace of the policy"
    )]
    public void A_policy_that_contradicts_itself_is_refused(string spec, string why)
    {
        var errors = Errors(FleetKinds.PropagationPolicy, Policy(spec));
        Assert.Single(errors, e => e.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void The_scheduler_of_a_policy_stays()
    {
        var old = Policy("""{"schedulerName":"a"}""");
        Assert.Contains(
            Errors(FleetKinds.PropagationPolicy, Policy("""{"schedulerName":"b"}"""), old),
            e => e.Contains("the schedulerName should not be updated", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_cluster_without_models_gets_the_recorded_ones()
    {
        var recorded = Golden.Read("cluster-eu");
        var bare = recorded.With(null, "spec", "resourceModels");
        Assert.Equal(recorded.Spec, Rules(FleetKinds.Cluster).Default(bare.Root).Map("spec"));
        Assert.Empty(Rules(FleetKinds.Cluster).Validate(recorded.Root, null));
    }

    [Fact]
    public void Models_are_sorted_and_cover_everything()
    {
        var root = Map(
            """
            {"spec":{"resourceModels":[
              {"grade":2,"ranges":[{"name":"cpu","min":"2","max":"4"}]},
              {"grade":1,"ranges":[{"name":"cpu","min":"1","max":"2"}]}]}}
            """
        );
        var models = ClusterSpec.From(Rules(FleetKinds.Cluster).Default(root).Map("spec")!).ResourceModels;
        Assert.Equal([1, 2], models.Select(m => m.Grade));
        Assert.True(models[0].Ranges[0].Min.IsZero);
        Assert.Equal(long.MaxValue, models[1].Ranges[0].Max.Value);
    }

    [Theory]
    [InlineData("""{"apiEndpoint":"https://u@h"}""", "user information is not permitted in the URL")]
    [InlineData("""{"apiEndpoint":"https://h?x=1"}""", "query parameters are not permitted in the URL")]
    [InlineData("""{"apiEndpoint":"nohost"}""", "host must be provided")]
    [InlineData("""{"proxyURL":"ftp://h"}""", "unsupported scheme \"ftp\", must be http, https, or socks5")]
    [InlineData("""{"secretRef":{"name":"x"}}""", "spec.secretRef.namespace: Required value")]
    [InlineData("""{"zone":"a","zones":["b"]}""", "zone and zones can not co-exist")]
    [InlineData("""{"region":"no good"}""", "spec.region: Invalid value")]
    [InlineData("""{"syncMode":"Carrier"}""", "supported values: \"Pull\", \"Push\"")]
    [InlineData(
        """{"resourceModels":[{"grade":0,"ranges":[{"name":"cpu","min":"0","max":"2"}]},{"grade":1,"ranges":[{"name":"cpu","min":"3","max":"4"}]}]}""",
        "Model intervals for resources must be contiguous and non-overlapping"
    )]
    public void A_cluster_that_cannot_be_is_refused(string spec, string why)
    {
        var map = Map(spec);
        var root = MapValue.Of(("spec", map.ContainsKey("syncMode") ? map : map.With("syncMode", "Pull")));
        Assert.Single(Errors(FleetKinds.Cluster, root), e => e.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_name_leaves_room_for_its_namespace()
    {
        Assert.Null(Rules(FleetKinds.Cluster).NameError(new string('a', 48)));
        Assert.Equal("must be no more than 48 characters", Rules(FleetKinds.Cluster).NameError(new string('a', 49)));
        Assert.NotNull(Rules(FleetKinds.Cluster).NameError("a.b"));
    }

    [Fact]
    public void A_NoExecute_taint_is_stamped_once()
    {
        var root = Map("""{"spec":{"taints":[{"key":"a","effect":"NoExecute"},{"key":"b","effect":"NoSchedule"}]}}""");
        var rules = Rules(FleetKinds.Cluster);
        var stamped = rules.Stamp(root, null, DateTimeOffset.UnixEpoch);
        var taints = ClusterSpec.From(stamped.Map("spec")!).Taints;
        Assert.Equal(DateTimeOffset.UnixEpoch, taints[0].TimeAdded);
        Assert.Null(taints[1].TimeAdded);
        Assert.Equal(stamped, rules.Stamp(stamped, root, DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Deletion_protection_names_its_label()
    {
        var free = new KubeObject(Map("""{"metadata":{"name":"x"}}"""));
        Assert.Null(DeletionProtection.Refusal(free));
        Assert.Equal(
            "This resource is protected, please make sure to remove the label: resourcetemplate.karmada.io/deletion-protected",
            DeletionProtection.Refusal(free.WithLabel(FleetLabels.DeletionProtection, "Always"))
        );
    }
}
