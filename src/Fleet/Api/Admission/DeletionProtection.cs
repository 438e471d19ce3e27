using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Objects that must not be deleted while they carry a label.</summary>
public static class DeletionProtection
{
    /// <summary>Why an object cannot be deleted now, or null when it can.</summary>
    public static string? Refusal(KubeObject obj) =>
        obj.Labels.Text(FleetLabels.DeletionProtection) == FleetLabels.DeletionProtectionAlways
            ? $"This resource is protected, please make sure to remove the label: {FleetLabels.DeletionProtection}"
            : null;
}
