using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Autoscalers are stored as <c>autoscaling/v2</c> and shown as <c>v1</c> too, which knows one metric: the utilization of CPU. All else
/// goes into annotations there.
/// </summary>
internal static class HpaViews
{
    private const string Metrics = "autoscaling.alpha.kubernetes.io/metrics";
    private const string CurrentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics";
    private const string Conditions = "autoscaling.alpha.kubernetes.io/conditions";
    private const string Behavior = "autoscaling.alpha.kubernetes.io/behavior";

    private static readonly HpaStrategy Stored = new();

    /// <summary>An autoscaler as <c>v1</c>.</summary>
    public static MapValue FromStored(MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        var status = root.Map("status") ?? MapValue.Empty;
        var annotations = root.At("metadata", "annotations") as MapValue ?? MapValue.Empty;
        var metrics = spec.Maps("metrics").ToList();
        var cpu = metrics.FirstOrDefault(IsCpu);
        var others = metrics.Where(m => !IsCpu(m)).Select(HpaMetricViews.SpecToV1);
        var current = status.Maps("currentMetrics").ToList();
        annotations = Write(annotations, Metrics, ListValue.From(others));
        annotations = Write(annotations, CurrentMetrics, ListValue.From(current.Select(HpaMetricViews.StatusToV1)));
        annotations = Write(annotations, Conditions, status.List("conditions"));
        annotations = Write(annotations, Behavior, spec.Map("behavior"));
        var currentCpu = current.FirstOrDefault(m =>
            m.Text("type") == "Resource"
            && m.At("resource", "name") is StringValue { Text: "cpu" }
            && m.At("resource", "current", "averageUtilization") is NumberValue
        );
        return WithAnnotations(root, annotations)
            .With(
                "spec",
                spec.Without("metrics")
                    .Without("behavior")
                    .With("targetCPUUtilizationPercentage", cpu?.At("resource", "target", "averageUtilization"))
            )
            .With(
                "status",
                MapValue.Of(
                    ("currentCPUUtilizationPercentage", currentCpu?.At("resource", "current", "averageUtilization")),
                    ("currentReplicas", status["currentReplicas"] ?? 0),
                    ("desiredReplicas", status["desiredReplicas"] ?? 0),
                    ("lastScaleTime", status["lastScaleTime"]),
                    ("observedGeneration", status["observedGeneration"])
                )
            );
    }

    /// <summary>An autoscaler of <c>v1</c> as it is stored.</summary>
    public static MapValue ToStored(MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        var status = root.Map("status") ?? MapValue.Empty;
        var annotations = root.At("metadata", "annotations") as MapValue ?? MapValue.Empty;
        var metrics = new List<Value>();
        if (spec["targetCPUUtilizationPercentage"] is NumberValue utilization)
            metrics.Add(Cpu(utilization));
        metrics.AddRange(Read<ListValue>(annotations, Metrics)?.Maps.Select(HpaMetricViews.SpecToStored) ?? []);
        var currentMetrics =
            Read<ListValue>(annotations, CurrentMetrics) is { } current
                ? ListValue.From(current.Maps.Select(HpaMetricViews.StatusToStored))
            : status["currentCPUUtilizationPercentage"] is NumberValue measured
                ? ListValue.Create([CurrentCpu(measured)])
            : ListValue.Empty;
        var rest = annotations.Without(Metrics).Without(CurrentMetrics).Without(Conditions).Without(Behavior);
        var stored = WithAnnotations(root, rest)
            .With(
                "spec",
                spec.Without("targetCPUUtilizationPercentage")
                    .With("metrics", metrics.Count == 0 ? null : ListValue.From(metrics))
                    .With("behavior", Read<MapValue>(annotations, Behavior))
            )
            .With(
                "status",
                MapValue.Of(
                    ("conditions", Read<ListValue>(annotations, Conditions)),
                    ("currentMetrics", currentMetrics.Count == 0 ? NullValue.Instance : currentMetrics),
                    ("currentReplicas", NotZero(status["currentReplicas"])),
                    ("desiredReplicas", status["desiredReplicas"] ?? 0),
                    ("lastScaleTime", status["lastScaleTime"]),
                    ("observedGeneration", status["observedGeneration"])
                )
            );
        return Stored.Default(stored);
    }

    private static bool IsCpu(MapValue metric) =>
        metric.Text("type") == "Resource"
        && metric.At("resource", "name") is StringValue { Text: "cpu" }
        && metric.At("resource", "target", "averageUtilization") is NumberValue;

    private static MapValue Cpu(NumberValue utilization) =>
        MapValue.Of(
            (
                "resource",
                MapValue.Of(
                    ("name", "cpu"),
                    ("target", MapValue.Of(("averageUtilization", utilization), ("type", "Utilization")))
                )
            ),
            ("type", "Resource")
        );

    private static MapValue CurrentCpu(NumberValue utilization) =>
        MapValue.Of(
            ("resource", MapValue.Of(("current", MapValue.Of(("averageUtilization", utilization))), ("name", "cpu"))),
            ("type", "Resource")
        );

    private static Value? NotZero(Value? number) => number is NumberValue { Integer: 0 } ? null : number;

    private static MapValue Write(MapValue annotations, string key, Value? value) =>
        value is null or ListValue { Count: 0 } ? annotations : annotations.With(key, value.ToString());

    /// <summary>Reads an annotation; one that holds no such value counts as absent.</summary>
    private static T? Read<T>(MapValue annotations, string key)
        where T : Value
    {
        if (annotations.Text(key) is not { Length: > 0 } text)
            return null;
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetBytes(text)) as T;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static MapValue WithAnnotations(MapValue root, MapValue annotations) =>
        root.WithAt(annotations.Count == 0 ? null : annotations, "metadata", "annotations");
}
