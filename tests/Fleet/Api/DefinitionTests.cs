using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Fleet.Api.Tests;

public class DefinitionTests
{
    public static TheoryData<string> Kinds => [.. FleetKinds.All.Select(k => k.Kind)];

    private static FleetKind Kind(string name) => FleetKinds.All.Single(k => k.Kind == name);

    private static MapValue Version(FleetKind kind) => kind.ReadDefinition().Spec.Maps("versions").Single();

    private static MapValue Schema(FleetKind kind) => (MapValue)Version(kind).At("schema", "openAPIV3Schema")!;

    [Fact]
    public void There_are_the_recorded_custom_resources()
    {
        string[] recorded =
        [
            "clusteroverridepolicies.policy.karmada.io",
            "clusterpropagationpolicies.policy.karmada.io",
            "clusterresourcebindings.work.karmada.io",
            "clustertaintpolicies.policy.karmada.io",
            "cronfederatedhpas.autoscaling.karmada.io",
            "federatedhpas.autoscaling.karmada.io",
            "federatedresourcequotas.policy.karmada.io",
            "multiclusteringresses.networking.karmada.io",
            "multiclusterservices.networking.karmada.io",
            "overridepolicies.policy.karmada.io",
            "propagationpolicies.policy.karmada.io",
            "remedies.remedy.karmada.io",
            "resourcebindings.work.karmada.io",
            "resourceinterpretercustomizations.config.karmada.io",
            "resourceinterpreterwebhookconfigurations.config.karmada.io",
            "serviceexports.multicluster.x-k8s.io",
            "serviceimports.multicluster.x-k8s.io",
            "workloadrebalancers.apps.karmada.io",
            "works.work.karmada.io",
        ];
        Assert.Equal(
            recorded,
            FleetKinds.All.Where(k => !k.IsNative).Select(k => k.ReadDefinition().Name).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("Cluster", "VERSION MODE READY AGE", "ZONES REGION PROVIDER API-ENDPOINT PROXY-URL")]
    [InlineData("PropagationPolicy", "CONFLICT-RESOLUTION PRIORITY AGE", "")]
    [InlineData("ResourceBinding", "SCHEDULED FULLYAPPLIED AGE", "")]
    [InlineData("Work", "WORKLOAD-KIND APPLIED AGE", "")]
    public void Columns_are_the_recorded_ones(string name, string columns, string wide)
    {
        // kubectl prints headers in capitals.
        string Headers(int priority) =>
            string.Join(
                " ",
                Kind(name).Columns.Where(c => c.Priority == priority).Select(c => c.Name.ToUpperInvariant())
            );
        Assert.Equal(columns, Headers(0));
        Assert.Equal(wide, Headers(1));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_definition_says_what_the_table_of_kinds_says(string name)
    {
        var kind = Kind(name);
        var definition = kind.ReadDefinition();
        Assert.Equal($"{kind.Plural}.{kind.Group}", definition.Name);
        Assert.Equal(kind.Kind, (definition.Spec.At("names", "kind") as StringValue)?.Text);
        Assert.Equal(kind.Singular, (definition.Spec.At("names", "singular") as StringValue)?.Text);
        Assert.Equal(kind.ShortNames, definition.Spec.Map("names")!.Texts("shortNames"));
        Assert.Equal(kind.Categories, definition.Spec.Map("names")!.Texts("categories"));
        Assert.Equal(kind.Namespaced ? "Namespaced" : "Cluster", definition.Spec.Text("scope"));
        Assert.Equal(kind.HasStatus, Version(kind).At("subresources", "status") is not null);
        Assert.Equal(
            kind.Columns.Select(c => (c.Name, c.JsonPath)),
            Version(kind).Maps("additionalPrinterColumns").Select(c => (c.Text("name")!, c.Text("jsonPath")!))
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_schema_is_structural(string name)
    {
        var errors = new List<FieldError>();
        StructuralCheck.Check(Schema(Kind(name)), "spec.versions[0].schema.openAPIV3Schema", errors);
        Assert.Empty(errors.Select(e => e.Message));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_is_described(string name) => CheckDescribed(Schema(Kind(name)), name);

    private static void CheckDescribed(MapValue schema, string path)
    {
        foreach (var (key, child) in schema.Map("properties") ?? MapValue.Empty)
        {
            Assert.True(
                key == "metadata" || ((MapValue)child).Text("description") is { Length: > 3 },
                $"{path}.{key} is not described"
            );
            CheckDescribed((MapValue)child, $"{path}.{key}");
        }
        if (schema.Map("items") is { } items)
            CheckDescribed(items, path + "[]");
    }

    [Theory]
    [InlineData("cluster-eu")]
    [InlineData("cluster-us")]
    [InlineData("policy-hello")]
    [InlineData("binding-deployment")]
    [InlineData("binding-service")]
    [InlineData("work-deployment")]
    [InlineData("work-service")]
    [InlineData("work-clusterrole")]
    public void A_recorded_object_is_taken_as_it_is(string recording)
    {
        var obj = Golden.Read(recording);
        var schema = CustomSchema.Compile(Schema(FleetKinds.Of(obj.GroupVersionKind)!));
        var decoded = ObjectDecoder.Decode(obj.Root, schema, DecodeOptions.Strict | DecodeOptions.Default);
        Assert.Equal("", decoded.Error);
        Assert.Empty(decoded.Findings);
        Assert.Equal(obj.Root, decoded.Object);
        var errors = new List<FieldError>();
        SchemaValidation.Validate(obj.Root, schema, errors);
        Assert.Empty(errors.Select(e => e.Message));
    }

    [Theory]
    [InlineData(
        """{"resourceSelectors":[]}""",
        "spec.resourceSelectors: Invalid value: 0: spec.resourceSelectors in body should have at least 1 items"
    )]
    [InlineData(
        """{"resourceSelectors":[{"kind":"Service"}]}""",
        "spec.resourceSelectors[0].apiVersion: Required value"
    )]
    [InlineData(
        """{"resourceSelectors":[{"apiVersion":"v1","kind":"Service"}],"conflictResolution":"Shrug"}""",
        "spec.conflictResolution: Unsupported value: \"Shrug\": supported values: \"Abort\", \"Overwrite\""
    )]
    [InlineData(
        """{"resourceSelectors":[{"apiVersion":"v1","kind":"Service"}],"placement":{"replicaScheduling":{"weightPreference":{"staticWeightList":[{"targetCluster":{},"weight":0}]}}}}""",
        "weight in body should be greater than or equal to 1"
    )]
    public void A_policy_that_the_schema_forbids_is_refused(string spec, string why)
    {
        var schema = CustomSchema.Compile(Schema(FleetKinds.PropagationPolicy));
        var root = MapValue.Of(("metadata", MapValue.Of(("name", "p"))), ("spec", JsonText.Parse(spec)));
        var errors = new List<FieldError>();
        SchemaValidation.Validate(root, schema, errors);
        Assert.Contains(errors, e => e.Message.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void The_manifest_applied_becomes_the_recorded_policy_by_schema_and_rules()
    {
        var recorded = Golden.Read("policy-hello");
        var applied = recorded.Annotations.Text("kubectl.kubernetes.io/last-applied-configuration")!;
        var schema = CustomSchema.Compile(Schema(FleetKinds.PropagationPolicy));
        var decoded = ObjectDecoder.Decode(
            System.Text.Encoding.UTF8.GetBytes(applied),
            schema,
            DecodeOptions.Strict | DecodeOptions.Default
        );
        Assert.Empty(decoded.Findings);
        var rules = KindRules.Of(FleetKinds.PropagationPolicy, new());
        Assert.Equal(recorded.Spec, rules.Default(decoded.Object!).Map("spec"));
    }
}
