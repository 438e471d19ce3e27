using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what an autoscaler scales, and by what it measures.</summary>
internal static class HpaMetricValidation
{
    private static readonly (string Type, string Field)[] Sources =
    [
        ("Object", "object"),
        ("External", "external"),
        ("Pods", "pods"),
        ("Resource", "resource"),
        ("ContainerResource", "containerResource"),
    ];

    /// <summary>Checks a reference to an object of any kind.</summary>
    public static void Reference(Part reference)
    {
        reference.RequiredForm("kind", Syntax.PathSegmentError);
        reference.RequiredForm("name", Syntax.PathSegmentError);
        var version = reference.Text("apiVersion");
        if (version.Count(c => c == '/') > 1)
            reference.Invalid("apiVersion", version, $"unexpected GroupVersion string: {version}");
    }

    /// <summary>Checks all metrics of a spec.</summary>
    public static void Metrics(Part spec, long? least)
    {
        var fromOutside = false;
        foreach (var metric in spec.Items("metrics"))
        {
            Metric(metric);
            fromOutside |= metric.Text("type") is "Object" or "External";
        }
        if (least == 0 && !fromOutside)
        {
            spec.Forbidden(
                "metrics",
                "must specify at least one Object or External metric to support scaling to zero replicas"
            );
        }
    }

    private static void Metric(Part metric)
    {
        var type = metric.Text("type");
        if (type.Length == 0)
            metric.Required("type", "must specify a metric source type");
        if (!Sources.Any(s => s.Type == type))
            metric.NotSupported("type", type, "ContainerResource", "External", "Object", "Pods", "Resource");
        var present = Sources.Where(s => metric.Has(s.Field)).Select(s => s.Field).ToList();
        if (present.Count > 0)
            Source(metric.Child(present[0]), present[0]);
        var expected = Sources.FirstOrDefault(s => s.Type == type).Field ?? "";
        if (expected.Length > 0 && !metric.Has(expected))
            metric.Required(expected, "must populate information for the given metric source");
        if (present.Count == 1)
            return;
        foreach (var field in present.Where(f => f != expected).Order(StringComparer.Ordinal))
            metric.Forbidden(field, "must populate the given metric source only");
    }

    private static void Source(Part source, string field)
    {
        var target = source.Child("target");
        switch (field)
        {
            case "object":
                Reference(source.Child("describedObject"));
                Identifier(source.Child("metric"));
                Target(target);
                if (!target.Has("value") && !target.Has("averageValue"))
                    target.Required("averageValue", "must set either a target value or averageValue");
                break;
            case "external":
                Identifier(source.Child("metric"));
                Target(target);
                if (!target.Has("value") && !target.Has("averageValue"))
                {
                    target.Required("averageValue", "must set either a target value for metric or a per-pod target");
                }
                if (target.Has("value") && target.Has("averageValue"))
                    target.Forbidden("value", "may not set both a target value for metric and a per-pod target");
                break;
            case "pods":
                Identifier(source.Child("metric"));
                Target(target);
                if (Quantity.FromValue(target["averageValue"]) is not { Sign: > 0 })
                    target.Required("averageValue", "must specify a positive target averageValue");
                break;
            default:
                source.RequiredText("name", "must specify a resource name");
                if (field == "containerResource")
                    source.RequiredText("container", "must specify a container");
                Target(target);
                if (!target.Has("averageUtilization") && !target.Has("averageValue"))
                {
                    target.Required("averageUtilization", "must set either a target raw value or a target utilization");
                }
                if (target.Has("averageUtilization") && target.Has("averageValue"))
                {
                    target.Forbidden("averageValue", "may not set both a target raw value and a target utilization");
                }
                break;
        }
    }

    private static void Identifier(Part metric)
    {
        metric.RequiredText("name", "must specify a metric name");
        metric.Form("name", Syntax.PathSegmentError);
    }

    private static void Target(Part target)
    {
        var type = target.Text("type");
        if (type.Length == 0)
            target.Required("type", "must specify a metric target type");
        if (type is not ("Utilization" or "Value" or "AverageValue"))
            target.Invalid("type", type, "must be either Utilization, Value, or AverageValue");
        Positive(target, "value");
        Positive(target, "averageValue");
        if (target.Map.Integer("averageUtilization") is { } utilization and < 1)
            target.Invalid("averageUtilization", utilization, "must be greater than 0");
    }

    private static void Positive(Part target, string key)
    {
        if (Quantity.FromValue(target[key]) is { Sign: <= 0 } quantity)
            target.Invalid(key, $"{quantity}", "must be positive");
    }
}
