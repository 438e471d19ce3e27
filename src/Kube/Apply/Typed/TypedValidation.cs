using System.Globalization;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// Checks that an applied configuration has the shape of its schema: only declared fields, scalars of the right type, and lists whose
/// items have keys, each once. Source: structured-merge-diff's <c>typed/validate.go</c>, whose texts kubectl shows.
/// </summary>
internal sealed class TypedValidation
{
    private readonly List<string> errors = [];

    /// <summary>The errors in the original's form: one as it is, several as a list after <c>errors:</c>; empty when there is none.</summary>
    public static string Check(StructuralSchema schema, MapValue config)
    {
        // Paths are made only for those who need them, which is hardly ever.
        if (IsValid(schema, config))
            return "";
        var check = new TypedValidation();
        check.Check(schema, config, "");
        return check.errors.Count switch
        {
            0 => "",
            1 => check.errors[0],
            _ => "errors:\n" + string.Join('\n', check.errors.Select(e => "  " + e)),
        };
    }

    private static bool IsValid(StructuralSchema schema, Value value)
    {
        if (value is NullValue)
            return true;
        switch (Shape.FormOf(schema, value))
        {
            case Form.Map:
                if (value is not MapValue map)
                    return false;
                foreach (var (key, item) in map)
                {
                    if (Shape.Field(schema, key, out _) is not { } field || !IsValid(field, item))
                        return false;
                }
                return true;
            case Form.List:
                if (value is not ListValue list || (!Shape.IsAtomicList(schema) && !ItemKey.AreDistinct(schema, list)))
                    return false;
                var items = schema.Items ?? Shape.Deduced;
                foreach (var item in list)
                {
                    if (!IsValid(items, item))
                        return false;
                }
                return true;
            default:
                return ScalarError(schema, value).Length == 0;
        }
    }

    private void Fail(string path, string message) => errors.Add(path.Length == 0 ? message : $"{path}: {message}");

    private void Check(StructuralSchema schema, Value value, string path)
    {
        // Null is a valid value of everything.
        if (value is NullValue)
            return;
        switch (Shape.FormOf(schema, value))
        {
            case Form.Map when value is MapValue map:
                CheckFields(schema, map, path);
                break;
            case Form.Map:
                Fail(path, $"expected map, got {PrintHeld(value)}");
                break;
            case Form.List when value is ListValue list:
                CheckItems(schema, list, path);
                break;
            case Form.List:
                Fail(path, $"expected list, got {PrintHeld(value)}");
                break;
            default:
                CheckScalar(schema, value, path);
                break;
        }
    }

    private void CheckFields(StructuralSchema schema, MapValue map, string path)
    {
        foreach (var (key, value) in map)
        {
            if (Shape.Field(schema, key, out _) is not { } field)
            {
                // As in the original the first unknown field of an object hides the object's other errors.
                Fail($"{path}.{key}", "field not declared in schema");
                return;
            }
            Check(field, value, $"{path}.{key}");
        }
    }

    private void CheckItems(StructuralSchema schema, ListValue list, string path)
    {
        var items = schema.Items ?? Shape.Deduced;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"[{i}]");
            if (!Shape.IsAtomicList(schema))
            {
                if (ItemKey.TextOf(schema, list[i], out var error) is not { } key)
                {
                    Fail(path, string.Create(CultureInfo.InvariantCulture, $"element {i}: {error}"));
                    return;
                }
                at = PathElement.TryParse(key, out var element, out _) ? element!.ToString() : key;
                if (!seen.Add(key))
                    Fail(path, $"duplicate entries for key {at}");
            }
            Check(items, list[i], path + at);
        }
    }

    private void CheckScalar(StructuralSchema schema, Value value, string path)
    {
        var error = ScalarError(schema, value);
        if (error.Length > 0)
            Fail(path, error);
    }

    private static string ScalarError(StructuralSchema schema, Value value) =>
        schema.Type switch
        {
            SchemaType.Whole or SchemaType.Number when value is not NumberValue =>
                $"expected numeric (int or float), got {GoText.TypeName(value)}",
            SchemaType.Boolean when value is not BoolValue => $"expected boolean, got {PrintHeld(value)}",
            SchemaType.Text when IsPlainText(schema) && value is not StringValue =>
                $"expected string, got &value.valueUnstructured{{Value:{GoText.PrintSyntax(value)}}}",
            _ => value is MapValue or ListValue ? $"expected any scalar, got {PrintHeld(value)}" : "",
        };

    // Texts of a form of their own, such as quantities and times, may be any scalar to the original's apply.
    private static bool IsPlainText(StructuralSchema schema) =>
        schema.Format is "" or "byte" && schema.Form is ValueForm.Plain or ValueForm.Bytes;

    // The original prints the struct that holds the value.
    private static string PrintHeld(Value value) => $"&{{{GoText.Print(value)}}}";
}
