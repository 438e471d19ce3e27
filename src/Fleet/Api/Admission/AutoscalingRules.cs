using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of FederatedHPA: those of a HorizontalPodAutoscaler.</summary>
internal sealed class FederatedHpaRules : KindRules
{
    private static readonly string[] MetricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    public override MapValue Default(MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        if (spec["minReplicas"] is null)
            spec = spec.With("minReplicas", 1);
        if (spec.List("metrics") is not { Count: > 0 })
            spec = spec.With("metrics", new[] { DefaultMetric }.ToValue());
        return root.With("spec", spec);
    }

    private static MetricSpec DefaultMetric { get; } =
        new()
        {
            Type = "Resource",
            Resource = new()
            {
                Name = ResourceList.Cpu,
                Target = new() { Type = "Utilization", AverageUtilization = 80 },
            },
        };

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = FederatedHpaSpec.From(root.Map("spec") ?? MapValue.Empty);
        ScaleTargetRules.Check(spec.ScaleTargetRef, "spec.scaleTargetRef", errors);
        if (spec.MinReplicas is < 1 and { } min)
            errors.Add(FieldError.Invalid("spec.minReplicas", min, "must be greater than or equal to 1"));
        if (spec.MaxReplicas < 1)
            errors.Add(FieldError.Invalid("spec.maxReplicas", spec.MaxReplicas, "must be greater than 0"));
        if (spec.MinReplicas is { } least && spec.MaxReplicas < least)
        {
            errors.Add(
                FieldError.Invalid(
                    "spec.maxReplicas",
                    spec.MaxReplicas,
                    "must be greater than or equal to `minReplicas`"
                )
            );
        }
        for (var i = 0; i < spec.Metrics.Count; i++)
            CheckMetric(spec.Metrics[i], $"spec.metrics[{i}]", errors);
        CheckRules(spec.Behavior?.ScaleUp, "spec.behavior.scaleUp", errors);
        CheckRules(spec.Behavior?.ScaleDown, "spec.behavior.scaleDown", errors);
    }

    private static void CheckMetric(MetricSpec metric, string path, List<FieldError> errors)
    {
        if (!MetricTypes.Contains(metric.Type))
        {
            errors.Add(
                metric.Type.Length == 0
                    ? FieldError.Required($"{path}.type", "must specify a metric source type")
                    : FieldError.NotSupported($"{path}.type", metric.Type, MetricTypes)
            );
            return;
        }
        var field = char.ToLowerInvariant(metric.Type[0]) + metric.Type[1..];
        var target = metric.Type switch
        {
            "Object" => metric.Object?.Target,
            "Pods" => metric.Pods?.Target,
            "Resource" => metric.Resource?.Target,
            "ContainerResource" => metric.ContainerResource?.Target,
            _ => metric.External?.Target,
        };
        if (target is null)
        {
            errors.Add(FieldError.Required($"{path}.{field}", "must populate information for the given metric source"));
            return;
        }
        CheckTarget(target, $"{path}.{field}.target", errors);
    }

    private static void CheckTarget(MetricTarget target, string path, List<FieldError> errors)
    {
        if (target.Type is not ("Utilization" or "Value" or "AverageValue"))
            errors.Add(
                FieldError.Invalid($"{path}.type", target.Type, "must be either Utilization, Value, or AverageValue")
            );
        if (target.Value is { Sign: <= 0 })
            errors.Add(FieldError.Invalid($"{path}.value", target.Value.Value.ToString(), "must be positive"));
        if (target.AverageValue is { Sign: <= 0 })
            errors.Add(
                FieldError.Invalid($"{path}.averageValue", target.AverageValue.Value.ToString(), "must be positive")
            );
        if (target.AverageUtilization is < 1 and { } utilization)
            errors.Add(FieldError.Invalid($"{path}.averageUtilization", utilization, "must be greater than 0"));
    }

    private static void CheckRules(HpaScalingRules? rules, string path, List<FieldError> errors)
    {
        if (rules is null)
            return;
        if (rules.StabilizationWindowSeconds is < 0 and { } below)
            errors.Add(
                FieldError.Invalid($"{path}.stabilizationWindowSeconds", below, "must be greater than or equal to zero")
            );
        if (rules.StabilizationWindowSeconds is > 3600 and { } above)
            errors.Add(
                FieldError.Invalid($"{path}.stabilizationWindowSeconds", above, "must be less than or equal to 3600")
            );
        if (rules.SelectPolicy is not ("" or "Max" or "Min" or "Disabled"))
            errors.Add(FieldError.NotSupported($"{path}.selectPolicy", rules.SelectPolicy, ["Disabled", "Max", "Min"]));
        for (var i = 0; i < rules.Policies.Count; i++)
        {
            var policy = rules.Policies[i];
            var at = $"{path}.policies[{i}]";
            if (policy.Type is not ("Pods" or "Percent"))
                errors.Add(FieldError.NotSupported($"{at}.type", policy.Type, ["Percent", "Pods"]));
            if (policy.Value <= 0)
                errors.Add(FieldError.Invalid($"{at}.value", policy.Value, "must be greater than zero"));
            if (policy.PeriodSeconds <= 0)
                errors.Add(
                    FieldError.Invalid($"{at}.periodSeconds", policy.PeriodSeconds, "must be greater than zero")
                );
            if (policy.PeriodSeconds > 1800)
                errors.Add(
                    FieldError.Invalid(
                        $"{at}.periodSeconds",
                        policy.PeriodSeconds,
                        "must be less than or equal to 1800"
                    )
                );
        }
    }
}

