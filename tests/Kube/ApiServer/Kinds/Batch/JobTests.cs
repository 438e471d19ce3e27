using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class JobTests
{
    private const string Uid = "994df767-e06b-466a-a98e-429d3234100d";

    private static readonly Registry Jobs = Registry.Of("batch/v1", "jobs");

    private static MapValue Sample => Samples.Of(Jobs.Definition);

    private static List<string> Errors(Value? value, params ReadOnlySpan<string> path) =>
        Jobs.CreateErrors(Sample.WithAt(value, path));

    [Fact]
    public void A_job_gets_what_the_original_gives_it()
    {
        var root = Jobs.Create(Sample);
        var spec = root.Map("spec")!;
        Assert.Equal(
            """
            {"backoffLimit":6,"completionMode":"NonIndexed","completions":1,"manualSelector":false,"parallelism":1,"podReplacementPolicy":"TerminatingOrFailed","suspend":false}
            """,
            spec.Without("template").Without("selector").ToString()
        );
        Assert.Equal(
            $$$"""{"matchLabels":{"batch.kubernetes.io/controller-uid":"{{{Uid}}}"}}""",
            spec["selector"]!.ToString()
        );
        var labels =
            $$"""{"batch.kubernetes.io/controller-uid":"{{Uid}}","batch.kubernetes.io/job-name":"a","controller-uid":"{{Uid}}","job-name":"a"}""";
        Assert.Equal(labels, spec.At("template", "metadata", "labels")!.ToString());
        Assert.Equal(labels, root.At("metadata", "labels")!.ToString());
        Assert.Equal("{}", root["status"]!.ToString());
    }

    [Fact]
    public void Counts_follow_from_each_other()
    {
        Assert.Null(Jobs.Create(Sample.WithAt(3, "spec", "parallelism")).Map("spec")!["completions"]);
        Assert.Equal(1, Jobs.Create(Sample.WithAt(3, "spec", "completions")).Map("spec")!.Integer("parallelism"));
        Assert.Equal(
            int.MaxValue,
            Jobs.Create(Sample.WithAt(1, "spec", "backoffLimitPerIndex")).Map("spec")!.Integer("backoffLimit")
        );
    }

    [Fact]
    public void Pods_of_a_job_end()
    {
        Assert.Equal(
            ["spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""],
            Errors(null, "spec", "template", "spec", "restartPolicy")
        );
        Assert.Equal(
            ["spec.parallelism: Invalid value: -1: must be greater than or equal to 0"],
            Errors(-1, "spec", "parallelism")
        );
    }

    [Fact]
    public void A_selector_of_ones_own_is_manual()
    {
        var manual = Registry.Parse("""{"matchLabels":{"app":"x"}}""");
        Assert.Equal(
            [
                $$$"""spec.selector: Invalid value: {"matchLabels":{"app":"x","batch.kubernetes.io/controller-uid":"{{{Uid}}}"}}: `selector` not auto-generated""",
                $$"""
                spec.template.metadata.labels: Invalid value: {"batch.kubernetes.io/controller-uid":"{{Uid}}","batch.kubernetes.io/job-name":"a","controller-uid":"{{Uid}}","job-name":"a"}: `selector` does not match template `labels`
                """,
            ],
            Errors(manual, "spec", "selector")
        );
        var root = Sample
            .WithAt(manual, "spec", "selector")
            .WithAt(true, "spec", "manualSelector")
            .WithAt("x", "spec", "template", "metadata", "labels", "app");
        Assert.Empty(Jobs.CreateErrors(root));
    }

    [Fact]
    public void Indexes_need_completions()
    {
        Assert.Equal(
            ["spec.completions: Required value: when completion mode is Indexed"],
            Jobs.CreateErrors(Sample.WithAt("Indexed", "spec", "completionMode").WithAt(2, "spec", "parallelism"))
        );
        Assert.Equal(
            ["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"],
            Errors(1, "spec", "backoffLimitPerIndex")
        );
    }

    [Theory]
    [InlineData(
        """{"rules":[{"action":"FailJob"}]}""",
        "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required"
    )]
    [InlineData(
        """{"rules":[{"action":"Ignore","onExitCodes":{"operator":"In","values":[0]}}]}""",
        "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator"
    )]
    [InlineData(
        """{"rules":[{"action":"Ignore","onExitCodes":{"operator":"NotIn","values":[2,1]}}]}""",
        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered"
    )]
    public void Bad_failure_policies_are_refused(string policy, string error) =>
        Assert.Equal([error], Errors(Registry.Parse(policy), "spec", "podFailurePolicy"));

    [Theory]
    [InlineData("0-3", null)]
    [InlineData("0,2", null)]
    [InlineData("4", "too large index: \"4\"")]
    [InlineData("2,1", "non-increasing order, previous: 2, current: 1")]
    [InlineData("a", "cannot convert string to integer for index: \"a\"")]
    public void Success_names_indexes(string indexes, string? error)
    {
        var root = Sample
            .WithAt("Indexed", "spec", "completionMode")
            .WithAt(4, "spec", "completions")
            .WithAt(Registry.Parse($$"""{"rules":[{"succeededIndexes":"{{indexes}}"}]}"""), "spec", "successPolicy");
        Assert.Equal(
            error is null
                ? []
                :
                [
                    $"spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"{indexes}\": error parsing succeededIndexes: {error}",
                ],
            Jobs.CreateErrors(root)
        );
    }

    [Fact]
    public void Little_changes()
    {
        Assert.Empty(Jobs.ChangeErrors(Sample, 5, "spec", "parallelism"));
        Assert.Equal(
            ["spec.completions: Invalid value: 5: field is immutable"],
            Jobs.ChangeErrors(Sample, 5, "spec", "completions")
        );
        Assert.EndsWith(
            ": field is immutable",
            Assert.Single(Jobs.ChangeErrors(Sample, 5, "spec", "template", "spec", "terminationGracePeriodSeconds")),
            StringComparison.Ordinal
        );
        // While it is suspended, and before it starts, its pods may still be sent elsewhere.
        var suspended = Sample.WithAt(true, "spec", "suspend");
        Assert.Empty(Jobs.ChangeErrors(suspended, "ssd", "spec", "template", "spec", "nodeSelector", "disk"));
    }
}
