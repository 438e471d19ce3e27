using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of tolerations and taints, in the words of core/v1's validation.</summary>
internal static class TolerationRules
{
    private static readonly string[] Effects =
    [
        TaintEffects.NoSchedule,
        TaintEffects.PreferNoSchedule,
        TaintEffects.NoExecute,
    ];

    public static void Check(IReadOnlyList<Toleration> tolerations, string path, List<FieldError> errors)
    {
        for (var i = 0; i < tolerations.Count; i++)
            Check(tolerations[i], $"{path}[{i}]", errors);
    }

    private static void Check(Toleration toleration, string path, List<FieldError> errors)
    {
        if (toleration.Key.Length > 0 && Syntax.QualifiedNameError(toleration.Key) is { } badKey)
            errors.Add(FieldError.Invalid($"{path}.key", toleration.Key, badKey));
        if (toleration.Key.Length == 0 && toleration.Operator != "Exists")
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.operator",
                    toleration.Operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
                )
            );
        }
        if (toleration.TolerationSeconds is not null && toleration.Effect != TaintEffects.NoExecute)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.effect",
                    toleration.Effect,
                    "effect must be 'NoExecute' when `tolerationSeconds` is set"
                )
            );
        }
        switch (toleration.Operator)
        {
            case "" or "Equal":
                if (Syntax.LabelValueError(toleration.Value) is { } badValue)
                    errors.Add(FieldError.Invalid($"{path}.operator", toleration.Value, badValue));
                break;
            case "Exists":
                if (toleration.Value.Length > 0)
                {
                    errors.Add(
                        FieldError.Invalid(
                            $"{path}.operator",
                            toleration.Value,
                            "value must be empty when `operator` is 'Exists'"
                        )
                    );
                }
                break;
            default:
                errors.Add(FieldError.NotSupported($"{path}.operator", toleration.Operator, ["Equal", "Exists"]));
                break;
        }
        if (toleration.Effect.Length > 0 && !Effects.Contains(toleration.Effect))
            errors.Add(FieldError.NotSupported($"{path}.effect", toleration.Effect, Effects));
    }

    /// <summary>Checks the taints of a cluster: forms, and no key and effect twice.</summary>
    public static void Check(IReadOnlyList<Taint> taints, string path, List<FieldError> errors)
    {
        var seen = new SortedSet<(string, string)>();
        for (var i = 0; i < taints.Count; i++)
        {
            var taint = taints[i];
            if (Syntax.QualifiedNameError(taint.Key) is { } badKey)
                errors.Add(FieldError.Invalid($"{path}[{i}].key", taint.Key, badKey));
            if (Syntax.LabelValueError(taint.Value) is { } badValue)
                errors.Add(FieldError.Invalid($"{path}[{i}].value", taint.Value, badValue));
            if (!Effects.Contains(taint.Effect))
                errors.Add(FieldError.NotSupported($"{path}[{i}].effect", taint.Effect, Effects));
            if (!seen.Add((taint.Key, taint.Effect)))
                errors.Add(FieldError.Duplicate($"{path}[{i}]", taint.ToString()));
        }
    }
}