/// <summary>Rules of the references to what is scaled.</summary>
internal static class ScaleTargetRules
{
    public static void Check(CrossVersionObjectReference target, string path, List<FieldError> errors)
    {
        CheckSegment(target.Kind, $"{path}.kind", errors);
        CheckSegment(target.Name, $"{path}.name", errors);
    }

    private static void CheckSegment(string text, string path, List<FieldError> errors)
    {
        if (text.Length == 0)
            errors.Add(FieldError.Required(path));
        else if (Syntax.PathSegmentError(text) is { } bad)
            errors.Add(FieldError.Invalid(path, text, bad));
    }
}

/// <summary>Rules of CronFederatedHPA.</summary>
internal sealed class CronFederatedHpaRules : KindRules
{
    private const int MaxHistory = 32;

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = CronFederatedHpaSpec.From(root.Map("spec") ?? MapValue.Empty);
        ScaleTargetRules.Check(spec.ScaleTargetRef, "spec.scaleTargetRef", errors);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            var rule = spec.Rules[i];
            var path = $"spec.rules[{i}]";
            if (!names.Add(rule.Name))
                errors.Add(FieldError.Duplicate($"{path}.name", rule.Name));
            if (CronSyntax.Error(rule.Schedule) is { } bad)
                errors.Add(FieldError.Invalid($"{path}.schedule", rule.Schedule, bad));
            if (rule.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(rule.TimeZone, out _))
                errors.Add(FieldError.Invalid($"{path}.timeZone", rule.TimeZone, $"unknown time zone {rule.TimeZone}"));
            CheckHistory(rule.SuccessfulHistoryLimit, 1, $"{path}.successfulHistoryLimit", errors);
            CheckHistory(rule.FailedHistoryLimit, 0, $"{path}.failedHistoryLimit", errors);
            if (spec.ScaleTargetRef.Kind == FleetKinds.FederatedHPA.Kind)
                CheckBounds(rule, path, errors);
            else
                CheckReplicas(rule, path, errors);
        }
    }

    private static void CheckHistory(int? limit, int least, string path, List<FieldError> errors)
    {
        if (limit is { } value && (value < least || value > MaxHistory))
            errors.Add(FieldError.Invalid(path, value, $"value must be between {least} and {MaxHistory}"));
    }

    private static void CheckReplicas(CronFederatedHpaRule rule, string path, List<FieldError> errors)
    {
        if (rule.TargetReplicas is null)
            errors.Add(
                FieldError.Required($"{path}.targetReplicas", "targetReplicas cannot be nil if you scale workload")
            );
        else if (rule.TargetReplicas < 0)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.targetReplicas",
                    rule.TargetReplicas.Value,
                    "targetReplicas should be larger than or equal to 0"
                )
            );
        }
    }

    private static void CheckBounds(CronFederatedHpaRule rule, string path, List<FieldError> errors)
    {
        if (rule.TargetMinReplicas is null && rule.TargetMaxReplicas is null)
        {
            errors.Add(
                FieldError.Required(
                    $"{path}.targetMinReplicas",
                    "targetMinReplicas and targetMaxReplicas cannot be nil at the same time if you scale FederatedHPA"
                )
            );
        }
        if (rule.TargetMinReplicas is <= 0 and { } min)
            errors.Add(
                FieldError.Invalid($"{path}.targetMinReplicas", min, "targetMinReplicas should be larger than 0")
            );
        if (rule.TargetMaxReplicas is <= 0 and { } max)
            errors.Add(
                FieldError.Invalid($"{path}.targetMaxReplicas", max, "targetMaxReplicas should be larger than 0")
            );
        if (rule.TargetMinReplicas > rule.TargetMaxReplicas)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.targetMinReplicas",
                    rule.TargetMinReplicas.Value,
                    "targetMaxReplicas should be larger than or equal to targetMinReplicas"
                )
            );
        }
    }
}
