using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Namespaces: they carry their name as a label, and the finalizer <c>kubernetes</c> holds them until they are empty.</summary>
internal sealed class NamespaceStrategy : BuiltinStrategy
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    private static readonly Value Kubernetes = "kubernetes";

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.NamespaceStatus";

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) => Labelled(root);

    private static MapValue Labelled(MapValue root)
    {
        if (root.Map("metadata") is not { } metadata || metadata["name"] is not StringValue { Text.Length: > 0 } name)
            return root;
        return Value.Equal(metadata.Map("labels")?[NameLabel], name)
            ? root
            : root.With("metadata", metadata.WithAt(name, "labels", NameLabel));
    }

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root)
    {
        root = Labelled(base.PrepareForCreate(root));
        var spec = root.Map("spec") ?? MapValue.Empty;
        return spec.Texts("finalizers").Contains("kubernetes")
            ? root
            : root.With("spec", spec.With("finalizers", (spec.List("finalizers") ?? ListValue.Empty).Add(Kubernetes)));
    }

    /// <summary>Finalizers of the spec change only at the <c>finalize</c> endpoint.</summary>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        base.PrepareForUpdate(root, old)
            .With("spec", (root.Map("spec") ?? MapValue.Empty).With("finalizers", old.Map("spec")?["finalizers"]));

    /// <summary>At the <c>finalize</c> endpoint only the status stays.</summary>
    public override MapValue PrepareForPartUpdate(string subresource, MapValue root, MapValue old) =>
        subresource == "finalize"
            ? root.With("status", old["status"])
            : base.PrepareForPartUpdate(subresource, root, old);

    /// <inheritdoc/>
    public override bool HoldsDeletion(MapValue root) => root.Map("spec")?.List("finalizers") is { Count: > 0 };

    /// <inheritdoc/>
    public override MapValue PrepareForDelete(MapValue root) =>
        root.With("status", (root.Map("status") ?? MapValue.Empty).With("phase", "Terminating"));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        foreach (var name in spec.Map.Texts("finalizers"))
        {
            if ((Syntax.QualifiedNameError(name) ?? ObjectMetaValidation.FinalizerNameError(name)) is { } error)
                spec.Invalid("finalizers", name, error);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        var deleting = root.Map("metadata")?.Has("deletionTimestamp") == true;
        var phase = status.Text("phase");
        if (!deleting && phase != "Active")
            status.Invalid("Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
        if (deleting && phase != "Terminating")
            status.Invalid("Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.DnsLabelError(name);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["status.phase"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "status.phase" ? obj.Status.Text("phase") ?? "" : "";
}
