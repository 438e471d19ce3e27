using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Volumes and claims of them.</summary>
internal static class VolumePrinters
{
    private static readonly (string Mode, string Short)[] Modes =
    [
        ("ReadWriteOnce", "RWO"),
        ("ReadOnlyMany", "ROX"),
        ("ReadWriteMany", "RWX"),
        ("ReadWriteOncePod", "RWOP"),
    ];

    /// <summary>The table of PersistentVolumes.</summary>
    public static TablePrinter PersistentVolumes { get; } =
        new(
            [
                Cell.NameColumn,
                new("Capacity"),
                new("Access Modes"),
                new("Reclaim Policy"),
                new("Status"),
                new("Claim"),
                new("StorageClass") { Description = "StorageClass of the pv" },
                new("VolumeAttributesClass") { Description = "VolumeAttributesClass of the pv" },
                new("Reason"),
                Cell.AgeColumn,
                new("VolumeMode", Priority: 1),
            ],
            static (volume, now) =>
            {
                var spec = volume.Spec;
                var claim = spec.Map("claimRef");
                return
                [
                    Cell.Name(volume),
                    Cell.Quantity(spec.Map("capacity"), "storage"),
                    AccessModes(spec),
                    Cell.Text(spec, "persistentVolumeReclaimPolicy"),
                    Phase(volume),
                    claim is null ? "" : $"{claim.Text("namespace")}/{claim.Text("name")}",
                    ClassOf(volume),
                    spec["volumeAttributesClassName"] as StringValue ?? Cell.Unset,
                    Cell.Text(volume.Status, "reason"),
                    Cell.Age(volume, now),
                    spec["volumeMode"] as StringValue ?? Cell.Unset,
                ];
            }
        );

    /// <summary>The table of PersistentVolumeClaims.</summary>
    public static TablePrinter PersistentVolumeClaims { get; } =
        new(
            [
                Cell.NameColumn,
                new("Status"),
                new("Volume"),
                new("Capacity"),
                new("Access Modes"),
                new("StorageClass") { Description = "StorageClass of the pvc" },
                new("VolumeAttributesClass") { Description = "VolumeAttributesClass of the pvc" },
                Cell.AgeColumn,
                new("VolumeMode", Priority: 1),
            ],
            static (claim, now) =>
            {
                var spec = claim.Spec;
                var bound = spec.Text("volumeName") is { Length: > 0 };
                return
                [
                    Cell.Name(claim),
                    Phase(claim),
                    Cell.Text(spec, "volumeName"),
                    bound ? Cell.Quantity(claim.Status.Map("capacity"), "storage") : "",
                    bound ? AccessModes(claim.Status) : "",
                    ClassOf(claim),
                    spec["volumeAttributesClassName"] as StringValue ?? Cell.Unset,
                    Cell.Age(claim, now),
                    spec["volumeMode"] as StringValue ?? Cell.Unset,
                ];
            }
        );

    private static Value Phase(KubeObject obj) => obj.IsDeleting ? "Terminating" : Cell.Text(obj.Status, "phase");

    private static string AccessModes(MapValue owner)
    {
        var present = owner.Texts("accessModes").ToHashSet(StringComparer.Ordinal);
        return string.Join(',', Modes.Where(m => present.Contains(m.Mode)).Select(m => m.Short));
    }

    private static Value ClassOf(KubeObject obj) =>
        obj.Annotations["volume.beta.kubernetes.io/storage-class"] as StringValue
        ?? Cell.Text(obj.Spec, "storageClassName");
}
