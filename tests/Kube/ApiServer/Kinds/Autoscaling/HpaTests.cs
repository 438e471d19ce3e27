using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class HpaTests
{
    private static readonly Registry V1 = Registry.Of("autoscaling/v1", "horizontalpodautoscalers");
    private static readonly Registry V2 = Registry.Of("autoscaling/v2", "horizontalpodautoscalers");

    private static MapValue Sample => Samples.Of(V2.Definition);

    [Fact]
    public void An_autoscaler_gets_what_the_original_gives_it()
    {
        var spec = V2.Create(Sample.WithAt(MapValue.Of(("scaleDown", MapValue.Empty)), "spec", "behavior"))
            .Map("spec")!;
        Assert.Equal(
            """
            [{"resource":{"name":"cpu","target":{"averageUtilization":80,"type":"Utilization"}},"type":"Resource"}]
            """,
            spec["metrics"]!.ToString()
        );
        Assert.Equal(
            """
            {"scaleDown":{"policies":[{"periodSeconds":15,"type":"Percent","value":100}],"selectPolicy":"Max"},"scaleUp":{"policies":[{"periodSeconds":15,"type":"Pods","value":4},{"periodSeconds":15,"type":"Percent","value":100}],"selectPolicy":"Max","stabilizationWindowSeconds":0}}
            """,
            spec["behavior"]!.ToString()
        );
        Assert.Equal(1, spec.Integer("minReplicas"));
        Assert.Equal("""{"currentMetrics":null,"desiredReplicas":0}""", V2.Create(Sample)["status"]!.ToString());
    }

    [Theory]
    [InlineData(
        """{"minReplicas":0}""",
        "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
        "spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas"
    )]
    [InlineData(
        """{"maxReplicas":0}""",
        "spec.maxReplicas: Invalid value: 0: must be greater than 0",
        "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`"
    )]
    [InlineData(
        """{"metrics":[{"type":"Resource"}]}""",
        "spec.metrics[0].resource: Required value: must populate information for the given metric source"
    )]
    [InlineData(
        """{"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization"}}}]}""",
        "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization"
    )]
    [InlineData(
        """{"behavior":{"scaleDown":{"stabilizationWindowSeconds":4000}}}""",
        "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 4000: must be less than or equal to 3600"
    )]
    [InlineData(
        """{"scaleTargetRef":{"kind":"a/b","name":""}}""",
        "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'",
        "spec.scaleTargetRef.name: Required value"
    )]
    public void Bad_autoscalers_are_refused(string change, params string[] errors)
    {
        var spec = Sample.Map("spec")!;
        foreach (var (key, value) in Registry.Parse(change))
            spec = spec.With(key, value);
        Assert.Equal(errors, V2.CreateErrors(Sample.With("spec", spec)));
    }

    [Fact]
    public void The_older_version_knows_cpu_and_keeps_the_rest_in_annotations()
    {
        var stored = V2.Create(
            Sample.WithAt(
                ListValue.Create([
                    Registry.Parse(
                        """{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}"""
                    ),
                    Registry.Parse(
                        """{"type":"Pods","pods":{"metric":{"name":"rps"},"target":{"type":"AverageValue","averageValue":"10"}}}"""
                    ),
                ]),
                "spec",
                "metrics"
            )
        );
        var seen = V1.Definition.FromStored!(stored);
        Assert.Equal(50, seen.Map("spec")!.Integer("targetCPUUtilizationPercentage"));
        Assert.Equal(
            """[{"pods":{"metricName":"rps","targetAverageValue":"10"},"type":"Pods"}]""",
            seen.Map("metadata")!.Map("annotations")!.Text("autoscaling.alpha.kubernetes.io/metrics")
        );
        Assert.Equal("""{"currentReplicas":0,"desiredReplicas":0}""", seen["status"]!.ToString());
        Assert.Equal(stored, V1.Definition.ToStored!(seen));
    }

    [Fact]
    public void The_older_version_has_the_rules_of_the_newer()
    {
        Assert.Equal(
            [
                "spec.maxReplicas: Invalid value: 0: must be greater than 0",
                "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
            ],
            V1.CreateErrors(Samples.Of(V1.Definition).WithAt(0, "spec", "maxReplicas"))
        );
        var old = V1.Create(Samples.Of(V1.Definition));
        Assert.Equal(80, old.Map("spec")!.Integer("targetCPUUtilizationPercentage"));
    }
}
