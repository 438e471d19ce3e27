using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Walks an object and its schema together. Messages are those of kube-openapi's validator, as apiextensions turns them into field errors;
/// errors come fields first, in the order of names, then the checks of the object itself.
/// </summary>
internal sealed class SchemaValidator(string root = "")
{
    private readonly StringBuilder path = new(root);

    public List<FieldError> Errors { get; private set; } = [];

    private string Path => path.ToString();

    public void Validate(Value value, Value? old, StructuralSchema schema)
    {
        // What is as it was may stay as wrong as it was.
        if (old is not null && value.Equals(old))
            return;
        if (value is NullValue)
        {
            if (schema is { Nullable: false, Type: not SchemaType.Any } or { Nullable: false, IntOrString: true })
                TypeError(schema, value);
            return;
        }
        if (!Fits(value, schema))
            TypeError(schema, value);
        CheckCombinations(value, old, schema.Bounds);
        switch (value)
        {
            case StringValue text:
                CheckText(text, schema);
                break;
            case NumberValue number when schema.Bounds is { } bounds:
                CheckNumber(number, bounds);
                break;
            case ListValue list:
                CheckList(list, old as ListValue, schema);
                break;
            case MapValue map:
                CheckMap(map, old as MapValue, schema);
                break;
        }
        if (!schema.Enum.IsEmpty && !schema.Enum.Contains(value))
            Errors.Add(
                FieldError.NotSupported(
                    Path,
                    value,
                    schema.Enum.Select(e => e is StringValue s ? s.Text : e.ToString())
                )
            );
    }

    private static bool Fits(Value value, StructuralSchema schema) =>
        schema.IntOrString
            ? value is StringValue or NumberValue { IsInteger: true }
            : schema.Type switch
            {
                SchemaType.Object => value is MapValue,
                SchemaType.Array => value is ListValue,
                SchemaType.Text => value is StringValue,
                SchemaType.Boolean => value is BoolValue,
                SchemaType.Number => value is NumberValue,
                SchemaType.Whole => value is NumberValue n && (n.IsInteger || double.IsInteger(n.Double)),
                _ => true,
            };

    private void TypeError(StructuralSchema schema, Value value)
    {
        var wanted = schema.IntOrString
            ? "integer,string"
            : schema.Type switch
            {
                SchemaType.Object => "object",
                SchemaType.Array => "array",
                SchemaType.Text => "string",
                SchemaType.Whole => "integer",
                SchemaType.Number => "number",
                _ => "boolean",
            };
        var word = JsonTypes.OpenApiWord(value);
        Errors.Add(FieldError.TypeInvalid(Path, word, $"{Path} in body must be of type {wanted}: \"{word}\""));
    }

    private void Invalid(Value value, string what) =>
        Errors.Add(FieldError.Invalid(Path, value, $"{Path} in body {what}"));

    private void CheckText(StringValue text, StructuralSchema schema)
    {
        if (schema.Bounds is { } bounds)
        {
            var length = bounds.MaxLength is null && bounds.MinLength is null ? 0 : RuneCount(text.Text);
            if (length > bounds.MaxLength)
                Errors.Add(FieldError.TooLong(Path, bounds.MaxLength.Value));
            if (length < bounds.MinLength)
                Invalid(text, $"should be at least {bounds.MinLength} chars long");
            if (bounds.Pattern.Length > 0 && !GoRegex.IsMatch(bounds, text.Text))
                Invalid(text, $"should match '{bounds.Pattern}'");
        }
        if (schema is { Format.Length: > 0, Type: SchemaType.Text } && !Formats.Matches(schema.Format, text.Text))
            Errors.Add(
                FieldError.TypeInvalid(
                    Path,
                    text,
                    $"{Path} in body must be of type {schema.Format}: {GoText.Quote(text.Text)}"
                )
            );
    }

