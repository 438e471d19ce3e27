using System.Text.Json;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>Why a binding is placed anew, or that it is not.</summary>
public enum ScheduleCause
{
    /// <summary>It is not: what is there still holds.</summary>
    None,

    /// <summary>Its placement is not the one of the last scheduling.</summary>
    PlacementChanged,

    /// <summary>Its number of replicas is not the one that was placed.</summary>
    ReplicasChanged,

    /// <summary>Somebody has asked for it since the last scheduling.</summary>
    RescheduleTriggered,

    /// <summary>It is no workload, or every cluster runs all replicas: it then goes to every cluster that fits by now.</summary>
    FollowsClusters,

    /// <summary>One of its clusters is being removed from the fleet.</summary>
    ClusterTerminating,
}

/// <summary>Whether a binding is placed anew. Source: the order of checks of Karmada's scheduler.</summary>
public static class ScheduleDecision
{
    /// <summary>
    /// Whether the scheduler has anything to do with a binding: it has a placement, is not being deleted, is not held back, and asks for
    /// this scheduler.
    /// </summary>
    public static bool IsSchedulable(KubeObject binding, string schedulerName) =>
        !binding.IsDeleting
        && binding.Spec.Map("placement") is not null
        && (binding.Spec.At("suspension", "scheduling") as BoolValue)?.Flag != true
        && (binding.Spec.Text("schedulerName") is not { Length: > 0 } name || name == schedulerName);

    /// <summary>Why a binding is placed anew; the first cause that holds.</summary>
    /// <param name="request">The binding.</param>
    /// <param name="appliedPlacement">Its annotation <c>policy.karmada.io/applied-placement</c>, or empty.</param>
    /// <param name="fleet">The clusters.</param>
    public static ScheduleCause Decide(PlacementRequest request, string appliedPlacement, FleetSnapshot fleet)
    {
        var spec = request.Spec;
        var placement = spec.Placement ?? new();
        if (PlacementChanged(placement, appliedPlacement, request.Status.SchedulerObservedAffinityName))
            return ScheduleCause.PlacementChanged;
        if (ReplicasChanged(spec, placement))
            return ScheduleCause.ReplicasChanged;
        if (request.IsFresh)
            return ScheduleCause.RescheduleTriggered;
        if (spec.Replicas == 0 || DivisionStrategies.Of(placement) == DivisionStrategy.Duplicated)
            return ScheduleCause.FollowsClusters;
        return spec.Clusters.Any(c => fleet.Find(c.Name) is { IsTerminating: true })
            ? ScheduleCause.ClusterTerminating
            : ScheduleCause.None;
    }

    private static bool ReplicasChanged(ResourceBindingSpec spec, Placement placement) =>
        placement.ReplicaScheduling?.ReplicaSchedulingType switch
        {
            ReplicaSchedulingTypes.Duplicated => spec.Clusters.Any(c => c.Replicas != spec.Replicas),
            ReplicaSchedulingTypes.Divided => spec.Clusters.Sum(c => (long)c.Replicas) != spec.Replicas,
            _ => false,
        };

    private static bool PlacementChanged(Placement placement, string applied, string affinityName)
    {
        if (applied.Length == 0)
            return true;
        Placement before;
        try
        {
            before = Placement.From(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(applied)));
        }
        catch (JsonException)
        {
            // Nobody but the scheduler writes it; if somebody else did, placing anew writes it afresh.
            return true;
        }
        if (Same(placement, before))
            return false;
        if (
            !Same(placement.ClusterAffinity, before.ClusterAffinity)
            || !Same(placement.ClusterTolerations, before.ClusterTolerations)
            || !Same(placement.SpreadConstraints, before.SpreadConstraints)
            || !Same(placement.ReplicaScheduling, before.ReplicaScheduling)
            || !Same(placement.WorkloadAffinity, before.WorkloadAffinity)
        )
            return true;
        // Of several terms only the one in force counts.
        if (affinityName.Length == 0)
            return true;
        var now = placement.ClusterAffinities.FirstOrDefault(t => t.AffinityName == affinityName);
        var then = before.ClusterAffinities.FirstOrDefault(t => t.AffinityName == affinityName);
        return now is null || then is null || !Same(now, then);
    }

    private static bool Same(IApiRecord? a, IApiRecord? b) => Value.Equal(a?.ToValue(), b?.ToValue());

    private static bool Same(IEnumerable<IApiRecord> a, IEnumerable<IApiRecord> b) => a.ToValue().Equals(b.ToValue());
}
