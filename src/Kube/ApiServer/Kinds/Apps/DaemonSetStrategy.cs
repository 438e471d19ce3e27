using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>DaemonSets. An annotation counts the changes of the template, as it did before there were revisions.</summary>
internal sealed class DaemonSetStrategy : BuiltinStrategy
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly MapValue Rolling = MapValue.Of(
        ("rollingUpdate", MapValue.Of(("maxSurge", 0), ("maxUnavailable", 1)))
    );

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.apps.v1.DaemonSetStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static spec => spec.Edit("updateStrategy", Strategy).Edit("template", PodDefaults.Template));

    private static MapValue Strategy(MapValue strategy) =>
        strategy.Text("type") == "RollingUpdate" ? strategy.WithDefaults(Rolling) : strategy;

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        WithTemplateGeneration(base.PrepareForCreate(root), Math.Max(1, TemplateGenerationOf(root)));

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old)
    {
        var changed = !Checks.Same(root.Map("spec")?["template"], old.Map("spec")?["template"]);
        return WithTemplateGeneration(base.PrepareForUpdate(root, old), TemplateGenerationOf(old) + (changed ? 1 : 0));
    }

    private static long TemplateGenerationOf(MapValue root) =>
        long.TryParse(
            root.Map("metadata")?.Map("annotations")?.Text(TemplateGeneration),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    private static MapValue WithTemplateGeneration(MapValue root, long number) =>
        TemplateGenerationOf(root) == number
            ? root
            : root.WithAt(number.ToString(CultureInfo.InvariantCulture), "metadata", "annotations", TemplateGeneration);

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.LabelSelector("selector");
        PodTemplateValidation.Selected(spec, AppsRules.SelectorOf(spec));
        if (spec.Has("selector") && AppsRules.IsEmpty(spec.Child("selector")))
            spec.Invalid("selector", spec["selector"], "empty selector is invalid for daemonset");
        PodTemplateValidation.Validate(spec);
        ReadOnlyDisks(spec);
        PodTemplateValidation.RunsForever(spec, "DaemonSet");
        spec.NonNegative("minReadySeconds");
        UpdateStrategy(spec);
        spec.NonNegative("revisionHistoryLimit");
    }

    /// <summary>Pods on many nodes cannot write to one disk.</summary>
    private static void ReadOnlyDisks(Part spec)
    {
        foreach (var volume in spec.Child("template").Child("spec").Items("volumes"))
        {
            if (volume.Has("gcePersistentDisk") && !volume.Child("gcePersistentDisk").Flag("readOnly"))
                volume
                    .Child("gcePersistentDisk")
                    .Invalid(
                        "readOnly",
                        false,
                        "must be true for replicated pods > 1; GCE PD can only be mounted on multiple machines if it is read-only"
                    );
        }
    }

    private static void UpdateStrategy(Part spec)
    {
        var strategy = spec.Child("updateStrategy");
        switch (strategy.Text("type"))
        {
            case "OnDelete":
                break;
            case "RollingUpdate":
                if (strategy.Has("rollingUpdate"))
                    RollingUpdate(strategy.Child("rollingUpdate"));
                else
                    strategy.Required("rollingUpdate");
                break;
            default:
                spec.NotSupported("updateStrategy", strategy.Map, "RollingUpdate", "OnDelete");
                break;
        }
    }

    private static void RollingUpdate(Part rolling)
    {
        rolling.WholeOrPercent("maxUnavailable");
        rolling.WholeOrPercent("maxSurge");
        rolling.AtMost100Percent("maxUnavailable");
        rolling.AtMost100Percent("maxSurge");
        var unavailable = Checks.WholeOrPercentValue(rolling["maxUnavailable"]) != 0;
        var surge = Checks.WholeOrPercentValue(rolling["maxSurge"]) != 0;
        if (unavailable && surge)
            rolling.Invalid("maxSurge", rolling["maxSurge"], "may not be set when maxUnavailable is non-zero");
        else if (!unavailable && !surge)
            rolling.Required("maxUnavailable", "cannot be 0 when maxSurge is 0");
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
        AppsRules.Counts(
            status,
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady",
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount"
        );
        AppsRules.Collisions(status, old);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");
}
