using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Sets the replicas of a workload for one member.</summary>
public static class ReplicaRevision
{
    /// <summary>Whether a kind's replicas can be set.</summary>
    public static bool Handles(GroupVersionKind kind) =>
        kind == BuiltInKinds.Deployment
        || kind == BuiltInKinds.ReplicaSet
        || kind == BuiltInKinds.StatefulSet
        || kind == BuiltInKinds.Job;

    /// <summary>An object of such a kind with so many replicas (of a Job: so many pods at a time).</summary>
    public static KubeObject Revise(KubeObject obj, int replicas) =>
        obj.With(replicas, "spec", obj.GroupVersionKind == BuiltInKinds.Job ? "parallelism" : "replicas");
}
