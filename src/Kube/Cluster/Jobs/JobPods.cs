using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What the Job controller reads of its pods, and what it makes them like.</summary>
internal static class JobPods
{
    /// <summary>Keeps a finished pod until it is counted.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    public const string IndexLabel = "batch.kubernetes.io/job-completion-index";

    public static bool IsTracked(KubeObject pod) => pod.Finalizers.Contains(Finalizer);

    public static bool Succeeded(KubeObject pod) => PodFacts.Phase(pod) == "Succeeded";

    /// <summary>
    /// Whether it counts as failed. One that is being deleted does as well, because it may never get to say so, unless the Job wants to see it end first.
    /// </summary>
    public static bool Failed(KubeObject pod, bool onlyWhenEnded) =>
        PodFacts.Phase(pod) == "Failed" || !onlyWhenEnded && pod.IsDeleting && !Succeeded(pod);

    public static int? IndexOf(KubeObject pod) =>
        int.TryParse(pod.Annotations.Text(IndexLabel), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    /// <summary>When a finished pod ended, as well as it can be told.</summary>
    public static DateTimeOffset? EndOf(KubeObject pod)
    {
        DateTimeOffset? end = null;
        foreach (var container in pod.Status.Maps("containerStatuses"))
        {
            var finished = Timestamps.TryParse(
                (container.At("state", "terminated", "finishedAt") as StringValue)?.Text
            );
            if (finished is not null && (end is null || finished > end))
                end = finished;
        }
        return end
            ?? pod.DeletionTimestamp
            ?? Timestamps.TryParse(PodFacts.ReadyCondition(pod)?.Text("lastTransitionTime"))
            ?? pod.CreationTimestamp;
    }

    /// <summary>How often the containers of pods that are not finished were started again.</summary>
    public static long Restarts(KubeObject pod) =>
        pod
            .Status.Maps("containerStatuses")
            .Concat(pod.Status.Maps("initContainerStatuses"))
            .Sum(static c => c.Integer("restartCount") ?? 0);

    /// <summary>The template of a pod, with the finalizer, and for an Indexed Job with its index.</summary>
    public static MapValue Template(MapValue template, string job, int? index)
    {
        var finalizers = (template.At("metadata", "finalizers") as ListValue ?? ListValue.Empty).Add(Finalizer);
        template = template.WithAt(finalizers, "metadata", "finalizers");
        if (index is not { } number)
            return template;
        var text = number.ToString(CultureInfo.InvariantCulture);
        return template
            .WithAt(text, "metadata", "annotations", IndexLabel)
            .WithAt(text, "metadata", "labels", IndexLabel)
            .WithAt($"{job}-{text}", "spec", "hostname")
            .WithAt(WithIndex(template, "containers"), "spec", "containers")
            .WithAt(WithIndex(template, "initContainers"), "spec", "initContainers");
    }

    private static ListValue? WithIndex(MapValue template, string key)
    {
        const string name = "JOB_COMPLETION_INDEX";
        if (template.Map("spec")?.List(key) is not { } containers)
            return null;
        var variable = MapValue.Of(
            ("name", name),
            ("valueFrom", MapValue.Of(("fieldRef", MapValue.Of(("fieldPath", $"metadata.labels['{IndexLabel}']")))))
        );
        return ListValue.From(
            containers.Maps.Select(c =>
                c.Maps("env").Any(static e => e.Text("name") == name)
                    ? c
                    : (Value)c.With("env", (c.List("env") ?? ListValue.Empty).Add(variable))
            )
        );
    }
}
