using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Kinds of the group <c>storage.k8s.io</c>.</summary>
internal static class StoragePrinters
{
    private static readonly string[] DefaultClass =
    [
        "storageclass.kubernetes.io/is-default-class",
        "storageclass.beta.kubernetes.io/is-default-class",
    ];

    private static readonly string[] DefaultAttributes = ["volumeattributesclass.alpha.kubernetes.io/is-default-class"];

    /// <summary>The table of StorageClasses.</summary>
    public static TablePrinter StorageClasses { get; } =
        new(
            [
                Cell.NameColumn,
                new("Provisioner"),
                new("ReclaimPolicy"),
                new("VolumeBindingMode"),
                new("AllowVolumeExpansion"),
                Cell.AgeColumn,
            ],
            static (@class, now) =>
                [
                    NameOf(@class, DefaultClass),
                    Cell.Text(@class.Root, "provisioner"),
                    @class.Root["reclaimPolicy"] as StringValue ?? (Value)"Delete",
                    @class.Root["volumeBindingMode"] as StringValue ?? (Value)"Immediate",
                    Cell.Flag(@class.Root, "allowVolumeExpansion"),
                    Cell.Age(@class, now),
                ]
        );

    /// <summary>The table of VolumeAttributesClasses.</summary>
    public static TablePrinter VolumeAttributesClasses { get; } =
        new(
            [Cell.NameColumn, new("DriverName"), Cell.AgeColumn],
            static (@class, now) =>
                [NameOf(@class, DefaultAttributes), Cell.Text(@class.Root, "driverName"), Cell.Age(@class, now)]
        );

    /// <summary>The table of VolumeAttachments.</summary>
    public static TablePrinter VolumeAttachments { get; } =
        new(
            [
                Cell.NameColumn,
                new("Attacher") { Format = "name" },
                new("PV"),
                new("Node"),
                new("Attached", "boolean"),
                Cell.AgeColumn,
            ],
            static (attachment, now) =>
                [
                    Cell.Name(attachment),
                    Cell.Text(attachment.Spec, "attacher"),
                    Cell.Text(attachment.MapAt("spec", "source"), "persistentVolumeName"),
                    Cell.Text(attachment.Spec, "nodeName"),
                    Cell.Flag(attachment.Status, "attached"),
                    Cell.Age(attachment, now),
                ]
        );

    /// <summary>The table of CSINodes.</summary>
    public static TablePrinter CsiNodes { get; } =
        new(
            [
                Cell.NameColumn,
                new("Drivers", "integer")
                {
                    Description = "Drivers indicates the number of CSI drivers registered on the node",
                },
                Cell.AgeColumn,
            ],
            static (node, now) => [Cell.Name(node), Cell.Count(node.Spec, "drivers"), Cell.Age(node, now)]
        );

    /// <summary>The table of CSIDrivers.</summary>
    public static TablePrinter CsiDrivers { get; } =
        new(
            [
                Cell.NameColumn,
                new("AttachRequired", "boolean"),
                new("PodInfoOnMount", "boolean"),
                new("StorageCapacity", "boolean"),
                new("TokenRequests"),
                new("RequiresRepublish", "boolean"),
                new("Modes"),
                Cell.AgeColumn,
            ],
            static (driver, now) =>
            {
                var spec = driver.Spec;
                return
                [
                    Cell.Name(driver),
                    Cell.Flag(spec, "attachRequired", otherwise: true),
                    Cell.Flag(spec, "podInfoOnMount"),
                    Cell.Flag(spec, "storageCapacity"),
                    spec.List("tokenRequests") is { Count: > 0 } tokens
                        ? string.Join(',', tokens.Maps.Select(t => t.Text("audience") ?? ""))
                        : Cell.Unset,
                    Cell.Flag(spec, "requiresRepublish"),
                    Cell.Or(string.Join(',', spec.Texts("volumeLifecycleModes")), Cell.None),
                    Cell.Age(driver, now),
                ];
            }
        );

    /// <summary>The table of CSIStorageCapacities.</summary>
    public static TablePrinter CsiStorageCapacities { get; } =
        new(
            [Cell.NameColumn, new("StorageClassName"), new("Capacity")],
            static (capacity, _) =>
                [
                    Cell.Name(capacity),
                    Cell.Text(capacity.Root, "storageClassName"),
                    Quantity.FromValue(capacity.Root["capacity"])?.ToString() ?? Cell.Unset,
                ]
        );

    private static Value NameOf(KubeObject @class, string[] annotations) =>
        annotations.Any(a => @class.Annotations.Text(a) == "true") ? $"{@class.Name} (default)" : Cell.Name(@class);
}
