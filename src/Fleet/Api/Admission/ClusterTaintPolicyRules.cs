using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of ClusterTaintPolicy.</summary>
internal sealed class ClusterTaintPolicyRules(bool allowNoExecute) : KindRules
{
    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = ClusterTaintPolicySpec.From(root.Map("spec") ?? MapValue.Empty);
        PlacementRules.CheckAffinity(spec.TargetClusters, "spec.targetClusters", errors);
        CheckConditions(spec.AddOnConditions, "spec.addOnConditions", errors);
        CheckConditions(spec.RemoveOnConditions, "spec.removeOnConditions", errors);
        var seen = new SortedSet<(string, string)>();
        for (var i = 0; i < spec.Taints.Count; i++)
        {
            var taint = spec.Taints[i];
            var path = $"spec.taints[{i}]";
            if (Syntax.QualifiedNameError(taint.Key) is { } badKey)
                errors.Add(FieldError.Invalid($"{path}.key", taint.Key, badKey));
            if (Syntax.LabelValueError(taint.Value) is { } badValue)
                errors.Add(FieldError.Invalid($"{path}.value", taint.Value, badValue));
            if (!seen.Add((taint.Key, taint.Effect)))
                errors.Add(FieldError.Duplicate(path, $"{taint.Key}:{taint.Effect}"));
            if (taint.Effect == TaintEffects.NoExecute && !allowNoExecute)
            {
                errors.Add(
                    FieldError.Forbidden(
                        $"{path}.effect",
                        "Configuring taint with NoExecute effect is not allowed, this capability must be explicitly enabled by administrators through command-line flags"
                    )
                );
            }
        }
    }

    private static void CheckConditions(IReadOnlyList<MatchCondition> conditions, string path, List<FieldError> errors)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].ConditionType.Length == 0)
                errors.Add(FieldError.Required($"{path}[{i}].conditionType"));
            foreach (var status in conditions[i].StatusValues)
            {
                if (status is not ("True" or "False" or "Unknown"))
                {
                    errors.Add(
                        FieldError.NotSupported($"{path}[{i}].statusValues", status, ["False", "True", "Unknown"])
                    );
                }
            }
        }
    }
}
