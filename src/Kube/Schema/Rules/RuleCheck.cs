using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>What kube-apiserver refuses in the rules of a schema (<c>x-kubernetes-validations</c>). The cost of rules is not estimated here: it is limited
/// when they are evaluated.</summary>
public static class RuleCheck
{
    private static readonly string[] Reasons =
    [
        "FieldValueDuplicate",
        "FieldValueForbidden",
        "FieldValueInvalid",
        "FieldValueRequired",
    ];

    /// <summary>Adds what is wrong with the rules of a structural schema that stands at a path.</summary>
    public static void Check(MapValue schema, string path, ICollection<FieldError> errors) =>
        Node(schema, CustomSchema.Compile(schema), path, correlatableFrom: "", errors);

    private static void Node(
        MapValue source,
        StructuralSchema schema,
        string path,
        string correlatableFrom,
        ICollection<FieldError> errors
    )
    {
        var i = 0;
        foreach (var rule in source.Maps("x-kubernetes-validations"))
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.x-kubernetes-validations[{i++}]");
            Rule(rule, schema, at, correlatableFrom, errors);
        }
        foreach (var (name, value) in source.Map("properties") ?? MapValue.Empty)
        {
            if (value is MapValue field && schema.Properties.TryGetValue(name, out var inner))
                Node(field, inner, $"{path}.properties[{name}]", correlatableFrom, errors);
        }
        if (source.Map("additionalProperties") is { } values && schema.AdditionalProperties is { } valueSchema)
            Node(values, valueSchema, $"{path}.additionalProperties", correlatableFrom, errors);
        if (source.Map("items") is not { } items || schema.Items is not { } itemSchema)
            return;
        // Items that have no identity cannot be found in the list as it was before.
        if (correlatableFrom.Length == 0 && schema.ListType != ListType.Map)
            correlatableFrom = path;
        Node(items, itemSchema, $"{path}.items", correlatableFrom, errors);
    }

    private static void Rule(
        MapValue rule,
        StructuralSchema schema,
        string at,
        string uncorrelatable,
        ICollection<FieldError> errors
    )
    {
        var text = rule.Text("rule") ?? "";
        if (text.Trim().Length == 0)
        {
            errors.Add(FieldError.Required($"{at}.rule", "rule is not specified"));
            return;
        }
        Message(rule, text, at, errors);
        var reason = rule.Text("reason") ?? "";
        if (reason.Length > 0 && !Reasons.Contains(reason))
            errors.Add(FieldError.NotSupported($"{at}.reason", reason, Reasons));
        if (rule.Text("fieldPath") is { Length: > 0 } fieldPath && FieldPathError(fieldPath, schema) is { } invalid)
            errors.Add(FieldError.Invalid($"{at}.fieldPath", fieldPath, $"fieldPath must be a valid path: {invalid}"));
        if (!ValidationRule.TryCompile(rule, schema, out var made, out var field, out var error))
        {
            errors.Add(
                FieldError.Invalid(
                    $"{at}.{field}",
                    rule.Text(field) ?? "",
                    field == "rule" ? $"compilation failed: {error}" : $"messageExpression compilation failed: {error}"
                )
            );
        }
        else if (made.IsTransition && uncorrelatable.Length > 0)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{at}.rule",
                    text,
                    $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"
                )
            );
        }
    }

    private static void Message(MapValue rule, string text, string at, ICollection<FieldError> errors)
    {
        var message = rule.Text("message") ?? "";
        if (message.Length > 0 && message.Trim().Length == 0)
            errors.Add(FieldError.Invalid($"{at}.message", message, "message must be non-empty if specified"));
        else if (message.Trim().Contains('\n', StringComparison.Ordinal))
            errors.Add(FieldError.Invalid($"{at}.message", message, "message must not contain line breaks"));
        else if (message.Length > 2048)
            errors.Add(
                FieldError.Invalid(
                    $"{at}.message",
                    string.Concat(message.AsSpan(0, 10), "..."),
                    "message must have a maximum length of 2048 characters"
                )
            );
        else if (message.Length == 0 && text.Trim().Contains('\n', StringComparison.Ordinal))
            errors.Add(FieldError.Required($"{at}.message", "message must be specified if rule contains line breaks"));
    }

    private static string? FieldPathError(string path, StructuralSchema? schema)
    {
        if (path[0] is not ('.' or '['))
            return $"expected [ or . but got: {path}";
        if (!JsonPath.TryParse(path, out var parsed, out var error))
            return error;
        if (parsed.FieldNames() is not { } names)
            return "does not refer to a valid field";
        foreach (var name in names)
        {
            schema = schema?.Field(name);
            if (schema is null)
                return "does not refer to a valid field";
        }
        return null;
    }
}
