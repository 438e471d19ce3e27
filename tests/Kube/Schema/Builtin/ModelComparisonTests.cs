using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Pangea.Kube.Schema.Tests;

/// <summary>The models of the C# client were generated from Kubernetes' OpenAPI document: a second witness of the table.</summary>
public class ModelComparisonTests
{
    // The client's models are one Kubernetes release ahead of the table; whatever else differs is a mistake in it.
    private static readonly string[] NewerThanTheTable =
    [
        "CSINode.status is not in the table",
        "ClusterTrustBundleProjection.user is not in the table",
        "ConfigMapVolumeSource.defaultUser is not in the table",
        "Device.nodeAllocatableResourceMappings is not in the model",
        "Device.nodeAllocatableResources is not in the table",
        "DeviceCounterConsumption.compatibilityGroups is not in the table",
        "DeviceRequestAllocationResult.skipNodeOperations is not in the table",
        "DeviceSubRequest.derivedAttributes is not in the table",
        "DownwardAPIVolumeFile.user is not in the table",
        "DownwardAPIVolumeSource.defaultUser is not in the table",
        "EmptyDirVolumeSource.mode is not in the table",
        "ExactDeviceRequest.derivedAttributes is not in the table",
        "GRPCAction.mode is not in the table",
        "HTTPGetAction.protocol is not in the table",
        "HorizontalPodAutoscalerCondition.observedGeneration is not in the table",
        "JobSpec.scheduling is not in the table",
        "KeyToPath.user is not in the table",
        "NodeAllocatableResourceClaimStatus.mapping is not in the table",
        "NodeAllocatableResourceClaimStatus.overhead is not in the table",
        "NodeAllocatableResourceClaimStatus.resources is not in the model",
        "NodeSpec.podPreemptionPolicy is not in the table",
        "NodeSystemInfo.runningInUserNamespace is not in the table",
        "PersistentVolumeClaimStatus.healthStatus is not in the table",
        "PodCertificateProjection.user is not in the table",
        "PodSpec.evictionResponders is not in the table",
        "PodStatus.volumeHealth is not in the table",
        "ProjectedVolumeSource.defaultUser is not in the table",
        "ResourceSliceSpec.partitionTypeAttribute is not in the table",
        "ResourceSliceSpec.skipNodeOperations is not in the table",
        "SecretVolumeSource.defaultUser is not in the table",
        "ServiceAccountTokenProjection.user is not in the table",
        "VolumeMount.bindMountOptions is not in the table",
    ];

    private static readonly Dictionary<string, Type> Models = typeof(V1Pod)
        .Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is not null)
        .Select(t => (Type: t, Entity: t.GetCustomAttribute<KubernetesEntityAttribute>()!))
        .GroupBy(t => $"{t.Entity.Group}/{t.Entity.ApiVersion}/{t.Entity.Kind}")
        .ToDictionary(g => g.Key, g => g.First().Type);

    [Fact]
    public void The_table_and_the_models_have_the_same_fields_of_the_same_types()
    {
        var differences = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        var compared = 0;
        foreach (var kind in BuiltinSchemas.Instance.Resources.Select(r => r.GroupVersionKind).Distinct())
        {
            if (!Models.TryGetValue($"{kind.Group}/{kind.Version}/{kind.Kind}", out var model))
                continue;
            compared++;
            Compare(model, BuiltinSchemas.Instance.Get(kind), kind.Kind, differences, seen);
        }
        Assert.True(compared >= 65);
        Assert.Equal(NewerThanTheTable, differences);
    }

    private static void Compare(
        Type model,
        StructuralSchema schema,
        string path,
        SortedSet<string> differences,
        HashSet<Type> seen
    )
    {
        model = Nullable.GetUnderlyingType(model) ?? model;
        if (schema.Form > ValueForm.Bytes || schema.TypeName.Length == 0)
        {
            if (!SameScalar(model, schema) && !Nested(model, schema, path, differences, seen))
                differences.Add($"{path}: {model} is not {schema.GoType}");
            return;
        }
        if (!seen.Add(model))
            return;
        var owner = schema.TypeName[(schema.TypeName.LastIndexOf('.') + 1)..];
        var properties = model
            .GetProperties()
            .Select(p => (p.PropertyType, p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name))
            .Where(p => p.Name is not null)
            .ToDictionary(p => p.Name!, p => p.PropertyType);
        foreach (var (name, type) in properties)
        {
            if (schema.Properties.TryGetValue(name, out var field))
                Compare(type, field, $"{owner}.{name}", differences, seen);
            else
                differences.Add($"{owner}.{name} is not in the table");
        }
        differences.UnionWith(
            schema
                .Properties.Keys.Where(n => !properties.ContainsKey(n))
                .Select(n => $"{owner}.{n} is not in the model")
        );
    }

    private static bool SameScalar(Type model, StructuralSchema schema) =>
        schema.Form switch
        {
            ValueForm.Raw => true,
            ValueForm.Quantity => model == typeof(ResourceQuantity),
            ValueForm.IntOrString => model == typeof(IntOrString),
            ValueForm.Time or ValueForm.MicroTime => model == typeof(DateTime),
            ValueForm.Int32 => model == typeof(int),
            ValueForm.Int64 => model == typeof(long),
            ValueForm.Double => model == typeof(double),
            ValueForm.Bytes => model == typeof(byte[]),
            _ => (schema.Type == SchemaType.Text && model == typeof(string))
                || (schema.Type == SchemaType.Boolean && model == typeof(bool)),
        };

    private static bool Nested(
        Type model,
        StructuralSchema schema,
        string path,
        SortedSet<string> differences,
        HashSet<Type> seen
    )
    {
        if (!model.IsGenericType)
            return false;
        var arguments = model.GetGenericArguments();
        if (schema.Items is not null && arguments.Length == 1)
            Compare(arguments[0], schema.Items, path + "[]", differences, seen);
        else if (schema.AdditionalProperties is not null && arguments.Length == 2)
            Compare(arguments[1], schema.AdditionalProperties, path + "{}", differences, seen);
        else
            return false;
        return true;
    }
}
