using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of selectors, wherever they stand.</summary>
internal static class SelectorRules
{
    /// <summary>Gives selectors without a namespace that of their policy.</summary>
    public static MapValue DefaultNamespaces(MapValue spec, Value? @namespace)
    {
        if (@namespace is null || spec.List("resourceSelectors") is not { Count: > 0 } selectors)
            return spec;
        var filled = selectors.Select(item =>
            item is MapValue selector && string.IsNullOrEmpty(selector.Text("namespace"))
                ? selector.With("namespace", @namespace)
                : item
        );
        return spec.With("resourceSelectors", ListValue.From(filled));
    }

    /// <summary>Selectors of a namespaced policy stay in its namespace.</summary>
    public static void CheckNamespaces(
        IReadOnlyList<ResourceSelector> selectors,
        Value? @namespace,
        List<FieldError> errors
    )
    {
        var own = (@namespace as StringValue)?.Text ?? "";
        for (var i = 0; i < selectors.Count; i++)
        {
            if (selectors[i].Namespace != own)
            {
                errors.Add(
                    FieldError.Invalid(
                        $"spec.resourceSelectors[{i}].namespace",
                        selectors[i].Namespace,
                        "must be the namespace of the policy"
                    )
                );
            }
        }
    }

    /// <summary>Checks one resource selector.</summary>
    public static void Check(ResourceSelector selector, string path, List<FieldError> errors)
    {
        if (selector.LabelSelector is { } labels)
            Check(labels, $"{path}.labelSelector", errors);
    }

    /// <summary>Checks a label selector, in the words of metav1's validation.</summary>
    public static void Check(LabelSelectorSpec selector, string path, List<FieldError> errors)
    {
        foreach (var (key, value) in selector.MatchLabels)
        {
            if (Syntax.QualifiedNameError(key) is { } badKey)
                errors.Add(FieldError.Invalid($"{path}.matchLabels", key, badKey));
            if (value is StringValue text && Syntax.LabelValueError(text.Text) is { } badValue)
                errors.Add(FieldError.Invalid($"{path}.matchLabels", text, badValue));
        }
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
        {
            var expression = selector.MatchExpressions[i];
            var at = $"{path}.matchExpressions[{i}]";
            switch (expression.Operator)
            {
                case "In" or "NotIn":
                    if (expression.Values.Count == 0)
                    {
                        errors.Add(
                            FieldError.Required($"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'")
                        );
                    }
                    break;
                case "Exists" or "DoesNotExist":
                    if (expression.Values.Count > 0)
                    {
                        errors.Add(
                            FieldError.Forbidden(
                                $"{at}.values",
                                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                            )
                        );
                    }
                    break;
                default:
                    errors.Add(
                        FieldError.Invalid($"{at}.operator", expression.Operator, "not a valid selector operator")
                    );
                    break;
            }
            if (Syntax.QualifiedNameError(expression.Key) is { } bad)
                errors.Add(FieldError.Invalid($"{at}.key", expression.Key, bad));
        }
    }
}
