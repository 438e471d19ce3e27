using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what may change in a Job: little once it has started.</summary>
internal static class JobUpdateValidation
{
    /// <summary>Checks a change of the spec.</summary>
    public static void Spec(Part spec, MapValue old)
    {
        var before = old.Map("spec") ?? MapValue.Empty;
        Completions(spec, before);
        spec.Unchanged("selector", before);
        Template(spec, before, old.Map("status") ?? MapValue.Empty);
        spec.Unchanged("completionMode", before);
        spec.Unchanged("podFailurePolicy", before);
        spec.Unchanged("backoffLimitPerIndex", before);
        spec.Unchanged("managedBy", before);
        spec.Unchanged("successPolicy", before);
    }

    private static void Completions(Part spec, MapValue before)
    {
        if (spec.Text("completionMode") != "Indexed")
            spec.Unchanged("completions", before);
        else if (
            !Checks.Same(spec["completions"], before["completions"])
            && spec.Has("completions")
            && spec.Whole("completions") != spec.Whole("parallelism")
        )
            spec.Invalid("completions", spec["completions"], "can only be modified in tandem with spec.parallelism");
    }

    private static void Template(Part spec, MapValue before, MapValue status)
    {
        var template = before.Map("template") ?? MapValue.Empty;
        var now = spec.Map.Map("template") ?? MapValue.Empty;
        if (before.Flag("suspend") == true && !status.Has("startTime"))
            template = WithSchedulingOf(template, now);
        if (!Checks.Same(now, template))
            spec.Invalid("template", now, Checks.FieldIsImmutable);
    }

    /// <summary>Until a suspended Job starts, where its pods run may still change.</summary>
    private static MapValue WithSchedulingOf(MapValue template, MapValue now)
    {
        template = template
            .WithAt(now.At("metadata", "annotations"), "metadata", "annotations")
            .WithAt(now.At("metadata", "labels"), "metadata", "labels")
            .WithAt(now.At("spec", "nodeSelector"), "spec", "nodeSelector")
            .WithAt(now.At("spec", "tolerations"), "spec", "tolerations")
            .WithAt(now.At("spec", "schedulingGates"), "spec", "schedulingGates")
            .WithAt(now.At("spec", "affinity", "nodeAffinity"), "spec", "affinity", "nodeAffinity");
        return now.At("spec", "affinity") is null && template.At("spec", "affinity") is MapValue { Count: 0 }
            ? template.WithAt(null, "spec", "affinity")
            : template;
    }
}
