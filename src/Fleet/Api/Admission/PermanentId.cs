using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>
/// Permanent ids: labels that name an object for good. Unlike uids they survive backup and restore, so what points at an object by its
/// permanent id still does afterwards.
/// </summary>
internal static class PermanentId
{
    /// <summary>Gives an object an id unless it has one.</summary>
    public static MapValue Ensure(MapValue root, string label, IIdentitySource identities) =>
        (root.At("metadata", "labels", label) as StringValue)?.Text is { Length: > 0 }
            ? root
            : root.WithAt((Value)identities.NewUid(), "metadata", "labels", label);

    /// <summary>Adds a finalizer unless it is there.</summary>
    public static MapValue EnsureFinalizer(MapValue root, string finalizer)
    {
        var finalizers = root.At("metadata", "finalizers") as ListValue ?? ListValue.Empty;
        return finalizers.Texts.Contains(finalizer)
            ? root
            : root.WithAt(finalizers.Add(finalizer), "metadata", "finalizers");
    }

    /// <summary>An id must be there and stays as it is.</summary>
    public static void Check(MapValue root, MapValue? old, string label, List<FieldError> errors)
    {
        var id = Read(root, label);
        if (id.Length == 0)
        {
            errors.Add(
                FieldError.Required(
                    "metadata.labels",
                    $"label {label} is required, it should be set by the mutating admission webhook during creation"
                )
            );
        }
        else if (old is not null && Read(old, label) != id)
        {
            errors.Add(
                FieldError.Invalid(
                    "metadata.labels",
                    id,
                    $"label {label} is immutable, it can only be set by the system during creation"
                )
            );
        }
    }

    private static string Read(MapValue root, string label) =>
        (root.At("metadata", "labels", label) as StringValue)?.Text ?? "";
}
