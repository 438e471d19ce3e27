using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests;

public class BuiltinSchemasTests
{
    private static readonly BuiltinSchemas Schemas = BuiltinSchemas.Instance;

    public static TheoryData<string> TypeNames => [.. Schemas.Types.Select(t => t.Schema.TypeName)];

    private static StructuralSchema At(string type, params string[] path)
    {
        var schema = Schemas.FindType(type)!;
        foreach (var name in path)
            schema = name == "[]" ? schema.Items! : schema.Field(name)!;
        return schema;
    }

    [Fact]
    public void Every_resource_has_a_schema_of_an_object_with_metadata()
    {
        Assert.Equal(68, Schemas.Resources.Length);
        Assert.All(
            Schemas.Resources,
            r =>
            {
                Assert.Equal("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", r.Schema.Field("metadata")?.TypeName);
                Assert.Same(r.Schema, Schemas.Find(r.GroupVersionKind));
            }
        );
    }

    [Fact]
    public void Resources_stand_in_the_order_of_discovery()
    {
        var groups = Schemas.Resources.Select(r => r.Resource.GroupVersion.ToString()).Distinct().ToList();
        Assert.Equal(["v1", "apiregistration.k8s.io/v1", "apps/v1", "events.k8s.io/v1"], groups[..4]);
        Assert.Equal("flowcontrol.apiserver.k8s.io/v1", groups[^1]);
    }

    [Fact]
    public void A_resource_has_the_facts_that_discovery_shows()
    {
        Assert.True(Schemas.TryGetResource(new("apps", "v1", "deployments"), out var deployments));
        Assert.Equal("Deployment", deployments.Kind);
        Assert.True(deployments.Namespaced);
        Assert.Equal(["deploy"], deployments.ShortNames);
        Assert.Equal(["all"], deployments.Categories);
        Assert.Equal(
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            deployments.Verbs
        );
        var scale = deployments.Subresources.Single(s => s.Name == "scale");
        Assert.Equal(new GroupVersionKind("autoscaling", "v1", "Scale"), scale.Kind);
        Assert.Equal("io.k8s.api.autoscaling.v1.Scale", scale.Schema!.TypeName);
        Assert.False(Schemas.TryGetResource(new("apps", "v2", "deployments"), out _));
    }

    [Fact]
    public void Fields_carry_how_they_merge()
    {
        var ports = At("io.k8s.api.core.v1.Service", "spec", "ports");
        Assert.Equal(ListType.Map, ports.ListType);
        Assert.Equal(["port", "protocol"], ports.ListMapKeys);
        Assert.True(ports.PatchMerge);
        Assert.Equal("port", ports.PatchMergeKey);
        Assert.Equal(ListType.Set, At("io.k8s.api.core.v1.Service", "metadata", "finalizers").ListType);
        Assert.True(At("io.k8s.api.core.v1.Service", "spec", "selector").AtomicMap);
        Assert.True(At("io.k8s.api.apps.v1.DeploymentSpec", "selector").AtomicMap);
        Assert.False(At("io.k8s.api.core.v1.PersistentVolumeSpec", "claimRef").AtomicMap);
        Assert.True(At("io.k8s.api.apps.v1.DeploymentSpec", "strategy").PatchRetainKeys);
        Assert.True(At("io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "selector").PatchReplace);
    }

    [Fact]
    public void A_copy_of_a_type_for_a_field_keeps_the_types_required_fields() =>
        Assert.Equal(["selector", "template"], At("io.k8s.api.apps.v1.Deployment", "spec").Required);

    [Fact]
    public void A_default_of_one_kind_does_not_reach_others_of_the_same_type()
    {
        Assert.Equal(BoolValue.True, At("io.k8s.api.core.v1.Pod", "spec", "enableServiceLinks").Default);
        Assert.Null(At("io.k8s.api.core.v1.PodTemplateSpec", "spec", "enableServiceLinks").Default);
        Assert.Equal(
            "TCP",
            At("io.k8s.api.core.v1.Pod", "spec", "containers", "[]", "ports", "[]", "protocol").Default
        );
    }

    [Fact]
    public void A_recursive_type_refers_to_itself()
    {
        const string Props = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
        Assert.Same(Schemas.FindType(Props), At(Props, "properties").AdditionalProperties);
        Assert.Same(Schemas.FindType(Props), At(Props, "not"));
    }

    [Fact]
    public void Presence_follows_the_go_types()
    {
        Assert.Equal(FieldPresence.Struct, Presence("io.k8s.api.core.v1.Container", "resources"));
        Assert.Equal(FieldPresence.WhenGiven, Presence("io.k8s.api.core.v1.PodSpec", "securityContext"));
        Assert.Equal(FieldPresence.WhenNotEmpty, Presence("io.k8s.api.apps.v1.DeploymentSpec", "minReadySeconds"));
        Assert.Equal(FieldPresence.Always, Presence("io.k8s.api.rbac.v1.Role", "rules"));
        Assert.Equal(FieldPresence.Always, Presence("io.k8s.api.apps.v1.StatefulSetStatus", "availableReplicas"));
        Assert.Equal(
            FieldPresence.StructWhenNotZero,
            Presence("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "creationTimestamp")
        );

        static FieldPresence Presence(string type, string field)
        {
            var fields = Schemas.FindType(type)!.Properties;
            return fields.Fields[fields.IndexOf(field)].Presence;
        }
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Every_type_is_whole(string typeName)
    {
        var type = Schemas.FindType(typeName)!;
        Assert.All(type.Required, r => Assert.True(type.Properties.ContainsKey(r)));
        var names = type.Properties.Keys.ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        for (var i = 0; i < names.Count; i++)
        {
            Assert.Equal(i, type.Properties.IndexOf(names[i]));
            Assert.Equal(i, type.Properties.IndexOf(Encoding.UTF8.GetBytes(names[i])));
            Assert.Equal(-1, type.Properties.IndexOf(Encoding.UTF8.GetBytes(names[i] + "x")));
            Assert.Equal(-1, type.Properties.IndexOf(names[i] + "x"));
        }
        Assert.Equal(-1, type.Properties.IndexOf(""u8));
        foreach (var (_, field) in type.Properties)
        {
            Assert.Equal(field.Type == SchemaType.Array, field.Items is not null);
            Assert.Equal(field.ListType == ListType.Map, !field.ListMapKeys.IsEmpty);
            Assert.All(field.ListMapKeys, k => Assert.NotNull(field.Items!.Field(k)));
            if (field.PatchMergeKey.Length > 0)
                Assert.NotNull(field.Items!.Field(field.PatchMergeKey));
            Assert.NotEmpty(field.GoType);
        }
    }

    [Fact]
    public void Descriptions_are_there_for_types_and_fields()
    {
        var descriptions = BuiltinDescriptions.Open();
        Assert.StartsWith("Image pull policy.", descriptions.Field("io.k8s.api.core.v1.Container", "imagePullPolicy"));
        Assert.StartsWith("Deployment enables", descriptions.Type("io.k8s.api.apps.v1.Deployment"));
        Assert.Equal("", descriptions.Type("io.k8s.api.apps.v1.Nothing"));
        Assert.Equal("", descriptions.Field("io.k8s.api.apps.v1.Deployment", "nothing"));
        Assert.Contains("\n", descriptions.Field("io.k8s.api.core.v1.PodStatus", "phase"), StringComparison.Ordinal);
        var without = Schemas.Types.Where(t => descriptions.Type(t.Schema.TypeName).Length == 0).ToList();
        Assert.True(without.Count < 6, string.Join("\n", without.Select(t => t.Schema.TypeName)));
    }
}
