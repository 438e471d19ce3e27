using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Events of the group <c>events.k8s.io</c>: the same objects as the core group's, under other names and stricter rules.</summary>
internal sealed class EventsV1Strategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override void Validate(MapValue root, ICollection<FieldError> errors)
    {
        var stored = Part.Root(EventViews.ToStored(root), errors);
        EventValidation.Both(stored, "reportingController");
        EventValidation.Strict(stored);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors)
    {
        var stored = Part.Root(EventViews.ToStored(root), errors);
        EventValidation.Both(stored, "reportingController");
        EventValidation.StrictUpdate(stored, EventViews.ToStored(old));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "reason",
        "regarding.apiVersion",
        "regarding.fieldPath",
        "regarding.kind",
        "regarding.name",
        "regarding.namespace",
        "regarding.resourceVersion",
        "regarding.uid",
        "reportingController",
        "type",
    ];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field)
    {
        const string about = "regarding.";
        return field.StartsWith(about, StringComparison.Ordinal)
            ? obj.Root.Map("regarding")?.Text(field[about.Length..]) ?? ""
            : obj.Root.Text(field) ?? "";
    }
}
