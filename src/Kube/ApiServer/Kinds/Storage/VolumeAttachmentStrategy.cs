using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>VolumeAttachments: what shall be attached never changes.</summary>
internal sealed class VolumeAttachmentStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.storage.v1.VolumeAttachmentStatus";

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        const string one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        var spec = root.Child("spec");
        VolumeValidation.CsiDriverName(spec, "attacher");
        var source = spec.Child("source");
        var inline = source.Has("inlineVolumeSpec");
        var named = source.Has("persistentVolumeName");
        if (!inline && !named)
            spec.Required("source", one);
        else if (inline && named)
            spec.Forbidden("source", one);
        else if (named && source.Text("persistentVolumeName").Length == 0)
            source.Required("persistentVolumeName", "must specify non empty persistentVolumeName");
        if (Syntax.DnsSubdomainError(spec.Text("nodeName")) is { } error)
            spec.Invalid("nodeName", spec.Text("nodeName"), error);
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Unchanged("spec", old);
    }
}
