using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>StatefulSets.</summary>
internal sealed class StatefulSetStrategy : BuiltinStrategy
{
    private const string Updatable =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly string[] Mutable =
    [
        "minReadySeconds",
        "ordinals",
        "persistentVolumeClaimRetentionPolicy",
        "replicas",
        "revisionHistoryLimit",
        "template",
        "updateStrategy",
    ];

    private static readonly MapValue Rolling = MapValue.Of(
        ("rollingUpdate", MapValue.Of(("maxUnavailable", 1), ("partition", 0)))
    );

    private static readonly MapValue Claim = MapValue.Of(("apiVersion", "v1"), ("kind", "PersistentVolumeClaim"));

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.apps.v1.StatefulSetStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit(
            "spec",
            static spec =>
                spec.Edit("updateStrategy", Strategy)
                    .Edit("template", PodDefaults.Template)
                    .EditEach("volumeClaimTemplates", static claim => claim.WithDefaults(Claim))
        );

    private static MapValue Strategy(MapValue strategy) =>
        strategy.Text("type") == "RollingUpdate" ? strategy.WithDefaults(Rolling) : strategy;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Text("podManagementPolicy") is not ("OrderedReady" or "Parallel"))
            spec.Invalid("podManagementPolicy", spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'");
        UpdateStrategy(spec);
        RetentionPolicy(spec);
        spec.NonNegative("replicas");
        spec.NonNegative("minReadySeconds");
        spec.Child("ordinals").NonNegative("start");
        AppsRules.Selector(spec, "statefulset");
        var selector = AppsRules.SelectorOf(spec);
        if (!selector.IsEverything)
            PodTemplateValidation.Selected(spec, selector);
        PodTemplateValidation.Metadata(spec.Child("template"));
        PodTemplateValidation.RunsForever(spec, "StatefulSet");
    }

    private static void UpdateStrategy(Part spec)
    {
        var strategy = spec.Child("updateStrategy");
        var rolling = strategy.Child("rollingUpdate");
        switch (strategy.Text("type"))
        {
            case "OnDelete":
                if (strategy.Has("rollingUpdate"))
                    strategy.Invalid("rollingUpdate", rolling.Map, "only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "RollingUpdate":
                rolling.NonNegative("partition");
                if (!rolling.Has("maxUnavailable"))
                    break;
                rolling.WholeOrPercent("maxUnavailable");
                if (Checks.WholeOrPercentValue(rolling["maxUnavailable"]) == 0)
                    rolling.Invalid("maxUnavailable", rolling["maxUnavailable"], "cannot be 0");
                rolling.AtMost100Percent("maxUnavailable");
                break;
            default:
                spec.Invalid("updateStrategy", strategy.Map, "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static void RetentionPolicy(Part spec)
    {
        if (!spec.Has("persistentVolumeClaimRetentionPolicy"))
            return;
        var policy = spec.Child("persistentVolumeClaimRetentionPolicy");
        policy.OneOf("whenDeleted", "Retain", "Delete");
        policy.OneOf("whenScaled", "Retain", "Delete");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var before = old.Map("spec") ?? MapValue.Empty;
        var spec = root.Map.Map("spec") ?? MapValue.Empty;
        if (!Same(spec, before) || !Same(before, spec))
            root.Forbidden("spec", Updatable);
    }

    private static bool Same(MapValue a, MapValue b)
    {
        foreach (var (key, value) in a)
        {
            if (!Mutable.AsSpan().Contains(key) && !Checks.Same(value, b[key]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        const string above = "cannot be greater than status.replicas";
        AppsRules.Counts(
            status,
            "replicas",
            "readyReplicas",
            "currentReplicas",
            "updatedReplicas",
            "availableReplicas",
            "observedGeneration",
            "collisionCount"
        );
        AppsRules.NotAbove(status, "readyReplicas", "replicas", above);
        AppsRules.NotAbove(status, "currentReplicas", "replicas", above);
        AppsRules.NotAbove(status, "updatedReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "replicas", above);
        AppsRules.NotAbove(status, "availableReplicas", "readyReplicas", "cannot be greater than status.readyReplicas");
        AppsRules.Collisions(status, old);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.DnsLabelError(name);
}
