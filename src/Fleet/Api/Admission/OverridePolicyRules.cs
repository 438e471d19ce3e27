using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of OverridePolicy and ClusterOverridePolicy.</summary>
internal sealed class OverridePolicyRules(bool namespaced) : KindRules
{
    public override MapValue Default(MapValue root) =>
        namespaced && root.Map("spec") is { } spec
            ? root.With("spec", SelectorRules.DefaultNamespaces(spec, root.At("metadata", "namespace")))
            : root;

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var tree = root.Map("spec") ?? MapValue.Empty;
        var spec = OverrideSpec.From(tree);
        if (namespaced)
            SelectorRules.CheckNamespaces(spec.ResourceSelectors, root.At("metadata", "namespace"), errors);
        for (var i = 0; i < spec.ResourceSelectors.Count; i++)
            SelectorRules.Check(spec.ResourceSelectors[i], $"spec.resourceSelectors[{i}]", errors);
        PlacementRules.CheckAffinity(spec.TargetCluster, "spec.targetCluster", errors);
        if (spec.OverrideRules.Count > 0)
        {
            if (spec.TargetCluster is { } target)
            {
                errors.Add(
                    FieldError.Invalid(
                        "spec.targetCluster",
                        target.ToValue(),
                        "overrideRules and targetCluster can't co-exist"
                    )
                );
            }
            if (spec.Overriders.ToValue() is { Count: > 0 } overriders)
            {
                errors.Add(
                    FieldError.Invalid("spec.overriders", overriders, "overrideRules and overriders can't co-exist")
                );
            }
        }
        CheckOverriders(spec.Overriders, "spec.overriders", errors);
        for (var i = 0; i < spec.OverrideRules.Count; i++)
        {
            var path = $"spec.overrideRules[{i}]";
            PlacementRules.CheckAffinity(spec.OverrideRules[i].TargetCluster, $"{path}.targetCluster", errors);
            CheckOverriders(spec.OverrideRules[i].Overriders, $"{path}.overriders", errors);
        }
    }

    private static void CheckOverriders(Overriders overriders, string path, List<FieldError> errors)
    {
        for (var i = 0; i < overriders.AnnotationsOverrider.Count; i++)
        {
            foreach (var key in overriders.AnnotationsOverrider[i].Value.Keys)
            {
                if (Syntax.QualifiedNameError(key.ToLowerInvariant()) is { } bad)
                    errors.Add(FieldError.Invalid($"{path}.annotationsOverrider[{i}].value", key, bad));
            }
        }
        for (var i = 0; i < overriders.LabelsOverrider.Count; i++)
        {
            var at = $"{path}.labelsOverrider[{i}].value";
            foreach (var (key, value) in overriders.LabelsOverrider[i].Value)
            {
                if (Syntax.QualifiedNameError(key) is { } badKey)
                    errors.Add(FieldError.Invalid(at, key, badKey));
                if (value is StringValue text && Syntax.LabelValueError(text.Text) is { } badValue)
                    errors.Add(FieldError.Invalid(at, text, badValue));
            }
        }
        for (var i = 0; i < overriders.ImageOverrider.Count; i++)
        {
            if (overriders.ImageOverrider[i].Predicate is { } predicate)
                CheckPointer(predicate.Path, $"{path}.imageOverrider[{i}].predicate.path", errors);
        }
        for (var i = 0; i < overriders.FieldOverrider.Count; i++)
            CheckField(overriders.FieldOverrider[i], $"{path}.fieldOverrider[{i}]", errors);
    }

    private static void CheckField(FieldOverrider overrider, string path, List<FieldError> errors)
    {
        if (overrider.Json.Count > 0 && overrider.Yaml.Count > 0)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    overrider.ToValue(),
                    "FieldOverrider has both YAML and JSON set. Only one is allowed"
                )
            );
        }
        CheckPointer(overrider.FieldPath, $"{path}.fieldPath", errors);
        CheckOperations(overrider.Json, $"{path}.json", errors);
        CheckOperations(overrider.Yaml, $"{path}.yaml", errors);
    }

    private static void CheckOperations(
        IReadOnlyList<DocumentPatchOperation> operations,
        string path,
        List<FieldError> errors
    )
    {
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = operations[i];
            CheckPointer(operation.SubPath, $"{path}[{i}].subPath", errors);
            var why = operation switch
            {
                { Operator: OverriderOperators.Add or OverriderOperators.Replace, Value: null } =>
                    "value is required for add or replace operation",
                { Operator: OverriderOperators.Remove, Value: not null } => "value is not allowed for remove operation",
                _ => null,
            };
            if (why is not null)
                errors.Add(FieldError.Invalid($"{path}[{i}].value", operation.Value, why));
        }
    }

    // The text is go-openapi's.
    private static void CheckPointer(string pointer, string path, List<FieldError> errors)
    {
        if (pointer.Length > 0 && pointer[0] != '/')
            errors.Add(FieldError.Invalid(path, pointer, "JSON pointer must be empty or start with a \"/\""));
    }
}
