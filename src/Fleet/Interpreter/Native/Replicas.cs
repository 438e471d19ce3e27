using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>How many replicas a workload asks for, and what one needs.</summary>
public static class Replicas
{
    /// <summary>Whether a kind has replicas.</summary>
    public static bool Handles(GroupVersionKind kind) =>
        kind == BuiltInKinds.Deployment
        || kind == BuiltInKinds.ReplicaSet
        || kind == BuiltInKinds.StatefulSet
        || kind == BuiltInKinds.Job
        || kind == BuiltInKinds.Pod;

    /// <summary>The replicas of an object of such a kind.</summary>
    public static ReplicaDemand Of(KubeObject obj) =>
        new(Count(obj), PodRequirements.Of(BuiltInKinds.PodTemplateOf(obj).Map("spec") ?? MapValue.Empty));

    private static int Count(KubeObject obj)
    {
        if (obj.GroupVersionKind == BuiltInKinds.Pod)
            return 1;
        if (obj.GroupVersionKind != BuiltInKinds.Job)
            return Clamp(obj.Spec.Integer("replicas") ?? 0);
        // More than is left to complete never runs at once.
        var parallelism = obj.Spec.Integer("parallelism") ?? 0;
        return Clamp(Math.Min(parallelism, obj.Spec.Integer("completions") ?? parallelism));
    }

    private static int Clamp(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
