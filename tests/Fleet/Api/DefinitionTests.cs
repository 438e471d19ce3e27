using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

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
    public void A_schema_is_structural_and_every_field_is_described(string name) => CheckNode(Schema(Kind(name)), name);

    private static void CheckNode(MapValue schema, string path)
    {
        var open = schema.Flag("x-kubernetes-preserve-unknown-fields") == true;
        var either = schema.Flag("x-kubernetes-int-or-string") == true;
        Assert.True(open || either || schema.Text("type") is not null, $"{path} has no type");
        if (schema.Text("x-kubernetes-list-type") == "map")
            Assert.NotEmpty(schema.Texts("x-kubernetes-list-map-keys"));
        if (schema["default"] is StringValue value && schema.List("enum") is { } allowed)
            Assert.Contains(value.Text, allowed.Texts);
        foreach (var required in schema.Texts("required"))
            Assert.NotNull(schema.Map("properties")?[required]);
        foreach (var (key, child) in schema.Map("properties") ?? MapValue.Empty)
        {
            Assert.True(
                key == "metadata" || ((MapValue)child).Text("description") is { Length: > 3 },
                $"{path}.{key} is not described"
            );
            CheckNode((MapValue)child, $"{path}.{key}");
        }
        if (schema.Map("items") is { } items)
            CheckNode(items, path + "[]");
        if (schema.Map("additionalProperties") is { } values)
            CheckNode(values, path + "{}");
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
    public void Every_field_of_a_recorded_object_is_in_the_schema(string recording)
    {
        var obj = Golden.Read(recording);
        CheckKnown(obj.Root, Schema(FleetKinds.Of(obj.GroupVersionKind)!), obj.Kind);
    }

    private static void CheckKnown(Value value, MapValue schema, string path)
    {
        if (
            schema.Flag("x-kubernetes-preserve-unknown-fields") == true
            || path.EndsWith(".metadata", StringComparison.Ordinal)
        )
            return;
        switch (value)
        {
            case MapValue map:
                foreach (var (key, child) in map)
                {
                    var known = schema.Map("properties")?.Map(key) ?? schema.Map("additionalProperties");
                    Assert.True(known is not null, $"{path}.{key} is unknown");
                    CheckKnown(child, known, $"{path}.{key}");
                }
                break;
            case ListValue list:
                foreach (var item in list)
                    CheckKnown(item, schema.Map("items")!, path + "[]");
                break;
            case StringValue text when schema.List("enum") is { } allowed:
                Assert.Contains(text.Text, allowed.Texts);
                break;
            default:
                break;
        }
    }
}
