using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What an object refers to and cannot do without.</summary>
public static class Dependencies
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <summary>Whether objects of a kind refer to others.</summary>
    public static bool Handles(GroupVersionKind kind) =>
        HasPods(kind) || kind == BuiltInKinds.Ingress || kind == BuiltInKinds.ServiceImport;

    /// <summary>What an object refers to: by kind, then by name, each once.</summary>
    public static IReadOnlyList<DependentObjectReference> Of(KubeObject obj)
    {
        var kind = obj.GroupVersionKind;
        if (kind == BuiltInKinds.Ingress)
        {
            var secrets = obj.Spec.Maps("tls").Select(t => t.Text("secretName") ?? "");
            return [.. References("Secret", secrets, obj.Namespace)];
        }
        if (kind == BuiltInKinds.ServiceImport)
            return OfImport(obj);
        return HasPods(kind) ? OfPods(obj) : [];
    }

    private static bool HasPods(GroupVersionKind kind) =>
        kind == BuiltInKinds.Deployment
        || kind == BuiltInKinds.ReplicaSet
        || kind == BuiltInKinds.StatefulSet
        || kind == BuiltInKinds.DaemonSet
        || kind == BuiltInKinds.Job
        || kind == BuiltInKinds.CronJob
        || kind == BuiltInKinds.Pod;

    private static IReadOnlyList<DependentObjectReference> OfPods(KubeObject obj)
    {
        var references = PodReferences.Of(BuiltInKinds.PodTemplateOf(obj).Map("spec") ?? MapValue.Empty);
        // A StatefulSet makes the claims of its templates itself.
        var own = obj
            .Spec.Maps("volumeClaimTemplates")
            .Select(t => (t.At("metadata", "name") as StringValue)?.Text ?? "");
        return
        [
            .. References("ConfigMap", references.ConfigMaps, obj.Namespace),
            .. References("Secret", references.Secrets, obj.Namespace),
            .. References("ServiceAccount", references.ServiceAccounts, obj.Namespace),
            .. References("PersistentVolumeClaim", references.Claims.Except(own), obj.Namespace),
        ];
    }

    private static IReadOnlyList<DependentObjectReference> OfImport(KubeObject obj)
    {
        var derived = FleetNames.DerivedService(obj.Name);
        return
        [
            new()
            {
                ApiVersion = "v1",
                Kind = "Service",
                Namespace = obj.Namespace,
                Name = derived,
            },
            new()
            {
                ApiVersion = "discovery.k8s.io/v1",
                Kind = "EndpointSlice",
                Namespace = obj.Namespace,
                LabelSelector = new() { MatchLabels = MapValue.Of((ServiceNameLabel, derived)) },
            },
        ];
    }

    private static IEnumerable<DependentObjectReference> References(
        string kind,
        IEnumerable<string> names,
        string @namespace
    ) =>
        names
            .Where(n => n.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(n => new DependentObjectReference
            {
                ApiVersion = "v1",
                Kind = kind,
                Namespace = @namespace,
                Name = n,
            });
}
