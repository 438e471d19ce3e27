using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>CronJobs.</summary>
internal sealed class CronJobStrategy : BuiltinStrategy
{
    private const int LongestName = 52;

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.batch.v1.CronJobStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit(
            "spec",
            static spec =>
                spec.Edit(
                    "jobTemplate",
                    static job => job.Edit("spec", static s => s.Edit("template", PodDefaults.Template))
                )
        );

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        Spec(root.Child("spec"), null);
        var name = root.Child("metadata").Text("name");
        // A Job's name is the CronJob's and eleven characters more.
        if (name.Length > LongestName)
            root.Child("metadata").Invalid("name", name, "must be no more than 52 characters");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old) => Spec(root.Child("spec"), old.Map("spec"));

    private static void Spec(Part spec, MapValue? before)
    {
        Schedule(spec, before);
        spec.NonNegative("startingDeadlineSeconds");
        if (before is null || spec.Map.Text("timeZone") != before.Text("timeZone"))
            TimeZone(spec);
        spec.RequiredOneOf("concurrencyPolicy", "Allow", "Forbid", "Replace");
        JobValidation.SpecWithoutSelector(spec.Child("jobTemplate").Child("spec"));
        spec.NonNegative("successfulJobsHistoryLimit");
        spec.NonNegative("failedJobsHistoryLimit");
    }

    private static void Schedule(Part spec, MapValue? before)
    {
        var schedule = spec.Text("schedule");
        if (schedule.Length == 0)
        {
            spec.Required("schedule");
            return;
        }
        if (CronFormat.Error(schedule) is { } error)
            spec.Invalid("schedule", schedule, error);
        if (!schedule.Contains("TZ", StringComparison.Ordinal))
            return;
        if (before?.Text("schedule")?.Contains("TZ", StringComparison.Ordinal) != true)
        {
            spec.Invalid("schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec.Has("timeZone"))
            spec.Invalid("schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }

    private static void TimeZone(Part spec)
    {
        if (spec["timeZone"] is not StringValue { Text: var zone })
            return;
        if (zone.Length == 0)
            spec.Invalid("timeZone", zone, "timeZone must be nil or non-empty string");
        else if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            spec.Invalid(
                "timeZone",
                zone,
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
            );
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            spec.Invalid("timeZone", zone, $"unknown time zone {zone}");
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(
            root.At("spec", "jobTemplate", "spec", "template", "spec") as MapValue ?? MapValue.Empty,
            "spec.jobTemplate.spec.template.spec"
        );
}
