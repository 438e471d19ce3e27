using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What controllers read of a pod.</summary>
internal static class PodFacts
{
    public static string Phase(KubeObject pod) => pod.Status.Text("phase") ?? "";

    public static string NodeName(KubeObject pod) => pod.Spec.Text("nodeName") ?? "";

    public static bool IsFinished(KubeObject pod) => Phase(pod) is "Succeeded" or "Failed";

    /// <summary>Whether it runs or is to run: neither finished nor being deleted.</summary>
    public static bool IsActive(KubeObject pod) => !pod.IsDeleting && !IsFinished(pod);

    /// <summary>Whether it is being deleted and has not finished yet.</summary>
    public static bool IsTerminating(KubeObject pod) => pod.IsDeleting && !IsFinished(pod);

    public static bool IsReady(KubeObject pod) => ReadyCondition(pod)?.Text("status") == "True";

    /// <summary>Since when it is ready; null when it is not.</summary>
    public static DateTimeOffset? ReadySince(KubeObject pod) =>
        ReadyCondition(pod) is { } ready && ready.Text("status") == "True"
            ? Timestamps.TryParse(ready.Text("lastTransitionTime"))
            : null;

    /// <summary>Whether it has been ready for so many seconds.</summary>
    public static bool IsAvailable(KubeObject pod, long minReadySeconds, DateTimeOffset now) =>
        IsReady(pod)
        && (minReadySeconds == 0 || ReadySince(pod) is { } since && since.AddSeconds(minReadySeconds) <= now);

    /// <summary>In what time a ready pod becomes available; null when it is, or is not ready.</summary>
    public static TimeSpan? UntilAvailable(KubeObject pod, long minReadySeconds, DateTimeOffset now) =>
        ReadySince(pod) is { } since && since.AddSeconds(minReadySeconds) > now
            ? since.AddSeconds(minReadySeconds) - now
            : null;

    public static MapValue? ReadyCondition(KubeObject pod) => Conditions.Find(pod.Status, "Ready");

    /// <summary>The most restarts of any of its containers.</summary>
    public static long MostRestarts(KubeObject pod)
    {
        var most = 0L;
        foreach (var container in pod.Status.Maps("containerStatuses"))
            most = Math.Max(most, container.Integer("restartCount") ?? 0);
        return most;
    }

    /// <summary>What its owner gives for it when pods must go (<c>controller.kubernetes.io/pod-deletion-cost</c>).</summary>
    public static int DeletionCost(KubeObject pod) =>
        int.TryParse(
            pod.Annotations.Text("controller.kubernetes.io/pod-deletion-cost"),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var cost
        )
            ? cost
            : 0;
}
