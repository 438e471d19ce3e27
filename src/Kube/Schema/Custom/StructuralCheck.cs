using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Whether an <c>openAPIV3Schema</c> is structural, and what else kube-apiserver refuses in one, with its words. Source: "Specifying a
/// structural schema" in the Kubernetes documentation. Rules in CEL are checked by <see cref="RuleCheck"/>.
/// </summary>
public static class StructuralCheck
{
    private static readonly string[] Unsupported =
    [
        "$ref",
        "id",
        "definitions",
        "patternProperties",
        "dependencies",
        "additionalItems",
    ];

    /// <summary>
    /// Adds what is wrong with a schema that stands at a path such as <c>spec.versions[0].schema.openAPIV3Schema</c>, sorted by text.
    /// </summary>
    public static void Check(MapValue schema, string path, ICollection<FieldError> errors)
    {
        var found = new List<FieldError>();
        Node(schema, Level.Root, path, found);
        Complete(schema, schema, path, path, found);
        foreach (var error in found.DistinctBy(e => e.Message).OrderBy(e => e.Message, StringComparer.Ordinal))
            errors.Add(error);
    }

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    private static void Node(MapValue s, Level level, string path, List<FieldError> errors)
    {
        var type = s.Text("type") ?? "";
        var intOrString = s.Flag("x-kubernetes-int-or-string") ?? false;
        var preserve = s.Flag("x-kubernetes-preserve-unknown-fields") ?? false;
        CheckUnsupported(s, path, errors);
        CheckType(s, type, level, intOrString, preserve, path, errors);
        CheckExtensions(s, type, path, errors);
        CheckMetadata(s, level, path, errors);
        CheckDefault(s, level, path, errors);
        if (s["items"] is MapValue items)
            Node(items, Level.Item, $"{path}.items", errors);
        else if (s["items"] is ListValue)
            errors.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        else if (type == "array")
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        foreach (var (name, value) in s.Map("properties") ?? MapValue.Empty)
        {
            if (value is MapValue field)
                Node(field, Level.Field, $"{path}.properties[{name}]", errors);
        }
        CheckAdditional(s, level, path, errors);
        Values(s, path, errors, skipAnyOf: intOrString && IsIntOrString(s.List("anyOf")), intOrString);
    }

    private static void CheckUnsupported(MapValue s, string path, List<FieldError> errors)
    {
        foreach (var name in Unsupported)
        {
            if (s[name] is not null)
                errors.Add(FieldError.Forbidden($"{path}.{name}", $"{name} is not supported"));
        }
        if (s.Flag("uniqueItems") ?? false)
            errors.Add(
                FieldError.Forbidden(
                    $"{path}.uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
                )
            );
        if (s.Map("properties") is { Count: > 0 } && s["additionalProperties"] is not null)
            errors.Add(
                FieldError.Forbidden(
                    $"{path}.additionalProperties",
                    "additionalProperties and properties are mutual exclusive"
                )
            );
    }

