using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Claims of persistent volumes.</summary>
internal sealed class PersistentVolumeClaimStrategy : BuiltinStrategy
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.PersistentVolumeClaimStatus";

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        base.PrepareForCreate(root)
            .Edit(
                "spec",
                static spec => Paired(KnownSource(spec.Map("dataSource")) ? spec : spec.Without("dataSource"))
            );

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        base.PrepareForUpdate(root, old).Edit("spec", Paired);

    /// <summary>Whether the older of the two fields can hold a source: a claim or a snapshot.</summary>
    private static bool KnownSource(MapValue? source) =>
        source is not null
        && (source.Text("apiGroup") ?? "", source.Text("kind"))
            is
                ("", "PersistentVolumeClaim")
                or
                ("snapshot.storage.k8s.io", "VolumeSnapshot");

    /// <summary>Each of the two fields for the source of data follows the other, unless that is in another namespace.</summary>
    private static MapValue Paired(MapValue spec)
    {
        var source = spec.Map("dataSource");
        var reference = spec.Map("dataSourceRef");
        if (source is not null && reference is null)
            return spec.With("dataSourceRef", source);
        return source is null && reference is not null && string.IsNullOrEmpty(reference.Text("namespace"))
            ? spec.With("dataSource", reference.Without("namespace"))
            : spec;
    }

    /// <inheritdoc/>
    protected override void Validate(Part root) => PersistentVolumeClaimValidation.Spec(root.Child("spec"));

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var spec = root.Child("spec");
        var before = old.Map("spec") ?? MapValue.Empty;
        var metadata = root.Child("metadata");
        var oldClass = old.Map("metadata")?.Map("annotations")?.Text(ClassAnnotation);
        if (metadata.Map.Map("annotations")?.Text(ClassAnnotation) is var newClass && newClass != oldClass)
            metadata.InvalidEntry("annotations", ClassAnnotation, newClass ?? "", Checks.FieldIsImmutable);
        var bound = root.Map.Map("status")?.Text("phase") == "Bound";
        var allowed = Allowed(spec.Map, before, bound, oldClass is null);
        if (!Checks.Same(spec.Map, allowed))
        {
            root.Forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                    + Differences.Between(allowed, spec.Map)
            );
        }
        Size(spec, before, old);
        if (!Checks.Same(spec["volumeMode"], before["volumeMode"]))
            root.Invalid("volumeMode", spec["volumeMode"], Checks.FieldIsImmutable);
    }

    /// <summary>The old spec with all changes that are allowed taken over from the new one.</summary>
    private static MapValue Allowed(MapValue spec, MapValue before, bool bound, bool classByField)
    {
        var allowed = before;
        if (string.IsNullOrEmpty(before.Text("volumeName")))
            allowed = allowed.With("volumeName", spec["volumeName"]);
        // A claim that came before there was a default class gets it later.
        if (classByField && !before.Has("storageClassName") && spec.Has("storageClassName"))
            allowed = allowed.With("storageClassName", spec["storageClassName"]);
        if (!bound)
            return allowed;
        if (spec.At("resources", "requests", "storage") is { } size)
            allowed = allowed.WithAt(size, "resources", "requests", "storage");
        return allowed.With("volumeAttributesClassName", spec["volumeAttributesClassName"]);
    }

    private static void Size(Part spec, MapValue before, MapValue old)
    {
        if (
            Quantity.FromValue(spec.Map.At("resources", "requests", "storage")) is not { } now
            || Quantity.FromValue(before.At("resources", "requests", "storage")) is not { } then
            || now >= then
        )
            return;
        var given = Quantity.FromValue(old.At("status", "capacity", "storage")) ?? Quantity.Zero;
        if (now <= given)
            spec.Child("resources")
                .Child("requests")
                .Forbidden("storage", "field can not be less than status.capacity");
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        foreach (var (name, value) in status.Map.Map("capacity") ?? MapValue.Empty)
        {
            if (Quantity.FromValue(value) is { Sign: < 0 } quantity)
                status.InvalidEntry("capacity", name, $"{quantity}", "must be a valid resource quantity");
        }
    }
}
