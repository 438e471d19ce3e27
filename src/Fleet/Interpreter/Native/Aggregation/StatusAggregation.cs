using System.Collections.Frozen;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>
/// Makes the status of a template from those of the objects in all clusters. Pure: times come from the members' statuses. What a rule does
/// not speak of stays as it is.
/// </summary>
public static class StatusAggregation
{
    private static readonly FrozenDictionary<
        GroupVersionKind,
        Func<KubeObject, IReadOnlyList<AggregatedStatusItem>, MapValue>
    > Rules = new Dictionary<GroupVersionKind, Func<KubeObject, IReadOnlyList<AggregatedStatusItem>, MapValue>>
    {
        [BuiltInKinds.Deployment] = WorkloadAggregation.Deployment,
        [BuiltInKinds.ReplicaSet] = WorkloadAggregation.ReplicaSet,
        [BuiltInKinds.StatefulSet] = WorkloadAggregation.StatefulSet,
        [BuiltInKinds.DaemonSet] = WorkloadAggregation.DaemonSet,
        [BuiltInKinds.HorizontalPodAutoscaler] = WorkloadAggregation.Autoscaler,
        [BuiltInKinds.PodDisruptionBudget] = WorkloadAggregation.DisruptionBudget,
        [BuiltInKinds.Job] = JobAggregation.Job,
        [BuiltInKinds.CronJob] = JobAggregation.CronJob,
        [BuiltInKinds.Service] = AddressAggregation.Service,
        [BuiltInKinds.Ingress] = AddressAggregation.Ingress,
        [BuiltInKinds.Pod] = PhaseAggregation.Pod,
        [BuiltInKinds.PersistentVolume] = PhaseAggregation.Volume,
        [BuiltInKinds.PersistentVolumeClaim] = PhaseAggregation.Claim,
    }.ToFrozenDictionary();

    /// <summary>Whether a kind's status is made from those of all clusters.</summary>
    public static bool Handles(GroupVersionKind kind) => Rules.ContainsKey(kind);

    /// <summary>The template with its status; the same object when that changes nothing.</summary>
    public static KubeObject Aggregate(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        if (!Rules.TryGetValue(template.GroupVersionKind, out var rule))
            return template;
        var status = rule(template, items);
        return status.Equals(template.Status) ? template : template.WithStatus(status);
    }

    /// <summary>A status with a count set, or left out when it is zero, as Go writes it.</summary>
    internal static MapValue WithCount(this MapValue status, string name, long count) =>
        status.With(name, count == 0 ? null : (Value)count);

    /// <summary>The sum of a count over all clusters.</summary>
    internal static long Sum(this IReadOnlyList<AggregatedStatusItem> items, string name)
    {
        long sum = 0;
        foreach (var item in items)
            sum += item.Status?.Integer(name) ?? 0;
        return sum;
    }
}
