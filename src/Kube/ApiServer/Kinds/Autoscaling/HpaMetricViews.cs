using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// One metric between its form in <c>autoscaling/v2</c> and the one that annotations of <c>autoscaling/v1</c> hold.
/// </summary>
internal static class HpaMetricViews
{
    /// <summary>A metric to scale by, in the older form.</summary>
    public static MapValue SpecToV1(MapValue metric) => Each(metric, SourceToV1);

    /// <summary>A metric to scale by, in the newer form.</summary>
    public static MapValue SpecToStored(MapValue metric) => Each(metric, SourceToStored);

    /// <summary>A metric as it was measured, in the older form.</summary>
    public static MapValue StatusToV1(MapValue metric) => Each(metric, MeasureToV1);

    /// <summary>A metric as it was measured, in the newer form.</summary>
    public static MapValue StatusToStored(MapValue metric) => Each(metric, MeasureToStored);

    private static MapValue Each(MapValue metric, Func<string, MapValue, MapValue> convert)
    {
        foreach (var (field, value) in metric)
        {
            if (value is MapValue source)
                metric = metric.With(field, convert(field, source));
        }
        return metric;
    }

    private static MapValue SourceToV1(string field, MapValue source)
    {
        var target = source.Map("target") ?? MapValue.Empty;
        var metric = source.Map("metric") ?? MapValue.Empty;
        return field switch
        {
            "object" => MapValue.Of(
                ("averageValue", target["averageValue"]),
                ("metricName", metric["name"]),
                ("selector", metric["selector"]),
                ("target", source["describedObject"]),
                ("targetValue", target["value"] ?? "0")
            ),
            "pods" => MapValue.Of(
                ("metricName", metric["name"]),
                ("selector", metric["selector"]),
                ("targetAverageValue", target["averageValue"] ?? "0")
            ),
            "external" => MapValue.Of(
                ("metricName", metric["name"]),
                ("metricSelector", metric["selector"]),
                ("targetAverageValue", target["averageValue"]),
                ("targetValue", target["value"])
            ),
            _ => MapValue.Of(
                ("container", source["container"]),
                ("name", source["name"]),
                ("targetAverageUtilization", target["averageUtilization"]),
                ("targetAverageValue", target["averageValue"])
            ),
        };
    }

    private static MapValue SourceToStored(string field, MapValue source)
    {
        switch (field)
        {
            case "object":
                var average = source["averageValue"];
                return MapValue.Of(
                    ("describedObject", source["target"]),
                    ("metric", Identifier(source, "selector")),
                    (
                        "target",
                        MapValue.Of(
                            ("averageValue", average),
                            ("type", average is null ? "Value" : "AverageValue"),
                            ("value", average is null ? source["targetValue"] : null)
                        )
                    )
                );
            case "pods":
                return MapValue.Of(
                    ("metric", Identifier(source, "selector")),
                    ("target", MapValue.Of(("averageValue", source["targetAverageValue"]), ("type", "AverageValue")))
                );
            case "external":
                return MapValue.Of(
                    ("metric", Identifier(source, "metricSelector")),
                    (
                        "target",
                        MapValue.Of(
                            ("averageValue", source["targetAverageValue"]),
                            ("type", source.Has("targetValue") ? "Value" : "AverageValue"),
                            ("value", source["targetValue"])
                        )
                    )
                );
            default:
                return MapValue.Of(
                    ("container", source["container"]),
                    ("name", source["name"]),
                    (
                        "target",
                        MapValue.Of(
                            ("averageUtilization", source["targetAverageUtilization"]),
                            ("averageValue", source["targetAverageValue"]),
                            ("type", source.Has("targetAverageUtilization") ? "Utilization" : "AverageValue")
                        )
                    )
                );
        }
    }

    private static MapValue MeasureToV1(string field, MapValue source)
    {
        var current = source.Map("current") ?? MapValue.Empty;
        var metric = source.Map("metric") ?? MapValue.Empty;
        return field switch
        {
            "object" => MapValue.Of(
                ("averageValue", current["averageValue"]),
                ("currentValue", current["value"] ?? "0"),
                ("metricName", metric["name"]),
                ("selector", metric["selector"]),
                ("target", source["describedObject"])
            ),
            "pods" => MapValue.Of(
                ("currentAverageValue", current["averageValue"] ?? "0"),
                ("metricName", metric["name"]),
                ("selector", metric["selector"])
            ),
            "external" => MapValue.Of(
                ("currentAverageValue", current["averageValue"]),
                ("currentValue", current["value"] ?? "0"),
                ("metricName", metric["name"]),
                ("metricSelector", metric["selector"])
            ),
            _ => MapValue.Of(
                ("container", source["container"]),
                ("currentAverageUtilization", current["averageUtilization"]),
                ("currentAverageValue", current["averageValue"] ?? "0"),
                ("name", source["name"])
            ),
        };
    }

    private static MapValue MeasureToStored(string field, MapValue source) =>
        field switch
        {
            "object" => MapValue.Of(
                ("current", Measured(source, "averageValue", "currentValue")),
                ("describedObject", source["target"]),
                ("metric", Identifier(source, "selector"))
            ),
            "pods" => MapValue.Of(
                ("current", Measured(source, "currentAverageValue", "")),
                ("metric", Identifier(source, "selector"))
            ),
            "external" => MapValue.Of(
                ("current", Measured(source, "currentAverageValue", "currentValue")),
                ("metric", Identifier(source, "metricSelector"))
            ),
            _ => MapValue.Of(
                ("container", source["container"]),
                (
                    "current",
                    Measured(source, "currentAverageValue", "")
                        .With("averageUtilization", source["currentAverageUtilization"])
                ),
                ("name", source["name"])
            ),
        };

    private static MapValue Measured(MapValue source, string average, string value) =>
        MapValue.Of(("averageValue", source[average]), ("value", value.Length == 0 ? null : source[value]));

    private static MapValue Identifier(MapValue source, string selector) =>
        MapValue.Of(("name", source["metricName"]), ("selector", source[selector]));
}
