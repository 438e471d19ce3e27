using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ReplicationControllers: selector and labels are the template's unless given, and pods outlive their controller.</summary>
internal sealed class ReplicationControllerStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.ReplicationControllerStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override string DefaultPropagationPolicy => "Orphan";

    /// <inheritdoc/>
    public override MapValue Default(MapValue root)
    {
        if (root.At("spec", "template", "metadata", "labels") is MapValue { Count: > 0 } labels)
        {
            if (root.At("spec", "selector") is not MapValue { Count: > 0 })
                root = root.WithAt(labels, "spec", "selector");
            if (root.At("metadata", "labels") is not MapValue { Count: > 0 })
                root = root.WithAt(labels, "metadata", "labels");
        }
        return root.Edit("spec", static spec => spec.Edit("template", PodDefaults.Template));
    }

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.NonNegative("minReadySeconds");
        var selector = spec.Map.Map("selector") ?? MapValue.Empty;
        if (selector.Count == 0)
            spec.Required("selector");
        spec.NonNegative("replicas");
        if (!spec.Has("template"))
        {
            spec.Required("template");
            return;
        }
        if (selector.Count > 0)
            PodTemplateValidation.Selected(spec, LabelSelector.OfLabels(selector));
        PodTemplateValidation.Validate(spec);
        PodTemplateValidation.RunsForever(spec, "ReplicationController");
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old) =>
        ReplicaSetStrategy.ReplicaStatus(status);

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["status.replicas"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "status.replicas" ? (obj.Status.Integer("replicas") ?? 0).ToString(CultureInfo.InvariantCulture) : "";
}
