using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Jobs: done when all clusters are done, failed when one has failed. A Job that is over stays as it is.</summary>
internal static class JobAggregation
{
    public static MapValue Job(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var status = template.Status;
        if (IsTrue(status, "Complete") || IsTrue(status, "Failed"))
            return status;
        foreach (var name in new[] { "active", "failed", "succeeded" })
            status = status.WithCount(name, items.Sum(name));
        var reporting = items.Where(i => i.Status is not null).Select(i => (i.ClusterName, Status: i.Status!)).ToList();
        var all = items.Count > 0 && reporting.Count == items.Count;
        if (all && reporting.TrueForAll(r => r.Status.Text("startTime") is not null))
            status = status.With(
                "startTime",
                reporting.Select(r => r.Status.Text("startTime")!).Min(StringComparer.Ordinal)!
            );

        var failed = reporting.Where(r => IsTrue(r.Status, "Failed")).ToList();
        if (failed.Count > 0)
        {
            var time = failed.Select(r => TimeOf(r.Status, "Failed")).Max(StringComparer.Ordinal);
            var message =
                $"Job executed failed in member clusters: {string.Join(",", failed.Select(r => r.ClusterName))}";
            status = With(status, "FailureTarget", "JobFailed", message, time);
            return With(status, "Failed", "JobFailed", message, time);
        }
        if (all && reporting.TrueForAll(r => IsTrue(r.Status, "SuccessCriteriaMet")))
        {
            var time = reporting.Select(r => TimeOf(r.Status, "SuccessCriteriaMet")).Max(StringComparer.Ordinal);
            status = With(
                status,
                "SuccessCriteriaMet",
                "CompletionsReached",
                "Reached expected number of succeeded pods",
                time
            );
        }
        if (all && reporting.TrueForAll(r => IsTrue(r.Status, "Complete")))
        {
            var time = reporting.Select(r => TimeOf(r.Status, "Complete")).Max(StringComparer.Ordinal);
            status = With(status, "Complete", "Completed", "Job completed", time);
            if (reporting.TrueForAll(r => r.Status.Text("completionTime") is not null))
                status = status.With(
                    "completionTime",
                    reporting.Select(r => r.Status.Text("completionTime")!).Max(StringComparer.Ordinal)!
                );
        }
        return status;
    }

    public static MapValue CronJob(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var statuses = items.Select(i => i.Status).OfType<MapValue>().ToList();
        var active = ListValue.From(statuses.SelectMany(s => s.List("active") ?? ListValue.Empty));
        var status = template.Status.With("active", active.Count == 0 ? null : active);
        foreach (var name in new[] { "lastScheduleTime", "lastSuccessfulTime" })
        {
            if (statuses.Select(s => s.Text(name)).Max(StringComparer.Ordinal) is { } latest)
                status = status.With(name, latest);
        }
        return status;
    }

    private static bool IsTrue(MapValue status, string type) => Conditions.IsTrue(status, type);

    // RFC 3339 in UTC sorts as text.
    private static string TimeOf(MapValue status, string type) =>
        Conditions.Find(status, type)?.Text("lastTransitionTime") ?? "";

    private static MapValue With(MapValue status, string type, string reason, string message, string? time)
    {
        if (IsTrue(status, type))
            return status;
        var when = time is { Length: > 0 } ? (Value)time : null;
        var condition = MapValue.Of(
            ("lastProbeTime", when),
            ("lastTransitionTime", when),
            ("message", message),
            ("reason", reason),
            ("status", "True"),
            ("type", type)
        );
        return status.With("conditions", (status.List("conditions") ?? ListValue.Empty).Add(condition));
    }
}
