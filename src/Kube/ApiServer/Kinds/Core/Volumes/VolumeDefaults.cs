using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Defaults of a pod's volumes; a volume without a source is an empty directory.</summary>
internal static class VolumeDefaults
{
    private static readonly Value Mode = 420;
    private static readonly Value Hour = 3600;
    private static readonly MapValue ModeDefault = MapValue.Of(("defaultMode", Mode));
    private static readonly MapValue HostPathDefault = MapValue.Of(("type", ""));
    private static readonly MapValue TokenDefault = MapValue.Of(("expirationSeconds", Hour));
    private static readonly MapValue IscsiDefault = MapValue.Of(("iscsiInterface", "default"));
    private static readonly MapValue RbdDefault = MapValue.Of(
        ("keyring", "/etc/ceph/keyring"),
        ("pool", "rbd"),
        ("user", "admin")
    );
    private static readonly MapValue AzureDiskDefault = MapValue.Of(
        ("cachingMode", "ReadWrite"),
        ("fsType", "ext4"),
        ("kind", "Shared"),
        ("readOnly", false)
    );
    private static readonly MapValue ScaleIoDefault = MapValue.Of(
        ("fsType", "xfs"),
        ("storageMode", "ThinProvisioned")
    );
    private static readonly MapValue ClaimTemplateDefault = MapValue.Of(
        ("metadata", MapValue.Empty),
        ("spec", MapValue.Of(("resources", MapValue.Empty), ("volumeMode", "Filesystem")))
    );

    private static readonly ZeroRule Zeros = new(["defaultMode", "mode", "optional", "sizeLimit", "type"], []);

    /// <summary>One volume with its defaults.</summary>
    public static MapValue Volume(MapValue volume)
    {
        if (!HasSource(volume))
            return volume.With("emptyDir", MapValue.Empty);
        return volume
            .Edit("configMap", static s => Zeros.Drop(s).WithDefaults(ModeDefault))
            .Edit("secret", static s => Zeros.Drop(s).WithDefaults(ModeDefault))
            .Edit("downwardAPI", static s => DownwardApi(Zeros.Drop(s).WithDefaults(ModeDefault)))
            .Edit("projected", static s => s.WithDefaults(ModeDefault).EditEach("sources", Projection))
            .Edit("emptyDir", static s => Zeros.Drop(s))
            .Edit("persistentVolumeClaim", static s => Zeros.Drop(s))
            .Edit("hostPath", static s => s.WithDefaults(HostPathDefault))
            .Edit("iscsi", static s => s.WithDefaults(IscsiDefault))
            .Edit("rbd", static s => s.WithDefaults(RbdDefault))
            .Edit("azureDisk", static s => s.WithDefaults(AzureDiskDefault))
            .Edit("scaleIO", static s => s.WithDefaults(ScaleIoDefault))
            .Edit(
                "ephemeral",
                static s => s.Edit("volumeClaimTemplate", static t => t.WithDefaults(ClaimTemplateDefault))
            )
            .Edit("image", Image);
    }

    /// <summary>The defaults that a persistent volume's source shares with a pod's.</summary>
    public static MapValue PersistentSource(MapValue spec) =>
        spec.Edit("hostPath", static s => s.WithDefaults(HostPathDefault))
            .Edit("iscsi", static s => s.WithDefaults(IscsiDefault))
            .Edit("rbd", static s => s.WithDefaults(RbdDefault))
            .Edit("azureDisk", static s => s.WithDefaults(AzureDiskDefault))
            .Edit("scaleIO", static s => s.WithDefaults(ScaleIoDefault));

    private static bool HasSource(MapValue volume)
    {
        foreach (var (key, value) in volume)
        {
            if (key != "name" && value is not NullValue)
                return true;
        }
        return false;
    }

    private static MapValue DownwardApi(MapValue source) => source.EditEach("items", PodDefaults.FieldRefs);

    private static MapValue Projection(MapValue source) =>
        source.Edit("serviceAccountToken", static t => t.WithDefaults(TokenDefault)).Edit("downwardAPI", DownwardApi);

    private static MapValue Image(MapValue image) =>
        image.Text("pullPolicy") is { Length: > 0 }
            ? image
            : image.With("pullPolicy", ImageReference.DefaultPullPolicy(image.Text("reference") ?? ""));
}
