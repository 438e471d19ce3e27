using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Persistent volumes.</summary>
internal sealed class PersistentVolumeStrategy : BuiltinStrategy
{
    /// <summary>The fields of a spec that are not the volume's source.</summary>
    private static readonly string[] Common =
    [
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
    ];

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.PersistentVolumeStatus";

    /// <inheritdoc/>
    protected override MapValue FreshStatus(MapValue root) =>
        MapValue.Of(("lastPhaseTransitionTime", root.At("metadata", "creationTimestamp")), ("phase", "Pending"));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Count("accessModes") == 0)
            spec.Required("accessModes");
        PersistentVolumeClaimValidation.Modes(spec);
        Capacity(spec);
        if (spec.Text("persistentVolumeReclaimPolicy").Length > 0)
            spec.OneOf("persistentVolumeReclaimPolicy", "Delete", "Recycle", "Retain");
        Affinity(spec);
        Sources(spec);
        if (
            spec.Map.Map("hostPath")?.Text("path")?.TrimEnd('/') is ""
            && spec.Text("persistentVolumeReclaimPolicy") == "Recycle"
        )
            spec.Forbidden("persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
        spec.Form("storageClassName", Syntax.DnsSubdomainError);
        spec.OneOf("volumeMode", "Block", "Filesystem");
        if (spec.Has("volumeAttributesClassName") && spec.Text("volumeAttributesClassName").Length == 0)
            spec.Required("volumeAttributesClassName", "an empty string is disallowed");
        spec.Form("volumeAttributesClassName", Syntax.DnsSubdomainError);
    }

    private static void Capacity(Part spec)
    {
        var capacity = spec.Map.Map("capacity") ?? MapValue.Empty;
        if (capacity.Count == 0)
            spec.Required("capacity");
        if (!capacity.ContainsKey("storage") || capacity.Count > 1)
            spec.NotSupported("capacity", capacity.Count == 0 ? NullValue.Instance : capacity, "storage");
        foreach (var (name, value) in capacity)
        {
            if (Quantity.FromValue(value) is not { } quantity)
                spec.InvalidEntry("capacity", name, value, "must be a valid quantity");
            else if (quantity.Sign <= 0)
                spec.InvalidEntry("capacity", name, $"{quantity}", "must be greater than zero");
        }
    }

    private static void Affinity(Part spec)
    {
        if (!spec.Has("nodeAffinity"))
            return;
        var affinity = spec.Child("nodeAffinity");
        if (affinity.Has("required"))
            NodeSelectors.Validate(affinity.Child("required"));
        else
            affinity.Required("required", "must specify required node constraints");
    }

    private static void Sources(Part spec)
    {
        var found = 0;
        foreach (var (key, value) in spec.Map)
        {
            if (value is not MapValue || Common.AsSpan().Contains(key))
                continue;
            if (++found > 1)
                spec.Forbidden(key, "may not specify more than 1 volume type");
            else
                PersistentSourceValidation.Validate(spec, key);
        }
        if (found == 0)
            spec.Required(Part.Self, "must specify a volume type");
    }

    private static MapValue SourcesOf(MapValue spec) => MapValue.From(spec.Where(e => !Common.Contains(e.Key)));

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var spec = root.Child("spec");
        var before = old.Map("spec") ?? MapValue.Empty;
        var sources = SourcesOf(spec.Map);
        var oldSources = SourcesOf(before);
        if (!sources.Equals(WithAddedExpandSecret(oldSources, sources)))
        {
            spec.Forbidden(
                "persistentvolumesource",
                $"spec.persistentvolumesource is immutable after creation\n{Differences.Between(sources, oldSources)}"
            );
        }
        if (!Checks.Same(spec["volumeMode"], before["volumeMode"]))
            root.Invalid("volumeMode", spec["volumeMode"], Checks.FieldIsImmutable);
        if (before.Has("nodeAffinity") && !Checks.Same(spec["nodeAffinity"], before["nodeAffinity"]))
            root.Invalid("nodeAffinity", spec["nodeAffinity"], Checks.FieldIsImmutable);
    }

    /// <summary>A secret for expansion may be named later.</summary>
    private static MapValue WithAddedExpandSecret(MapValue old, MapValue now) =>
        old.Map("csi") is { } csi && !csi.Has("controllerExpandSecretRef")
            ? old.With("csi", csi.With("controllerExpandSecretRef", now.Map("csi")?["controllerExpandSecretRef"]))
            : old;
}
