using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class ReplicationControllerTests
{
    private static readonly Registry Controllers = Registry.Of("v1", "replicationcontrollers");

    private static MapValue Sample => Samples.Of(Controllers.Definition);

    [Fact]
    public void Selector_and_labels_are_those_of_the_template()
    {
        var root = Controllers.Create(Sample);
        Assert.Equal("""{"app":"a"}""", root.At("spec", "selector")!.ToString());
        Assert.Equal("""{"app":"a"}""", root.At("metadata", "labels")!.ToString());
        Assert.Equal("""{"replicas":0}""", root["status"]!.ToString());
        Assert.Equal("Orphan", Controllers.Strategy.DefaultPropagationPolicy);
    }

    [Fact]
    public void There_is_a_selector_and_a_template()
    {
        Assert.Equal(
            ["spec.selector: Required value", "spec.template: Required value"],
            Controllers.CreateErrors(Sample.WithAt(null, "spec", "template"))
        );
        Assert.Equal(
            [
                "spec.template.metadata.labels: Invalid value: {\"app\":\"a\"}: `selector` does not match template `labels`",
            ],
            Controllers.CreateErrors(Sample.WithAt("b", "spec", "selector", "app"))
        );
    }
}
