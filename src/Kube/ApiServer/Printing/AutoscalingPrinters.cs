using System.Globalization;
using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Autoscalers of both versions, and disruption budgets.</summary>
internal static class AutoscalingPrinters
{
    private const string Unknown = "<unknown>";
    private const int MostMetrics = 2;

    /// <summary>The table of HorizontalPodAutoscalers.</summary>
    public static TablePrinter Autoscalers { get; } =
        new(
            [
                Cell.NameColumn,
                new("Reference"),
                new("Targets"),
                new("MinPods"),
                new("MaxPods"),
                new("Replicas"),
                Cell.AgeColumn,
            ],
            Cells
        );

    /// <summary>The table of HorizontalPodAutoscalers of <c>autoscaling/v1</c>.</summary>
    public static TablePrinter AutoscalersV1 { get; } =
        new(Autoscalers.Columns, static (hpa, now) => Cells(new(HpaViews.ToStored(hpa.Root)), now));

    /// <summary>The table of the <c>scale</c> of any kind.</summary>
    public static TablePrinter Scales { get; } =
        new(
            [
                Cell.NameColumn,
                new("Desired", "integer") { Description = "The desired number of replicas." },
                new("Available", "integer") { Description = "The observed number of replicas." },
                Cell.AgeColumn,
            ],
            static (scale, now) =>
                [
                    Cell.Name(scale),
                    Cell.Number(scale.Spec, "replicas"),
                    Cell.Number(scale.Status, "replicas"),
                    Cell.Age(scale, now),
                ]
        );

    /// <summary>The table of PodDisruptionBudgets.</summary>
    public static TablePrinter DisruptionBudgets { get; } =
        new(
            [
                Cell.NameColumn,
                new("Min Available") { Description = "The minimum number of pods that must be available." },
                new("Max Unavailable") { Description = "The maximum number of pods that may be unavailable." },
                new("Allowed Disruptions", "integer")
                {
                    Description = "Calculated number of pods that may be disrupted at this time.",
                },
                Cell.AgeColumn,
            ],
            static (budget, now) =>
                [
                    Cell.Name(budget),
                    NumberOrPercent(budget.Spec["minAvailable"]),
                    NumberOrPercent(budget.Spec["maxUnavailable"]),
                    Cell.Number(budget.Status, "disruptionsAllowed"),
                    Cell.Age(budget, now),
                ]
        );

    private static IReadOnlyList<Value> Cells(KubeObject hpa, DateTimeOffset now)
    {
        var target = hpa.MapAt("spec", "scaleTargetRef");
        return
        [
            Cell.Name(hpa),
            $"{target.Text("kind")}/{target.Text("name")}",
            Targets(hpa),
            hpa.Spec.Integer("minReplicas")?.ToString(CultureInfo.InvariantCulture) ?? Cell.Unset,
            Cell.Number(hpa.Spec, "maxReplicas"),
            Cell.Number(hpa.Status, "currentReplicas"),
            Cell.Age(hpa, now),
        ];
    }

    private static Value NumberOrPercent(Value? value) =>
        value switch
        {
            NumberValue number => number.Digits,
            StringValue text => text,
            _ => "N/A",
        };

    private static Value Targets(KubeObject hpa)
    {
        var specs = hpa.Spec.List("metrics") ?? ListValue.Empty;
        if (specs.Count == 0)
            return Cell.None;
        var current = hpa.Status.List("currentMetrics") ?? ListValue.Empty;
        var texts = new List<string>();
        for (var i = 0; i < specs.Count && i < MostMetrics; i++)
            texts.Add(
                Metric(specs[i] as MapValue ?? MapValue.Empty, i < current.Count ? current[i] as MapValue : null)
            );
        var text = string.Join(", ", texts);
        return specs.Count > MostMetrics
            ? string.Create(CultureInfo.InvariantCulture, $"{text} + {specs.Count - MostMetrics} more...")
            : text;
    }

    private static string Metric(MapValue spec, MapValue? status)
    {
        var field = spec.Text("type") switch
        {
            "External" => "external",
            "Pods" => "pods",
            "Object" => "object",
            "Resource" => "resource",
            "ContainerResource" => "containerResource",
            _ => "",
        };
        if (field.Length == 0)
            return "<unknown type>";
        var source = spec.Map(field) ?? MapValue.Empty;
        var target = source.Map("target") ?? MapValue.Empty;
        var measured = status?.Map(field)?.Map("current");
        var name = field is "resource" or "containerResource" ? $"{source.Text("name")}: " : "";
        if (field == "pods" || (target.Has("averageValue") && name.Length > 0))
        {
            var average = measured is null ? Unknown : Cell.Quantity(measured, "averageValue");
            return $"{name}{average}/{Cell.Quantity(target, "averageValue")}";
        }
        if (name.Length > 0)
            return $"{name}{Percent(measured) ?? Unknown}/{Percent(target) ?? "<auto>"}";
        if (target.Has("averageValue"))
        {
            var average = measured?.Has("averageValue") == true ? Cell.Quantity(measured, "averageValue") : Unknown;
            return $"{average}/{Cell.Quantity(target, "averageValue")} (avg)";
        }
        var value = measured is null ? Unknown : Cell.Quantity(measured, "value");
        return $"{value}/{Cell.Quantity(target, "value")}";
    }

    private static string? Percent(MapValue? map) =>
        map?.Integer("averageUtilization") is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{number}%")
            : null;
}
