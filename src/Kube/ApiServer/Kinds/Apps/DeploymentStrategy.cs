using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Deployments.</summary>
internal sealed class DeploymentStrategy : BuiltinStrategy
{
    private static readonly MapValue Rolling = MapValue.Of(
        ("rollingUpdate", MapValue.Of(("maxSurge", "25%"), ("maxUnavailable", "25%")))
    );

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.apps.v1.DeploymentStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static spec => spec.Edit("strategy", Strategy).Edit("template", PodDefaults.Template));

    private static MapValue Strategy(MapValue strategy) =>
        strategy.Text("type") == "RollingUpdate" ? strategy.WithDefaults(Rolling) : strategy;

    /// <summary>Labels stay the old ones on the status endpoint; annotations pass.</summary>
    public override MapValue PrepareForStatusUpdate(MapValue root, MapValue old) =>
        base.PrepareForStatusUpdate(root, old).WithAt(old.At("metadata", "labels"), "metadata", "labels");

    /// <summary>A change of annotations counts too: they travel to the ReplicaSets.</summary>
    public override bool BumpsGeneration(MapValue root, MapValue old) =>
        base.BumpsGeneration(root, old)
        || !Checks.Same(root.At("metadata", "annotations"), old.At("metadata", "annotations"));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.NonNegative("replicas");
        AppsRules.Selector(spec, "deployment");
        AppsRules.Template(spec, "ReplicaSet");
        UpdateStrategy(spec);
        spec.NonNegative("minReadySeconds");
        spec.NonNegative("revisionHistoryLimit");
        if (spec.Map.Integer("progressDeadlineSeconds") is not { } deadline)
            return;
        spec.NonNegative("progressDeadlineSeconds");
        if (deadline <= spec.Whole("minReadySeconds"))
            spec.Invalid("progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }

    private static void UpdateStrategy(Part spec)
    {
        var strategy = spec.Child("strategy");
        switch (strategy.Text("type"))
        {
            case "Recreate":
                if (strategy.Has("rollingUpdate"))
                    strategy.Forbidden("rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                if (strategy.Has("rollingUpdate"))
                    RollingUpdate(strategy.Child("rollingUpdate"));
                else
                    strategy.Required("rollingUpdate", "this should be defaulted and never be nil");
                break;
            default:
                spec.NotSupported("strategy", strategy.Map, "Recreate", "RollingUpdate");
                break;
        }
    }

    private static void RollingUpdate(Part rolling)
    {
        rolling.WholeOrPercent("maxUnavailable");
        rolling.WholeOrPercent("maxSurge");
        if (
            Checks.WholeOrPercentValue(rolling["maxUnavailable"]) == 0
            && Checks.WholeOrPercentValue(rolling["maxSurge"]) == 0
        )
            rolling.Invalid("maxUnavailable", rolling["maxUnavailable"] ?? 0, "may not be 0 when `maxSurge` is 0");
        rolling.AtMost100Percent("maxUnavailable");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Child("spec").Unchanged("selector", old.Map("spec") ?? MapValue.Empty);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        const string above = "cannot be greater than status.replicas";
        AppsRules.Counts(
            status,
            "observedGeneration",
            "replicas",
            "updatedReplicas",
            "readyReplicas",
            "availableReplicas",
            "unavailableReplicas",
            "terminatingReplicas",
            "collisionCount"
        );
        AppsRules.NotAbove(status, "updatedReplicas", "replicas", above);
        AppsRules.NotAbove(status, "readyReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas");
        AppsRules.Collisions(status, old);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");
}
