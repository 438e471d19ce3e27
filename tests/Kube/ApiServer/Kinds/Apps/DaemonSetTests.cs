using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class DaemonSetTests
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly Registry Sets = Registry.Of("apps/v1", "daemonsets");

    private static MapValue Sample => Samples.Of(Sets.Definition);

    private static string? Generation(MapValue root) =>
        root.Map("metadata")!.Map("annotations")!.Text(TemplateGeneration);

    [Fact]
    public void A_set_gets_what_the_original_gives_it()
    {
        var root = Sets.Create(Sample);
        Assert.Equal(
            """{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"}""",
            root.At("spec", "updateStrategy")!.ToString()
        );
        Assert.Equal(
            """{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}""",
            root["status"]!.ToString()
        );
        Assert.Equal(10, root.Map("spec")!.Integer("revisionHistoryLimit"));
    }

    [Fact]
    public void An_annotation_counts_changes_of_the_template()
    {
        var old = Sets.Create(Sample);
        Assert.Equal("1", Generation(old));
        var unlabelled = old.WithAt(null, "metadata", "annotations").WithAt(3, "spec", "minReadySeconds");
        Assert.Equal("1", Generation(Sets.Strategy.PrepareForUpdate(unlabelled, old)));
        var changed = old.WithAt("x", "spec", "template", "metadata", "labels", "b");
        Assert.Equal("2", Generation(Sets.Strategy.PrepareForUpdate(changed, old)));
    }

    [Theory]
    [InlineData(
        "1",
        "1",
        "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"
    )]
    [InlineData(
        "0",
        "0",
        "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"
    )]
    public void Surge_excludes_unavailability(string surge, string unavailable, string error) =>
        Assert.Equal(
            [error],
            Sets.CreateErrors(
                Sample.WithAt(
                    Registry.Parse($$"""{"maxSurge":{{surge}},"maxUnavailable":{{unavailable}}}"""),
                    "spec",
                    "updateStrategy",
                    "rollingUpdate"
                )
            )
        );

    [Fact]
    public void The_selector_selects_the_template()
    {
        Assert.Equal(
            [
                "spec.template.metadata.labels: Invalid value: {\"app\":\"a\"}: `selector` does not match template `labels`",
            ],
            Sets.CreateErrors(Sample.WithAt("b", "spec", "selector", "matchLabels", "app"))
        );
        Assert.Equal(
            ["spec.selector: Invalid value: {}: empty selector is invalid for daemonset"],
            Sets.CreateErrors(Sample.WithAt(MapValue.Empty, "spec", "selector"))
        );
    }
}
