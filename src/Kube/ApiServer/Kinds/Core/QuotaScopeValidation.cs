using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks which objects a quota counts.</summary>
internal static class QuotaScopeValidation
{
    private const string BadScope = "unsupported scope";
    private const string BadResource = "unsupported scope applied to resource";
    private const string Conflict = "conflicting scopes";

    private static readonly string[] Known =
    [
        "Terminating",
        "NotTerminating",
        "BestEffort",
        "NotBestEffort",
        "PriorityClass",
        "CrossNamespacePodAffinity",
        "VolumeAttributesClass",
    ];

    private static readonly string[] PodResources =
    [
        "cpu",
        "limits.cpu",
        "limits.memory",
        "memory",
        "pods",
        "requests.cpu",
        "requests.memory",
    ];

    /// <summary>Checks the plain list of scopes.</summary>
    public static void Scopes(Part spec)
    {
        var names = spec.Map.Texts("scopes").ToList();
        foreach (var scope in names)
        {
            if (!Known.AsSpan().Contains(scope))
                spec.Invalid("scopes", spec["scopes"], BadScope);
            for (var i = 0; i < Unfit(spec, scope); i++)
                spec.Invalid("scopes", spec["scopes"], BadResource);
        }
        for (var i = 0; i < Conflicts(names); i++)
            spec.Invalid("scopes", spec["scopes"], Conflict);
    }

    /// <summary>Checks the selector of scopes, whose expressions the original reports without their index.</summary>
    public static void Selector(Part spec)
    {
        const string key = "matchExpressions";
        var selector = spec.Child("scopeSelector");
        var names = new List<string>();
        foreach (var expression in selector.Items(key))
        {
            var at = expression with { Path = selector.At(key) };
            var scope = expression.Text("scopeName");
            names.Add(scope);
            if (!Known.AsSpan().Contains(scope))
                at.Invalid("scopeName", scope, BadScope);
            for (var i = 0; i < Unfit(spec, scope); i++)
                at.Invalid(Part.Self, selector.Map, BadResource);
            Operator(at, scope);
        }
        for (var i = 0; i < Conflicts(names); i++)
            selector.Invalid(key, spec["scopes"] ?? NullValue.Instance, Conflict);
    }

    private static void Operator(Part expression, string scope)
    {
        var op = expression.Text("operator");
        if (
            scope is "BestEffort" or "NotBestEffort" or "Terminating" or "NotTerminating" or "CrossNamespacePodAffinity"
            && op != "Exists"
        )
        {
            expression.Invalid(
                "operator",
                op,
                "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
                    + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                    + "ResourceQuotaScopeCrossNamespacePodAffinity"
            );
        }
        switch (op)
        {
            case "In" or "NotIn":
                if (expression.Count("values") == 0)
                    expression.Required(
                        "values",
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                    );
                break;
            case "Exists" or "DoesNotExist":
                if (expression.Count("values") > 0)
                    expression.Invalid(
                        "values",
                        expression["values"],
                        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                    );
                break;
            default:
                expression.Invalid("operator", op, "not a valid selector operator");
                break;
        }
    }

    /// <summary>How many of the quota's standard resources a scope says nothing about.</summary>
    private static int Unfit(Part spec, string scope) =>
        (spec.Map.Map("hard") ?? MapValue.Empty).Keys.Count(name =>
            ResourceNames.IsStandardForQuota(name)
            && !(
                scope switch
                {
                    "Terminating"
                    or "NotTerminating"
                    or "NotBestEffort"
                    or "PriorityClass"
                    or "CrossNamespacePodAffinity" => PodResources.AsSpan().Contains(name),
                    "BestEffort" => name == "pods",
                    "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
                    _ => true,
                }
            )
        );

    private static int Conflicts(List<string> names) =>
        (names.Contains("BestEffort") && names.Contains("NotBestEffort") ? 1 : 0)
        + (names.Contains("Terminating") && names.Contains("NotTerminating") ? 1 : 0);
}