    private static long RuneCount(string text)
    {
        var count = text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c))
                count--;
        }
        return count;
    }

    private void CheckNumber(NumberValue number, SchemaBounds bounds)
    {
        var value = number.Double;
        if (bounds.MultipleOf is { } factor && !double.IsInteger(value / factor))
            Invalid(number, $"should be a multiple of {GoText.FloatG(factor)}");
        if (bounds.Maximum is { } maximum && (bounds.ExclusiveMaximum ? value >= maximum : value > maximum))
            Invalid(
                number,
                $"should be less than {(bounds.ExclusiveMaximum ? "" : "or equal to ")}{GoText.FloatG(maximum)}"
            );
        if (bounds.Minimum is { } minimum && (bounds.ExclusiveMinimum ? value <= minimum : value < minimum))
            Invalid(
                number,
                $"should be greater than {(bounds.ExclusiveMinimum ? "" : "or equal to ")}{GoText.FloatG(minimum)}"
            );
    }

    private void CheckList(ListValue list, ListValue? old, StructuralSchema schema)
    {
        if (schema.Items is { } items)
        {
            var matched = old is null ? null : ListTypes.Match(list, old, schema);
            for (var i = 0; i < list.Count; i++)
            {
                var mark = path.Length;
                path.Append(CultureInfo.InvariantCulture, $"[{i}]");
                Validate(list[i], matched?[i], items);
                path.Length = mark;
            }
        }
        if (schema.Bounds is not { } bounds)
            return;
        if (list.Count < bounds.MinItems)
            Invalid(list.Count, $"should have at least {bounds.MinItems} items");
        if (list.Count > bounds.MaxItems)
            Errors.Add(FieldError.TooMany(Path, list.Count, bounds.MaxItems.Value));
        if (bounds.UniqueItems && list.Distinct().Count() < list.Count)
            Invalid("", "shouldn't contain duplicates");
    }

    private void CheckMap(MapValue map, MapValue? old, StructuralSchema schema)
    {
        if (schema.Bounds is { } bounds)
        {
            if (map.Count < bounds.MinProperties)
            {
                Invalid(map.Count, $"should have at least {bounds.MinProperties} properties");
                return;
            }
            if (map.Count > bounds.MaxProperties)
            {
                Errors.Add(FieldError.TooMany(Path, map.Count, bounds.MaxProperties.Value));
                return;
            }
        }
        // Of a Go type (metadata) everything but what a definition narrowed has been checked by decoding.
        var typed = schema.GoType.Length > 0;
        foreach (var (name, value) in map)
        {
            if (schema.Field(name) is not { } field || (typed && field.Bounds is null))
                continue;
            var mark = path.Length;
            path.Append(mark > 0 ? "." : "").Append(name);
            Validate(value, old?[name], field);
            path.Length = mark;
        }
        if (typed)
            return;
        CheckEmbedded(map, schema);
        foreach (var name in schema.Required)
        {
            if (!map.ContainsKey(name))
                Errors.Add(FieldError.Required(path.Length > 0 ? $"{Path}.{name}" : name));
        }
    }

    private void CheckEmbedded(MapValue map, StructuralSchema schema)
    {
        if (!schema.EmbeddedResource)
            return;
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            if (string.IsNullOrEmpty(map.Text(name)) && !schema.Required.Contains(name))
                Errors.Add(FieldError.Required($"{Path}.{name}", "must not be empty"));
        }
    }

    private void CheckCombinations(Value value, Value? old, SchemaBounds? bounds)
    {
        if (bounds is null)
            return;
        if (!bounds.AnyOf.IsEmpty)
            CheckAnyOf(value, old, bounds);
        if (!bounds.OneOf.IsEmpty)
            CheckOneOf(value, old, bounds);
        if (!bounds.AllOf.IsEmpty)
            CheckAllOf(value, old, bounds);
        if (bounds.Not is { } not && Try(value, old, not).Count == 0)
            Combination("must not validate the schema (not)");
    }

    // What a part finds wrong.
    private List<FieldError> Try(Value value, Value? old, StructuralSchema part)
    {
        var outer = Errors;
        Errors = [];
        Validate(value, old, part);
        var found = Errors;
        Errors = outer;
        return found;
    }

    // The original knows no field for these errors.
    private void Combination(string what) => Errors.Add(FieldError.Invalid("<nil>", "", $"\"{Path}\" {what}"));

    private void CheckAnyOf(Value value, Value? old, SchemaBounds bounds)
    {
        List<FieldError>? best = null;
        foreach (var part in bounds.AnyOf)
        {
            var found = Try(value, old, part);
            if (found.Count == 0)
                return;
            if (best is null || found.Count < best.Count)
                best = found;
        }
        Combination("must validate at least one schema (anyOf)");
        Errors.AddRange(best!);
    }

    private void CheckOneOf(Value value, Value? old, SchemaBounds bounds)
    {
        List<FieldError>? best = null;
        var valid = 0;
        foreach (var part in bounds.OneOf)
        {
            var found = Try(value, old, part);
            if (found.Count == 0)
                valid++;
            else if (best is null || found.Count < best.Count)
                best = found;
        }
        if (valid == 1)
            return;
        Combination(
            valid == 0
                ? "must validate one and only one schema (oneOf). Found none valid"
                : $"must validate one and only one schema (oneOf). Found {valid} valid alternatives"
        );
        if (valid == 0)
            Errors.AddRange(best!);
    }

    private void CheckAllOf(Value value, Value? old, SchemaBounds bounds)
    {
        var all = bounds.AllOf.Select(part => Try(value, old, part)).ToList();
        var valid = all.Count(found => found.Count == 0);
        if (valid == all.Count)
            return;
        foreach (var found in all)
            Errors.AddRange(found);
        Combination($"must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}");
    }
}
