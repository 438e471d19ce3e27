using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>A binding that wants to be placed.</summary>
public sealed record PlacementRequest
{
    /// <summary>What it asks for; its clusters are the previous result.</summary>
    public required ResourceBindingSpec Spec { get; init; }

    /// <summary>What became of it so far.</summary>
    public ResourceBindingStatus Status { get; init; } = new();

    /// <summary>Clusters of the other scheduled bindings of its affinity group, one list a binding.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TogetherWith { get; init; } = [];

    /// <summary>Clusters of the other scheduled bindings of its anti-affinity group, one list a binding.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ApartFrom { get; init; } = [];

    /// <summary>The request of a ResourceBinding or ClusterResourceBinding.</summary>
    public static PlacementRequest Of(KubeObject binding)
    {
        var record = binding.As<ResourceBinding>();
        return new() { Spec = record.Spec, Status = record.Status };
    }

    /// <summary>
    /// Whether the replicas are divided anew without regard to where they are: somebody has asked for it since the last
    /// scheduling.
    /// </summary>
    public bool IsFresh =>
        Spec.RescheduleTriggeredAt is { } asked && Status.LastScheduledTime is { } last && asked > last;

    /// <summary>Whether the resource has replicas to divide.</summary>
    public bool IsWorkload => Spec.Replicas > 0 || Spec.ReplicaRequirements is not null;
}
