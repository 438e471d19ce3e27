using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ControllerRevisions: data that never changes.</summary>
internal sealed class ControllerRevisionStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        root.NonNegative("revision");
        if (!root.Has("data"))
            root.Required("data", "data is mandatory");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        root.NonNegative("revision");
        root.Unchanged("data", old);
    }
}
