using System.Collections;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>
/// JSON as CEL values, by its schema: texts of some formats are times, durations or bytes, a whole JSON number may be a <c>double</c>, and
/// of an object only the fields of its schema are seen. Nothing is copied. Source: "Available types" of the Kubernetes documentation of CEL.
/// </summary>
internal static class CelJson
{
    public static object? Read(Value? value, StructuralSchema? schema) =>
        value switch
        {
            null or NullValue => null,
            BoolValue flag => flag.Flag,
            NumberValue { Integer: { } whole } when schema is not { Type: SchemaType.Number } => whole,
            NumberValue number => number.Double,
            StringValue text => Text(text.Text, schema),
            ListValue list => new CelJsonList(list, schema),
            MapValue map => new CelJsonMap(map, schema),
            _ => new CelError("a value of no known kind"),
        };

    private static object Text(string text, StructuralSchema? schema) =>
        schema is not { Format.Length: > 0, IntOrString: false, Type: SchemaType.Text }
            ? text
            : schema.Format switch
            {
                "date-time" or "datetime" => CelTime.TryParse(text, out var time) ? time : text,
                "date" => DateTimeOffset.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var day
                )
                    ? day
                    : text,
                "duration" => CelTime.TryParseDuration(text, out var span) ? span : text,
                "byte" => Bytes(text),
                _ => text,
            };

    private static object Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? new CelBytes(bytes[..length]) : text;
    }
}

/// <summary>A JSON object.</summary>
internal sealed class CelJsonMap(MapValue map, StructuralSchema? schema) : CelMap
{
    private readonly bool isObject = schema is { Properties.Count: > 0, AdditionalProperties: null };

    public override int Count => isObject ? map.Keys.Count(k => schema!.Properties.ContainsKey(k)) : map.Count;

    public override IEnumerable<object?> Keys =>
        isObject ? map.Keys.Where(k => schema!.Properties.ContainsKey(k)) : map.Keys;

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name || map[name] is not { } found)
            return false;
        if (isObject && !schema!.Properties.ContainsKey(name))
            return false;
        value = CelJson.Read(found, schema?.Field(name));
        return true;
    }

    public override bool TrySelect(string field, out object? value) =>
        TryGet(field, out value) || (isObject && CelNames.TryUnescape(field, out var name) && TryGet(name, out value));
}

/// <summary>A JSON array.</summary>
internal sealed class CelJsonList(ListValue list, StructuralSchema? schema) : IReadOnlyList<object?>
{
    public StructuralSchema? Schema => schema;

    public int Count => list.Count;

    public object? this[int index] => CelJson.Read(list[index], schema?.Items);

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < list.Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
