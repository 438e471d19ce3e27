using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class CronJobTests
{
    private static readonly Registry Jobs = Registry.Of("batch/v1", "cronjobs");

    private static MapValue Sample => Samples.Of(Jobs.Definition);

    [Fact]
    public void A_job_gets_what_the_original_gives_it() =>
        Assert.Equal(
            """
            {"concurrencyPolicy":"Allow","failedJobsHistoryLimit":1,"schedule":"*/5 * * * *","successfulJobsHistoryLimit":3,"suspend":false}
            """,
            Jobs.Create(Sample).Map("spec")!.Without("jobTemplate").ToString()
        );

    [Theory]
    [InlineData("0 0 1 jan mon-fri", null)]
    [InlineData("@daily", null)]
    [InlineData("@every 1h30m", null)]
    [InlineData("*/15 0-5,20 ? * *", null)]
    [InlineData("", "empty spec string")]
    [InlineData("* * * *", "expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("5-2 * * * *", "beginning of range (5) beyond end of range (2): 5-2")]
    [InlineData("x * * * *", "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("1-2-3 * * * *", "too many hyphens: 1-2-3")]
    [InlineData("*/1/2 * * * *", "too many slashes: */1/2")]
    [InlineData("@often", "unrecognized descriptor: @often")]
    public void Schedules_are_read_as_the_original_reads_them(string schedule, string? error) =>
        Assert.Equal(error, CronFormat.Error(schedule));

    [Fact]
    public void Bad_schedules_are_refused()
    {
        Assert.Equal(
            ["spec.schedule: Invalid value: \"hello\": expected exactly 5 fields, found 1: [hello]"],
            Jobs.CreateErrors(Sample.WithAt("hello", "spec", "schedule"))
        );
        Assert.Equal(
            [
                "spec.schedule: Invalid value: \"TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
            ],
            Jobs.CreateErrors(Sample.WithAt("TZ=UTC * * * * *", "spec", "schedule"))
        );
        Assert.Equal(
            ["spec.timeZone: Invalid value: \"Mars/Base\": unknown time zone Mars/Base"],
            Jobs.CreateErrors(Sample.WithAt("Mars/Base", "spec", "timeZone"))
        );
    }

    [Fact]
    public void A_name_leaves_room_for_the_time()
    {
        var name = new string('a', 53);
        Assert.Equal(
            [$"metadata.name: Invalid value: \"{name}\": must be no more than 52 characters"],
            Jobs.CreateErrors(Sample.WithAt(name, "metadata", "name"))
        );
    }

    [Fact]
    public void The_selector_of_its_jobs_is_made() =>
        Assert.Equal(
            ["spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated"],
            Jobs.CreateErrors(Sample.WithAt(MapValue.Empty, "spec", "jobTemplate", "spec", "selector"))
        );
}
