using System.Globalization;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema.Cel;

namespace Pangea.Kube.Schema;

/// <summary>
/// The rules of a custom resource (<c>x-kubernetes-validations</c>), compiled. Source: "Validation rules" in the Kubernetes documentation of
/// custom resource definitions; the words are the original's.
/// </summary>
public sealed class ValidationRules
{
    /// <summary>What one rule may cost at one place of an object.</summary>
    internal const long CostOfRule = 1_000_000;

    private const long CostOfObject = 10_000_000;

    private readonly RuleNode root;

    private ValidationRules(RuleNode root) => this.root = root;

    /// <summary>The rules of an <c>openAPIV3Schema</c>; null when it has none.</summary>
    /// <param name="openApiV3Schema">The schema as it is written.</param>
    /// <param name="schema">The same, compiled.</param>
    public static ValidationRules? Compile(MapValue? openApiV3Schema, StructuralSchema schema) =>
        openApiV3Schema is not null && RuleNode.Of(openApiV3Schema, schema) is { } root ? new(root) : null;

    /// <summary>
    /// Adds what rules find wrong. To be called after <see cref="SchemaValidation"/>, with what that found: rules are not asked about objects that
    /// are not of their schema's form. What did not change since <paramref name="old"/> is let pass, except by rules that compare with it.
    /// </summary>
    public void Validate(MapValue obj, MapValue? old, ICollection<FieldError> errors)
    {
        foreach (var error in errors)
        {
            if (
                error.Reason
                is "FieldValueRequired"
                    or "FieldValueTooLong"
                    or "FieldValueTooMany"
                    or "FieldValueTypeInvalid"
            )
            {
                errors.Add(
                    FieldError.Invalid(
                        "<nil>",
                        "null",
                        "some validation rules were not checked because the object was invalid; correct the existing errors to "
                            + "complete validation"
                    )
                );
                return;
            }
        }
        new Walk(errors).Node(root, obj, old, "");
    }

    private sealed class Walk(ICollection<FieldError> errors)
    {
        private long left = CostOfObject;

        public void Node(RuleNode node, Value value, Value? old, string path)
        {
            // Null has no rules: whoever minds it minds it one level up.
            if (left < 0 || value is NullValue)
                return;
            if (old is NullValue)
                old = null;
            var unchanged = old is not null && value.Equals(old);
            if (unchanged && !node.HasTransition)
                return;
            foreach (var rule in node.Rules)
            {
                if ((unchanged && !rule.IsTransition) || !rule.Applies(old))
                    continue;
                Rule(rule, node.Schema, value, old, path);
                if (left < 0)
                    return;
            }
            switch (value)
            {
                case MapValue map:
                    Fields(node, map, old as MapValue, path);
                    break;
                case ListValue list when node.Items is { } items:
                    var matched = old is ListValue before ? ListTypes.Match(list, before, node.Schema) : null;
                    for (var i = 0; i < list.Count; i++)
                        Node(items, list[i], matched?[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                    break;
            }
        }

        private void Fields(RuleNode node, MapValue map, MapValue? old, string path)
        {
            foreach (var (name, field) in node.Fields)
            {
                if (map[name] is { } inner)
                    Node(field, inner, old?[name], path.Length == 0 ? name : $"{path}.{name}");
            }
            if (node.Items is not { } values)
                return;
            foreach (var (name, inner) in map)
                Node(values, inner, old?[name], $"{path}[{name}]");
        }

        private void Rule(ValidationRule rule, StructuralSchema schema, Value value, Value? old, string path)
        {
            var limit = Math.Min(CostOfRule, left);
            var budget = new CelBudget(limit);
            var found = rule.Check(value, old, budget, out var broken);
            left -= limit - budget.Left;
            var type = TypeOf(schema, value);
            if (budget.IsExhausted)
            {
                if (limit < CostOfRule)
                    found =
                        "validation failed due to running out of cost budget, no further validation rules will be run";
                left = -1;
            }
            if (found is null)
                return;
            var at = path.Length == 0 ? "<nil>" : path;
            if (broken)
            {
                errors.Add(FieldError.Invalid(at, type, found));
                return;
            }
            if (rule.FieldPath.Length > 0)
                at = path.Length == 0 ? rule.FieldPath.TrimStart('.') : path + rule.FieldPath;
            errors.Add(
                rule.Reason switch
                {
                    "FieldValueRequired" => FieldError.Required(at, found),
                    "FieldValueForbidden" => FieldError.Forbidden(at, found),
                    "FieldValueDuplicate" => FieldError.Duplicate(at, type),
                    _ => FieldError.Invalid(at, type, found),
                }
            );
        }

        private static string TypeOf(StructuralSchema schema, Value value) =>
            schema.Type switch
            {
                SchemaType.Object => "object",
                SchemaType.Array => "array",
                SchemaType.Text => "string",
                SchemaType.Whole => "integer",
                SchemaType.Number => "number",
                SchemaType.Boolean => "boolean",
                _ => schema.IntOrString ? "" : JsonTypes.OpenApiWord(value),
            };
    }
}
