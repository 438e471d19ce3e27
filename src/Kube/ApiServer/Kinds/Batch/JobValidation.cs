using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks Jobs and the templates of them.</summary>
internal static class JobValidation
{
    private const int MostIndexes = 100_000;
    private const int MostParallelWithManyIndexes = 10_000;
    private const string NeedsIndexes = "requires indexed completion mode";

    /// <summary>The selector and labels that were made from name and uid must be those.</summary>
    public static void GeneratedSelector(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Flag("manualSelector") || !spec.Has("selector"))
            return;
        var metadata = root.Child("metadata");
        var uid = metadata.Text("uid");
        var name = metadata.Text("name");
        if (uid.Length == 0)
            metadata.Required("uid");
        var template = spec.Child("template").Child("metadata");
        HasLabel(template, JobStrategy.UidLabels[1], uid);
        HasLabel(template, JobStrategy.NameLabels[1], name);
        HasLabel(template, JobStrategy.UidLabels[0], uid);
        HasLabel(template, JobStrategy.NameLabels[0], name);
        var expected = MapValue.Of(
            (JobStrategy.UidLabels[0], uid),
            (JobStrategy.UidLabels[1], uid),
            (JobStrategy.NameLabels[0], name),
            (JobStrategy.NameLabels[1], name)
        );
        if (!AppsRules.SelectorOf(spec).Matches(expected))
            spec.Invalid("selector", spec["selector"], "`selector` not auto-generated");
    }

    private static void HasLabel(Part metadata, string label, string value)
    {
        var labels = metadata.Map.Map("labels");
        if (labels?[label] is not { } actual)
            metadata.RequiredEntry("labels", label, $"must be '{value}'");
        else if (actual is not StringValue { Text: var text } || text != value)
            metadata.InvalidEntry("labels", label, labels, $"must be '{value}'");
    }

    /// <summary>Checks the spec of a Job, whose selector must be there.</summary>
    public static void SpecWithSelector(Part spec)
    {
        Spec(spec);
        if (spec.Has("selector"))
            spec.LabelSelector("selector");
        else
            spec.Required("selector");
        PodTemplateValidation.Selected(spec, AppsRules.SelectorOf(spec));
    }

    /// <summary>Checks the spec in a template of Jobs: the selector will be made.</summary>
    public static void SpecWithoutSelector(Part spec)
    {
        Spec(spec);
        if (spec.Has("selector"))
            spec.Invalid("selector", spec["selector"], "`selector` will be auto-generated");
        if (spec.Flag("manualSelector"))
            spec.NotSupported("manualSelector", true, "nil", "false");
    }

    private static void Spec(Part spec)
    {
        spec.NonNegative("parallelism");
        spec.NonNegative("completions");
        spec.NonNegative("activeDeadlineSeconds");
        spec.NonNegative("backoffLimit");
        spec.NonNegative("ttlSecondsAfterFinished");
        spec.NonNegative("backoffLimitPerIndex");
        if (spec.Has("maxFailedIndexes"))
        {
            spec.NonNegative("maxFailedIndexes");
            if (!spec.Has("backoffLimitPerIndex"))
                spec.Required("backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }
        if (spec.Has("managedBy"))
        {
            Formats.DomainPrefixedPath(spec, "managedBy");
            if (spec.Text("managedBy").Length > 63)
                spec.TooLong("managedBy", 63);
        }
        spec.OneOf("completionMode", "NonIndexed", "Indexed");
        Indexes(spec, spec.Text("completionMode"));
        if (spec.Has("podFailurePolicy"))
            JobPolicyValidation.Failure(spec);
        if (spec.Has("successPolicy"))
        {
            if (spec.Text("completionMode") == "Indexed")
                JobPolicyValidation.Success(spec);
            else
                spec.Invalid("successPolicy", spec["successPolicy"], NeedsIndexes);
        }
        if (spec.Has("podFailurePolicy"))
            spec.OneOf("podReplacementPolicy", "Failed");
        else
            spec.OneOf("podReplacementPolicy", "Failed", "TerminatingOrFailed");
        PodTemplateValidation.Validate(spec);
        RestartPolicy(spec);
    }

    private static void Indexes(Part spec, string mode)
    {
        if (mode is "" or "NonIndexed")
        {
            if (spec.Has("backoffLimitPerIndex"))
                spec.Invalid("backoffLimitPerIndex", spec["backoffLimitPerIndex"], NeedsIndexes);
            if (spec.Has("maxFailedIndexes"))
                spec.Invalid("maxFailedIndexes", spec["maxFailedIndexes"], NeedsIndexes);
        }
        if (mode != "Indexed")
            return;
        if (!spec.Has("completions"))
            spec.Required("completions", "when completion mode is Indexed");
        AtMost(spec, "parallelism", MostIndexes, " when completion mode is Indexed");
        if (spec.Has("completions") && spec.Whole("maxFailedIndexes") > spec.Whole("completions"))
        {
            spec.Invalid("maxFailedIndexes", spec["maxFailedIndexes"], "must be less than or equal to completions");
        }
        AtMost(spec, "maxFailedIndexes", MostIndexes, "");
        if (spec.Whole("completions") <= MostIndexes || !spec.Has("backoffLimitPerIndex"))
            return;
        const string many = " when completions are above 100000 and used with backoff limit per index";
        if (!spec.Has("maxFailedIndexes"))
            spec.Required("maxFailedIndexes", "must be specified when completions is above 100000");
        AtMost(spec, "parallelism", MostParallelWithManyIndexes, many);
        AtMost(spec, "maxFailedIndexes", MostParallelWithManyIndexes, many);
    }

    private static void AtMost(Part spec, string key, int limit, string when)
    {
        if (spec.Whole(key) > limit)
            spec.Invalid(key, spec[key], $"must be less than or equal to {limit}{when}");
    }

    private static void RestartPolicy(Part spec)
    {
        var pod = spec.Child("template").Child("spec");
        var policy = pod.Text("restartPolicy");
        if (policy is "" or "Always")
            pod.Required("restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        else if (policy is not ("OnFailure" or "Never"))
            pod.NotSupported("restartPolicy", policy, "OnFailure", "Never");
        else if (policy != "Never" && spec.Has("podFailurePolicy"))
            pod.Invalid("restartPolicy", policy, "only \"Never\" is supported when podFailurePolicy is specified");
    }
}
