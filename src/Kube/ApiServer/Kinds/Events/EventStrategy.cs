using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Events of the core group.</summary>
internal sealed class EventStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    protected override void Validate(Part root) => EventValidation.Both(root, "reportingComponent");

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.PathSegmentError(name);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "involvedObject.apiVersion",
        "involvedObject.fieldPath",
        "involvedObject.kind",
        "involvedObject.name",
        "involvedObject.namespace",
        "involvedObject.resourceVersion",
        "involvedObject.uid",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field)
    {
        const string about = "involvedObject.";
        if (field.StartsWith(about, StringComparison.Ordinal))
            return obj.Root.Map("involvedObject")?.Text(field[about.Length..]) ?? "";
        if (field != "source")
            return obj.Root.Text(field) ?? "";
        return obj.Root.Map("source")?.Text("component") is { Length: > 0 } component
            ? component
            : obj.Root.Text("reportingComponent") ?? "";
    }
}
