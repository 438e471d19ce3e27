using System.Collections.Frozen;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Whether a member object does what it is for.</summary>
public static class Health
{
    private static readonly FrozenDictionary<GroupVersionKind, Func<KubeObject, bool>> Rules = new Dictionary<
        GroupVersionKind,
        Func<KubeObject, bool>
    >
    {
        [BuiltInKinds.Deployment] = IsRolledOut,
        [BuiltInKinds.StatefulSet] = IsRolledOut,
        [BuiltInKinds.ReplicaSet] = obj =>
            Count(obj.Status, "availableReplicas") >= (obj.Spec.Integer("replicas") ?? 1),
        [BuiltInKinds.DaemonSet] = obj =>
            IsObserved(obj)
            && Count(obj.Status, "updatedNumberScheduled") >= Count(obj.Status, "desiredNumberScheduled")
            && Count(obj.Status, "numberAvailable") >= Count(obj.Status, "updatedNumberScheduled"),
        [BuiltInKinds.Service] = obj => obj.Spec.Text("type") != "LoadBalancer" || HasAddress(obj),
        [BuiltInKinds.Ingress] = HasAddress,
        [BuiltInKinds.PersistentVolumeClaim] = obj => obj.Status.Text("phase") == "Bound",
        [BuiltInKinds.Pod] = obj =>
            obj.Status.Text("phase") switch
            {
                "Succeeded" => true,
                "Running" => Fleet.Api.Conditions.IsTrue(obj.Status, "Ready"),
                _ => false,
            },
        [BuiltInKinds.PodDisruptionBudget] = obj =>
            Count(obj.Status, "currentHealthy") >= Count(obj.Status, "desiredHealthy"),
    }.ToFrozenDictionary();

    /// <summary>Whether a kind can be unhealthy.</summary>
    public static bool Handles(GroupVersionKind kind) => Rules.ContainsKey(kind);

    /// <summary>Whether an object is healthy; objects of other kinds always are.</summary>
    public static bool IsHealthy(KubeObject observed) =>
        !Rules.TryGetValue(observed.GroupVersionKind, out var rule) || rule(observed);

    private static bool IsRolledOut(KubeObject obj) =>
        IsObserved(obj)
        && Count(obj.Status, "updatedReplicas") >= (obj.Spec.Integer("replicas") ?? 1)
        && Count(obj.Status, "availableReplicas") >= Count(obj.Status, "updatedReplicas");

    private static bool IsObserved(KubeObject obj) => Count(obj.Status, "observedGeneration") == obj.Generation;

    private static bool HasAddress(KubeObject obj) =>
        (obj.Status.Map("loadBalancer") ?? MapValue.Empty)
            .Maps("ingress")
            .Any(i => i.Text("ip") is { Length: > 0 } || i.Text("hostname") is { Length: > 0 });

    private static long Count(MapValue status, string name) => status.Integer(name) ?? 0;
}
