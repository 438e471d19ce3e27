using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks pod templates: what is particular to a template, its spec, and what workloads ask of it.</summary>
internal static class PodTemplateValidation
{
    /// <summary>Checks the template at a key.</summary>
    public static void Validate(Part owner, string key = "template")
    {
        var template = owner.Child(key);
        Metadata(template);
        PodSpecValidation.Validate(template.Child("spec"), ofPod: false, podName: "");
        if (template.Child("spec").Count("ephemeralContainers") > 0)
            template.Child("spec").Forbidden("ephemeralContainers", "ephemeral containers not allowed in pod template");
    }

    /// <summary>Checks a template's labels and annotations, which the original names as if they had no metadata around them.</summary>
    public static void Metadata(Part template)
    {
        var metadata = template with { Map = template.Map.Map("metadata") ?? MapValue.Empty };
        metadata.Labels("labels");
        metadata.Annotations("annotations");
        PodAnnotations.Validate(metadata.Child("annotations"), template.Map.Map("spec") ?? MapValue.Empty);
    }

    /// <summary>The labels of a workload's pods must be selected by its selector.</summary>
    public static void Selected(Part owner, LabelSelector selector, string key = "template")
    {
        var metadata = owner.Child(key).Child("metadata");
        var labels = metadata.Map.Map("labels");
        if (!selector.Matches(labels ?? MapValue.Empty))
            metadata.Invalid(
                "labels",
                labels ?? (Value)NullValue.Instance,
                "`selector` does not match template `labels`"
            );
    }

    /// <summary>Pods that a controller keeps running always restart and have no end.</summary>
    public static void RunsForever(Part owner, string kind, string key = "template")
    {
        var spec = owner.Child(key).Child("spec");
        if (spec.Text("restartPolicy") != "Always")
            spec.NotSupported("restartPolicy", spec.Text("restartPolicy"), "Always");
        if (spec.Has("activeDeadlineSeconds"))
            spec.Forbidden("activeDeadlineSeconds", $"activeDeadlineSeconds in {kind} is not Supported");
    }
}
