using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Jobs and CronJobs.</summary>
internal static class BatchPrinters
{
    private static readonly (string Condition, string Status)[] Ends = [("Complete", "Complete"), ("Failed", "Failed")];

    private static readonly (string Condition, string Status)[] Pauses =
    [
        ("Suspended", "Suspended"),
        ("FailureTarget", "FailureTarget"),
    ];

    /// <summary>The table of Jobs.</summary>
    public static TablePrinter Jobs { get; } =
        new(
            [
                Cell.NameColumn,
                new("Status"),
                new("Completions"),
                new("Duration") { Description = "Time required to complete the job." },
                Cell.AgeColumn,
                .. Cell.WorkloadColumns,
            ],
            static (job, now) =>
            {
                var (names, images) = Cell.Containers(job.MapAt("spec", "template", "spec"));
                return
                [
                    Cell.Name(job),
                    StatusOf(job),
                    Completions(job),
                    Duration(job.Status, now),
                    Cell.Age(job, now),
                    names,
                    images,
                    Cell.Selector(job.Spec.Map("selector")),
                ];
            }
        );

    /// <summary>The table of CronJobs.</summary>
    public static TablePrinter CronJobs { get; } =
        new(
            [
                Cell.NameColumn,
                new("Schedule"),
                new("Timezone"),
                new("Suspend", "boolean"),
                new("Active", "integer"),
                new("Last Schedule"),
                Cell.AgeColumn,
                .. Cell.WorkloadColumns,
            ],
            static (job, now) =>
            {
                var (names, images) = Cell.Containers(job.MapAt("spec", "jobTemplate", "spec", "template", "spec"));
                var last = job.Status.Text("lastScheduleTime");
                return
                [
                    Cell.Name(job),
                    Cell.Text(job.Spec, "schedule"),
                    job.Spec["timeZone"] as StringValue ?? Cell.None,
                    Cell.FlagWord(job.Spec, "suspend"),
                    Cell.Count(job.Status, "active"),
                    last is null ? Cell.None : Cell.Since(last, now),
                    Cell.Age(job, now),
                    names,
                    images,
                    Cell.Selector(job.MapAt("spec", "jobTemplate", "spec").Map("selector")),
                ];
            }
        );

    private static Value StatusOf(KubeObject job)
    {
        foreach (var (condition, status) in Ends)
        {
            if (Has(job, condition))
                return status;
        }
        if (job.IsDeleting)
            return "Terminating";
        foreach (var (condition, status) in Pauses)
        {
            if (Has(job, condition))
                return status;
        }
        return "Running";
    }

    private static bool Has(KubeObject job, string type) =>
        job.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status") == "True";

    private static Value Completions(KubeObject job)
    {
        var done = job.Status.Integer("succeeded") ?? 0;
        if (job.Spec.Integer("completions") is { } wanted)
            return string.Create(CultureInfo.InvariantCulture, $"{done}/{wanted}");
        var parallel = job.Spec.Integer("parallelism") ?? 0;
        return parallel > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{done}/1 of {parallel}")
            : string.Create(CultureInfo.InvariantCulture, $"{done}/1");
    }

    private static Value Duration(MapValue status, DateTimeOffset now)
    {
        if (Timestamps.TryParse(status.Text("startTime")) is not { } start)
            return "";
        return HumanDuration.Format((Timestamps.TryParse(status.Text("completionTime")) ?? now) - start);
    }
}
