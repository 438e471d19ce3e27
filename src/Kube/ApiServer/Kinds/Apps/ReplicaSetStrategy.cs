using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ReplicaSets.</summary>
internal sealed class ReplicaSetStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.apps.v1.ReplicaSetStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static spec => spec.Edit("template", PodDefaults.Template));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.NonNegative("replicas");
        spec.NonNegative("minReadySeconds");
        AppsRules.Selector(spec, "deployment");
        AppsRules.Template(spec, "ReplicaSet");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Child("spec").Unchanged("selector", old.Map("spec") ?? MapValue.Empty);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old) => ReplicaStatus(status);

    /// <summary>Checks the status of a ReplicaSet or a ReplicationController.</summary>
    public static void ReplicaStatus(Part status)
    {
        const string above = "cannot be greater than status.replicas";
        AppsRules.Counts(
            status,
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "terminatingReplicas",
            "observedGeneration"
        );
        AppsRules.NotAbove(status, "fullyLabeledReplicas", "replicas", above);
        AppsRules.NotAbove(status, "readyReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas");
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");
}
