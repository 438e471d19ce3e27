using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Reads objects of built-in kinds in Kubernetes' protobuf form, which typed clients of client-go send by default: the bytes <c>k8s\0</c>, then
/// a message <c>runtime.Unknown</c> with apiVersion, kind and the object's own message. The outcome is the tree that the same client would have
/// sent as JSON; unknown fields are passed over, as the original does. Source: "Protobuf encoding" in the Kubernetes API concepts.
/// </summary>
public static class ProtobufDecoder
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int DeepestNesting = 100;
    private const string JsonSchemas = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Reads an object; its kind is the one the bytes name.</summary>
    /// <param name="body">The bytes, with their prefix.</param>
    /// <param name="schema">The kind's schema.</param>
    /// <exception cref="FormatException">The bytes are no such object, or of a kind that is not built in.</exception>
    public static MapValue Decode(ReadOnlySpan<byte> body, out StructuralSchema schema)
    {
        if (!body.StartsWith(Magic))
            throw new FormatException(
                "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"
            );
        string apiVersion = "",
            kind = "";
        ReadOnlySpan<byte> raw = [];
        var envelope = new WireReader(body[Magic.Length..]);
        while (envelope.Read())
        {
            if (envelope.Number == 1)
                (apiVersion, kind) = TypeMeta(envelope.Bytes);
            else if (envelope.Number == 2)
                raw = envelope.Bytes;
        }
        schema =
            SchemaOf(GroupVersion.Parse(apiVersion).Kind(kind))
            ?? throw new FormatException($"no kind \"{kind}\" is registered for version \"{apiVersion}\" in protobuf");
        var message = ProtobufMessages.Instance.Find(schema.TypeName)!;
        return Message(raw, schema, message, 0).With("apiVersion", apiVersion).With("kind", kind);
    }

    private static StructuralSchema? SchemaOf(GroupVersionKind kind)
    {
        // Options of requests call themselves by the group version that the request is for.
        var schema =
            BuiltinSchemas.Instance.Find(kind)
            ?? (kind.Kind.EndsWith("Options", StringComparison.Ordinal) ? MetaType(kind.Kind) : null);
        return schema is not null && ProtobufMessages.Instance.Find(schema.TypeName) is not null ? schema : null;
    }

    private static StructuralSchema? MetaType(string name) =>
        BuiltinSchemas.Instance.FindType($"io.k8s.apimachinery.pkg.apis.meta.v1.{name}");

    private static (string ApiVersion, string Kind) TypeMeta(ReadOnlySpan<byte> bytes)
    {
        string apiVersion = "",
            kind = "";
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1)
                apiVersion = reader.Text;
            else if (reader.Number == 2)
                kind = reader.Text;
        }
        return (apiVersion, kind);
    }

    private static MapValue Message(
        ReadOnlySpan<byte> bytes,
        StructuralSchema schema,
        ProtobufMessage message,
        int depth
    )
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        var repeated = new Dictionary<string, List<Value>>(StringComparer.Ordinal);
        var entries = new Dictionary<string, Dictionary<string, Value>>(StringComparer.Ordinal);
        Fields(bytes, schema, message, depth, values, repeated, entries);
        foreach (var (name, items) in repeated)
            values[name] = ListValue.From(items);
        foreach (var (name, map) in entries)
            values[name] = MapValue.From(map);
        return MapValue.From(values);
    }

    private static void Fields(
        ReadOnlySpan<byte> bytes,
        StructuralSchema schema,
        ProtobufMessage message,
        int depth,
        Dictionary<string, Value> values,
        Dictionary<string, List<Value>> repeated,
        Dictionary<string, Dictionary<string, Value>> entries
    )
    {
        if (depth > DeepestNesting)
            throw new FormatException("proto: nested too deeply");
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (message.Find(reader.Number) is not { } known)
                continue;
            if (known.Inlined is { } inlined)
            {
                Fields(reader.Bytes, schema, inlined, depth + 1, values, repeated, entries);
                continue;
            }
            if (!schema.Properties.TryGetValue(known.Name, out var field))
                continue;
            if (field.Type == SchemaType.Array)
            {
                if (!repeated.TryGetValue(known.Name, out var items))
                    repeated.Add(known.Name, items = []);
                Items(ref reader, field.Items!, items, depth);
            }
            else if (field is { Type: SchemaType.Object, AdditionalProperties: { } of })
            {
                if (!entries.TryGetValue(known.Name, out var map))
                    entries.Add(known.Name, map = new(StringComparer.Ordinal));
                var (key, value) = Entry(reader.Bytes, of, depth);
                map[key] = value;
            }
            else
            {
                values[known.Name] = One(ref reader, field, depth);
            }
        }
    }

    private static void Items(ref WireReader reader, StructuralSchema schema, List<Value> items, int depth)
    {
        if (!reader.IsBytes || schema.Type is not (SchemaType.Whole or SchemaType.Boolean))
        {
            items.Add(One(ref reader, schema, depth));
            return;
        }
        var row = new WireReader(reader.Bytes);
        while (row.ReadPacked())
            items.Add(Scalar(ref row, schema));
    }

    private static (string Key, Value Value) Entry(ReadOnlySpan<byte> bytes, StructuralSchema schema, int depth)
    {
        var key = "";
        Value? value = null;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1)
                key = reader.Text;
            else if (reader.Number == 2)
                value =
                    schema.Type == SchemaType.Array
                        ? Wrapped(reader.Bytes, schema, depth)
                        : One(ref reader, schema, depth);
        }
        // The value's zero is not written; an empty message reads as such.
        var nothing = new WireReader([]);
        return (key, value ?? (schema.Type == SchemaType.Array ? ListValue.Empty : One(ref nothing, schema, depth)));
    }

    /// <summary>A map's value cannot be a list in protobuf: it is a message with the list as its only field.</summary>
    private static ListValue Wrapped(ReadOnlySpan<byte> bytes, StructuralSchema schema, int depth)
    {
        var items = new List<Value>();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1)
                items.Add(One(ref reader, schema.Items!, depth));
        }
        return ListValue.From(items);
    }

    private static Value One(ref WireReader reader, StructuralSchema schema, int depth)
    {
        switch (schema.Form)
        {
            case ValueForm.Quantity:
                return First(reader.Bytes).Text;
            case ValueForm.Time or ValueForm.MicroTime:
                return Time(reader.Bytes, schema.Form == ValueForm.MicroTime);
            case ValueForm.IntOrString:
                return IntOrString(reader.Bytes);
            case ValueForm.Raw:
                return Raw(reader.Bytes, schema, depth);
            case ValueForm.Bytes:
                return Convert.ToBase64String(reader.Bytes);
        }
        if (schema.Type != SchemaType.Object)
            return Scalar(ref reader, schema);
        return ProtobufMessages.Instance.Find(schema.TypeName) is { } message
            ? Message(reader.Bytes, schema, message, depth + 1)
            : MapValue.Empty;
    }

    private static Value Scalar(ref WireReader reader, StructuralSchema schema) =>
        schema.Type switch
        {
            SchemaType.Boolean => reader.Bits != 0,
            SchemaType.Whole => (long)reader.Bits,
            SchemaType.Number => JsonText.Parse(
                Encoding.ASCII.GetBytes(reader.Double.ToString("R", CultureInfo.InvariantCulture))
            ),
            _ => reader.Text,
        };

    private static WireReader First(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        reader.Read();
        return reader;
    }

    private static Value Time(ReadOnlySpan<byte> bytes, bool micro)
    {
        long seconds = 0,
            nanoseconds = 0;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1)
                seconds = (long)reader.Bits;
            else if (reader.Number == 2)
                nanoseconds = (long)reader.Bits;
        }
        // The zero time is an empty message, and null in JSON.
        if (bytes.IsEmpty)
            return NullValue.Instance;
        try
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return micro ? Timestamps.FormatMicro(time.AddTicks(nanoseconds / 1000 * 10)) : Timestamps.Format(time);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException($"proto: {seconds} is no time", e);
        }
    }

    private static Value IntOrString(ReadOnlySpan<byte> bytes)
    {
        long type = 0,
            number = 0;
        var text = "";
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1)
                type = (long)reader.Bits;
            else if (reader.Number == 2)
                number = (int)reader.Bits;
            else if (reader.Number == 3)
                text = reader.Text;
        }
        return type == 0 ? number : text;
    }

    /// <summary>JSON in bytes; and the unions of JSON schemas, which have a JSON form of their own.</summary>
    private static Value Raw(ReadOnlySpan<byte> bytes, StructuralSchema schema, int depth)
    {
        if (!schema.TypeName.StartsWith(JsonSchemas + "SchemaPropsOr", StringComparison.Ordinal))
            return First(bytes).Bytes is { IsEmpty: false } json ? JsonText.Parse(json.ToArray()) : NullValue.Instance;
        var props = BuiltinSchemas.Instance.FindType(JsonSchemas + "SchemaProps")!;
        var plain = schema.TypeName.EndsWith("OrBool", StringComparison.Ordinal);
        Value? one = null;
        var allows = false;
        var items = new List<Value>();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (!reader.IsBytes)
                allows = reader.Bits != 0;
            else if (reader.Number == (plain ? 2 : 1))
                one = One(ref reader, props, depth);
            else
                items.Add(
                    schema.TypeName.EndsWith("OrStringArray", StringComparison.Ordinal)
                        ? reader.Text
                        : One(ref reader, props, depth)
                );
        }
        return one ?? (plain ? allows : ListValue.From(items));
    }
}