    private static void CheckType(
        MapValue s,
        string type,
        Level level,
        bool intOrString,
        bool preserve,
        string path,
        List<FieldError> errors
    )
    {
        var at = $"{path}.type";
        if (s.Flag("x-kubernetes-embedded-resource") ?? false)
        {
            const string Must = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0)
                errors.Add(FieldError.Required(at, Must));
            else if (type != "object")
                errors.Add(FieldError.Invalid(at, type, Must));
            if (s.Map("properties") is not { Count: > 0 } && !preserve)
                errors.Add(
                    FieldError.Required(
                        $"{path}.properties",
                        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                    )
                );
            if (s["additionalProperties"] is not null)
                errors.Add(
                    FieldError.Forbidden(
                        $"{path}.additionalProperties",
                        "must not be used if x-kubernetes-embedded-resource is set"
                    )
                );
        }
        else if (type.Length == 0 && !intOrString && !preserve)
        {
            errors.Add(
                FieldError.Required(
                    at,
                    level switch
                    {
                        Level.Root => "must not be empty at the root",
                        Level.Item => "must not be empty for specified array items",
                        _ => "must not be empty for specified object fields",
                    }
                )
            );
        }
        if (type.Length > 0 && type is not ("object" or "array" or "string" or "integer" or "number" or "boolean"))
            errors.Add(
                FieldError.NotSupported(at, type, ["array", "boolean", "integer", "number", "object", "string"])
            );
        else if (level == Level.Root && type.Length > 0 && type != "object")
            errors.Add(FieldError.Invalid(at, type, "must be object at the root"));
        if (intOrString && type.Length > 0)
            errors.Add(FieldError.Invalid(at, type, "must be empty if x-kubernetes-int-or-string is true"));
    }

    private static void CheckExtensions(MapValue s, string type, string path, List<FieldError> errors)
    {
        var intOrString = s.Flag("x-kubernetes-int-or-string") ?? false;
        foreach (
            var name in (ReadOnlySpan<string>)["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"]
        )
        {
            if (intOrString && (s.Flag(name) ?? false))
                errors.Add(
                    FieldError.Invalid($"{path}.{name}", true, "must be false if x-kubernetes-int-or-string is true")
                );
        }
        if (s["x-kubernetes-preserve-unknown-fields"] is BoolValue { Flag: false })
            errors.Add(
                FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined")
            );
        ListTypeCheck.Check(s, type, path, errors);
        var mapType = s.Text("x-kubernetes-map-type");
        if (mapType is null)
            return;
        if (mapType is not ("atomic" or "granular"))
            errors.Add(FieldError.NotSupported($"{path}.x-kubernetes-map-type", mapType, ["atomic", "granular"]));
        if (type != "object")
            errors.Add(
                type.Length == 0
                    ? FieldError.Required($"{path}.type", "must be object if x-kubernetes-map-type is specified")
                    : FieldError.Invalid($"{path}.type", type, "must be object if x-kubernetes-map-type is specified")
            );
    }

    private static void CheckMetadata(MapValue s, Level level, string path, List<FieldError> errors)
    {
        if (level != Level.Root && !(s.Flag("x-kubernetes-embedded-resource") ?? false))
            return;
        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (s.Map("properties")?.Map(name) is { } field && field.Text("type") != "string")
                errors.Add(
                    FieldError.Invalid($"{path}.properties[{name}].type", field.Text("type") ?? "", "must be string")
                );
        }
        if (s.Map("properties")?.Map("metadata") is not { } metadata)
            return;
        if (metadata.Text("type") != "object")
            errors.Add(
                FieldError.Invalid($"{path}.properties[metadata].type", metadata.Text("type") ?? "", "must be object")
            );
        var others = (metadata.Map("properties") ?? MapValue.Empty).Keys.Where(k =>
            k is not ("name" or "generateName")
        );
        if (
            level == Level.Root
            && (others.Any() || metadata.Keys.Any(k => k is not ("type" or "properties" or "description")))
        )
            errors.Add(
                FieldError.Forbidden(
                    $"{path}.properties[metadata]",
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"
                )
            );
    }

    private static void CheckDefault(MapValue s, Level level, string path, List<FieldError> errors)
    {
        if (s["default"] is not { } value)
            return;
        if (level == Level.Root)
            errors.Add(FieldError.Forbidden($"{path}.default", "must not be set at the root"));
        var schema = CustomSchema.CompilePart(s);
        if (value is MapValue map)
        {
            var unknown = new List<string>();
            Pruning.Prune(map, schema, unknown);
            if (unknown.Count > 0)
                errors.Add(FieldError.Invalid($"{path}.default", value, "must not have unknown fields"));
            value = Defaulting.Default(map, schema);
        }
        SchemaValidation.ValidatePart(value, schema, $"{path}.default", errors);
    }

    private static void CheckAdditional(MapValue s, Level level, string path, List<FieldError> errors)
    {
        if (s["additionalProperties"] is not { } additional)
            return;
        if (level == Level.Root)
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
        if (additional is BoolValue { Flag: false })
            errors.Add(
                FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties cannot be set to false")
            );
        if (additional is MapValue values)
            Node(values, Level.Field, $"{path}.additionalProperties", errors);
    }

    // What stands under allOf, anyOf, oneOf and not may only restrict values.
    private static void Values(MapValue s, string path, List<FieldError> errors, bool skipAnyOf, bool intOrString)
    {
        if (s.Text("pattern") is { Length: > 0 } pattern && !GoRegex.TryCompile(pattern, out var error))
            errors.Add(
                FieldError.Invalid(
                    $"{path}.pattern",
                    pattern,
                    $"must be a valid regular expression, but isn't: {error}"
                )
            );
        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            if (junctor == "anyOf" && skipAnyOf)
                continue;
            var i = 0;
            foreach (var part in s.Maps(junctor))
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"{path}.{junctor}[{i}]");
                var skip = intOrString && junctor == "allOf" && i == 0 && IsIntOrString(part.List("anyOf"));
                Nested(part, at, errors, skip);
                i++;
            }
        }
        if (s.Map("not") is { } not)
            Nested(not, $"{path}.not", errors, skipAnyOf: false);
    }

    private static readonly (string Name, string Must)[] Forbidden =
    [
        ("type", "empty"),
        ("additionalProperties", "undefined"),
        ("default", "undefined"),
        ("title", "empty"),
        ("description", "empty"),
        ("nullable", "false"),
        ("externalDocs", "undefined"),
        ("x-kubernetes-preserve-unknown-fields", "false"),
        ("x-kubernetes-embedded-resource", "false"),
        ("x-kubernetes-int-or-string", "false"),
        ("x-kubernetes-list-map-keys", "empty"),
        ("x-kubernetes-list-type", "undefined"),
        ("x-kubernetes-map-type", "undefined"),
        ("x-kubernetes-validations", "empty"),
    ];

    private static void Nested(MapValue s, string path, List<FieldError> errors, bool skipAnyOf)
    {
        foreach (var (name, must) in Forbidden)
        {
            if (
                s[name] is not (null or BoolValue { Flag: false } or StringValue { Text: "" } or ListValue { Count: 0 })
            )
                errors.Add(FieldError.Forbidden($"{path}.{name}", $"must be {must} to be structural"));
        }
        if (s.Map("properties")?["metadata"] is not null)
            errors.Add(
                FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context")
            );
        if (s.Map("items") is { } items)
            Nested(items, $"{path}.items", errors, skipAnyOf: false);
        foreach (var (name, value) in s.Map("properties") ?? MapValue.Empty)
        {
            if (value is MapValue field)
                Nested(field, $"{path}.properties[{name}]", errors, skipAnyOf: false);
        }
        Values(s, path, errors, skipAnyOf, intOrString: false);
    }

    private static bool IsIntOrString(ListValue? anyOf) =>
        anyOf is { Count: 2 }
        && anyOf.Maps.Select(m => m.Count == 1 ? m.Text("type") : null).SequenceEqual(["integer", "string"]);

    // Every field and item that a restriction speaks of must be specified outside of restrictions too.
    private static void Complete(MapValue? outer, MapValue s, string outerPath, string path, List<FieldError> errors)
    {
        foreach (var (name, value) in s.Map("properties") ?? MapValue.Empty)
        {
            if (value is not MapValue inner)
                continue;
            var at = $"{outerPath}.properties[{name}]";
            var field = outer?.Map("properties")?.Map(name);
            if (field is null && !(outer?["additionalProperties"] is MapValue) && !ReferenceEquals(outer, s))
                errors.Add(FieldError.Required(at, $"because it is defined in {path}.properties[{name}]"));
            Complete(field ?? inner, inner, at, $"{path}.properties[{name}]", errors);
        }
        if (s.Map("items") is { } items)
        {
            if (outer?.Map("items") is null)
                errors.Add(FieldError.Required($"{outerPath}.items", $"because it is defined in {path}.items"));
            Complete(outer?.Map("items") ?? items, items, $"{outerPath}.items", $"{path}.items", errors);
        }
        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            var i = 0;
            foreach (var part in s.Maps(junctor))
                Complete(
                    outer,
                    part,
                    outerPath,
                    string.Create(CultureInfo.InvariantCulture, $"{path}.{junctor}[{i++}]"),
                    errors
                );
        }
        if (s.Map("not") is { } not)
            Complete(outer, not, outerPath, $"{path}.not", errors);
    }
}
