using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Whether an agent may change an object that is in its member already.</summary>
public static class MemberOwnership
{
    /// <summary>Whether an object is managed from the hub; only such objects are ever deleted.</summary>
    public static bool IsManaged(KubeObject observed) => observed.Labels.Text(FleetLabels.Managed) == FleetLabels.True;

    /// <summary>Why a manifest must not be written over an object, or null when it may.</summary>
    public static string? Refusal(KubeObject manifest, KubeObject observed, string cluster) =>
        IsManaged(observed)
        || manifest.Annotations.Text(FleetAnnotations.ConflictResolution)
            == FleetAnnotations.ConflictResolutionValues.Overwrite
            ? null
            : $"resource(kind={manifest.Kind}, {manifest.Key}) already exists in the cluster {cluster} and the "
                + $"{FleetAnnotations.ConflictResolution} strategy value is empty, Karmada will not manage this resource";
}
