using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>HorizontalPodAutoscalers of <c>autoscaling/v2</c>, which is the version that is stored.</summary>
internal sealed class HpaStrategy : BuiltinStrategy
{
    private static readonly ListValue MostOfCpu =
    [
        MapValue.Of(
            (
                "resource",
                MapValue.Of(
                    ("name", "cpu"),
                    ("target", MapValue.Of(("averageUtilization", 80), ("type", "Utilization")))
                )
            ),
            ("type", "Resource")
        ),
    ];

    private static readonly MapValue Doubled = MapValue.Of(("periodSeconds", 15), ("type", "Percent"), ("value", 100));

    private static readonly MapValue FourPods = MapValue.Of(("periodSeconds", 15), ("type", "Pods"), ("value", 4));

    private static readonly MapValue ScaleUp = MapValue.Of(
        ("policies", ListValue.Create([FourPods, Doubled])),
        ("selectPolicy", "Max"),
        ("stabilizationWindowSeconds", 0)
    );

    private static readonly MapValue ScaleDown = MapValue.Of(
        ("policies", ListValue.Create([Doubled])),
        ("selectPolicy", "Max")
    );

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus";

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) => root.Edit("spec", Spec);

    private static MapValue Spec(MapValue spec)
    {
        if (spec.List("metrics") is not { Count: > 0 })
            spec = spec.With("metrics", MostOfCpu);
        return spec.Edit("behavior", Behavior);
    }

    private static MapValue Behavior(MapValue behavior) =>
        Rules(Rules(behavior, "scaleUp", ScaleUp), "scaleDown", ScaleDown);

    private static MapValue Rules(MapValue behavior, string key, MapValue defaults) =>
        behavior.Map(key) is { } rules
            ? behavior.With(key, rules.WithDefaults(defaults))
            : behavior.With(key, defaults);

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var least = spec.Map.Integer("minReplicas");
        if (least < 1)
            spec.Invalid("minReplicas", least.Value, "must be greater than or equal to 1");
        var most = spec.Whole("maxReplicas");
        if (most < 1)
            spec.Invalid("maxReplicas", most, "must be greater than 0");
        if (most < least)
            spec.Invalid("maxReplicas", most, "must be greater than or equal to `minReplicas`");
        HpaMetricValidation.Reference(spec.Child("scaleTargetRef"));
        HpaMetricValidation.Metrics(spec, least);
        if (!spec.Has("behavior"))
            return;
        Rules(spec.Child("behavior"), "scaleUp");
        Rules(spec.Child("behavior"), "scaleDown");
    }

    private static void Rules(Part behavior, string key)
    {
        if (!behavior.Has(key))
            return;
        var rules = behavior.Child(key);
        var window = rules.Whole("stabilizationWindowSeconds");
        if (window < 0)
            rules.Invalid("stabilizationWindowSeconds", window, "must be greater than or equal to zero");
        if (window > 3600)
            rules.Invalid("stabilizationWindowSeconds", window, "must be less than or equal to 3600");
        rules.OneOf("selectPolicy", "Disabled", "Max", "Min");
        if (rules.Count("policies") == 0)
            rules.Required("policies", "must specify at least one Policy");
        foreach (var policy in rules.Items("policies"))
        {
            if (policy.Text("type") is not ("Pods" or "Percent"))
                policy.NotSupported("type", policy.Text("type"), "Percent", "Pods");
            if (policy.Whole("value") <= 0)
                policy.Invalid("value", policy.Whole("value"), "must be greater than zero");
            if (policy.Whole("periodSeconds") <= 0)
                policy.Invalid("periodSeconds", policy.Whole("periodSeconds"), "must be greater than zero");
            if (policy.Whole("periodSeconds") > 1800)
                policy.Invalid("periodSeconds", policy.Whole("periodSeconds"), "must be less than or equal to 1800");
        }
        if (Quantity.FromValue(rules["tolerance"]) is { Sign: < 0 } tolerance)
            rules.Invalid("tolerance", $"{tolerance}", Checks.IsNegative);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        status.NonNegative("currentReplicas");
        status.NonNegative("desiredReplicas");
    }
}
