using System.Collections.Frozen;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What of a member's object is kept when the hub's is written over it: what the member itself has filled in.</summary>
public static class Retention
{
    private static readonly FrozenDictionary<GroupVersionKind, Func<KubeObject, KubeObject, KubeObject>> Rules =
        new Dictionary<GroupVersionKind, Func<KubeObject, KubeObject, KubeObject>>
        {
            [BuiltInKinds.Deployment] = RetainReplicas,
            [BuiltInKinds.Pod] = RetainPod,
            [BuiltInKinds.Service] = (desired, observed) =>
                Keep(
                    Keep(Keep(desired, observed, "spec", "clusterIP"), observed, "spec", "clusterIPs"),
                    observed,
                    "spec",
                    "healthCheckNodePort"
                ),
            [BuiltInKinds.ServiceAccount] = (desired, observed) =>
                Unite(Unite(desired, observed, "secrets"), observed, "imagePullSecrets"),
            [BuiltInKinds.PersistentVolumeClaim] = (desired, observed) => Keep(desired, observed, "spec", "volumeName"),
            [BuiltInKinds.PersistentVolume] = (desired, observed) => Keep(desired, observed, "spec", "claimRef"),
            [BuiltInKinds.Job] = RetainJob,
            [BuiltInKinds.Secret] = RetainToken,
        }.ToFrozenDictionary();

    /// <summary>Whether something of a kind may be kept.</summary>
    public static bool Handles(GroupVersionKind kind) => Rules.ContainsKey(kind);

    /// <summary>The object as it is to be written over the member's.</summary>
    public static KubeObject Retain(KubeObject desired, KubeObject observed) =>
        Rules.TryGetValue(desired.GroupVersionKind, out var rule) ? rule(desired, observed) : desired;

    // An autoscaler in the member owns the number then.
    private static KubeObject RetainReplicas(KubeObject desired, KubeObject observed) =>
        desired.Labels.Text(FleetLabels.RetainReplicas) == FleetLabels.True
            ? Keep(desired, observed, "spec", "replicas")
            : desired;

    // What the member's admission and scheduler added to the pod cannot be changed any more.
    private static KubeObject RetainPod(KubeObject desired, KubeObject observed)
    {
        var result = Keep(desired, observed, "spec", "nodeName");
        result = Keep(result, observed, "spec", "serviceAccountName");
        result = Keep(result, observed, "spec", "volumes");
        result = RetainMounts(result, observed, "containers");
        return RetainMounts(result, observed, "initContainers");
    }

    private static KubeObject RetainMounts(KubeObject desired, KubeObject observed, string list)
    {
        if (desired.Spec.List(list) is not { Count: > 0 } containers)
            return desired;
        var kept = containers.Select(item =>
            item is MapValue container
            && observed.Spec.Maps(list).FirstOrDefault(c => c.Text("name") == container.Text("name")) is { } running
            && running["volumeMounts"] is { } mounts
                ? container.With("volumeMounts", mounts)
                : item
        );
        return desired.With(ListValue.From(kept), "spec", list);
    }

    private static KubeObject RetainJob(KubeObject desired, KubeObject observed) =>
        Keep(Keep(desired, observed, "spec", "selector"), observed, "spec", "template", "metadata", "labels");

    private static KubeObject RetainToken(KubeObject desired, KubeObject observed)
    {
        if (desired.Root.Text("type") != "kubernetes.io/service-account-token")
            return desired;
        var result = Keep(desired, observed, "data");
        return Keep(result, observed, "metadata", "annotations", "kubernetes.io/service-account.uid");
    }

    private static KubeObject Keep(KubeObject desired, KubeObject observed, params string[] path) =>
        observed.Root.At(path) is { } value && value is not StringValue { Text: "" }
            ? desired.With(value, path)
            : desired;

    private static KubeObject Unite(KubeObject desired, KubeObject observed, string field)
    {
        var list = desired.Root.List(field) ?? ListValue.Empty;
        foreach (var item in observed.Root.List(field) ?? ListValue.Empty)
        {
            if (!list.Contains(item))
                list = list.Add(item);
        }
        return list.Count == 0 ? desired : desired.With(list, field);
    }
}
