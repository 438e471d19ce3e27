using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The document of version 2 in protobuf: kubectl asks for it in no other form, when the documents of version 3 do not know a kind. The messages
/// are those of gnostic's <c>OpenAPIv2.proto</c>; numbers below are its field numbers.
/// </summary>
internal static class OpenApiProtobuf
{
    /// <summary>A field of a JSON object: its name, its number, and how its value is written.</summary>
    private readonly record struct Field(string Name, int Number, Action<WireWriter, int, Value> Write);

    private static readonly Field[] Info = [Of("title", 1, Text), Of("version", 2, Text), Of("description", 3, Text)];

    private static readonly Field[] Document =
    [
        Of("swagger", 1, Text),
        Of("info", 2, (w, n, v) => Object(w, n, v, Info!, 7)),
        Of("paths", 8, Paths),
        Of("definitions", 9, NamedSchemas),
    ];

    private static readonly Field[] PathItem =
    [
        Of("get", 2, Operation),
        Of("put", 3, Operation),
        Of("post", 4, Operation),
        Of("delete", 5, Operation),
        Of("options", 6, Operation),
        Of("head", 7, Operation),
        Of("patch", 8, Operation),
        Of("parameters", 9, Parameters),
    ];

    private static readonly Field[] OperationFields =
    [
        Of("tags", 1, Texts),
        Of("summary", 2, Text),
        Of("description", 3, Text),
        Of("operationId", 5, Text),
        Of("produces", 6, Texts),
        Of("consumes", 7, Texts),
        Of("parameters", 8, Parameters),
        Of("responses", 9, Responses),
        Of("schemes", 10, Texts),
        Of("deprecated", 11, Flag),
    ];

    private static readonly Field[] BodyParameter =
    [
        Of("description", 1, Text),
        Of("name", 2, Text),
        Of("in", 3, Text),
        Of("required", 4, Flag),
        Of("schema", 5, Schema),
    ];

    private static readonly Field[] QueryParameter =
    [
        Of("required", 1, Flag),
        Of("in", 2, Text),
        Of("description", 3, Text),
        Of("name", 4, Text),
        Of("type", 6, Text),
        Of("format", 7, Text),
        Of("uniqueItems", 20, Flag),
    ];

    private static readonly Field[] PathParameter =
    [
        Of("required", 1, Flag),
        Of("in", 2, Text),
        Of("description", 3, Text),
        Of("name", 4, Text),
        Of("type", 5, Text),
        Of("format", 6, Text),
        Of("uniqueItems", 19, Flag),
    ];

    private static readonly Field[] Response = [Of("description", 1, Text), Of("schema", 2, SchemaItem)];

    private static readonly Field[] SchemaFields =
    [
        Of("$ref", 1, Text),
        Of("format", 2, Text),
        Of("title", 3, Text),
        Of("description", 4, Text),
        Of("default", 5, Any),
        Of("multipleOf", 6, Number),
        Of("maximum", 7, Number),
        Of("exclusiveMaximum", 8, Flag),
        Of("minimum", 9, Number),
        Of("exclusiveMinimum", 10, Flag),
        Of("maxLength", 11, Whole),
        Of("minLength", 12, Whole),
        Of("pattern", 13, Text),
        Of("maxItems", 14, Whole),
        Of("minItems", 15, Whole),
        Of("uniqueItems", 16, Flag),
        Of("maxProperties", 17, Whole),
        Of("minProperties", 18, Whole),
        Of("required", 19, Texts),
        Of("enum", 20, Each(Any)),
        Of(
            "additionalProperties",
            21,
            (w, n, v) => Wrap(w, n, v, v is BoolValue ? 2 : 1, v is BoolValue ? Flag : Schema)
        ),
        Of("type", 22, (w, n, v) => Wrap(w, n, v, 1, Texts)),
        Of("items", 23, (w, n, v) => Wrap(w, n, v, 1, Schema)),
        Of("allOf", 24, Each(Schema)),
        Of("properties", 25, NamedSchemas),
        Of("example", 30, Any),
    ];

    /// <summary>The document, given as JSON.</summary>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> json)
    {
        var document = new WireWriter();
        Fields(document, (MapValue)JsonText.Parse(json.ToArray()), Document, 16);
        return document.ToMemory();
    }

    private static Field Of(string name, int number, Action<WireWriter, int, Value> write) => new(name, number, write);

    private static void Fields(WireWriter to, MapValue map, Field[] fields, int extensions)
    {
        foreach (var field in fields)
        {
            if (map[field.Name] is { } value)
                field.Write(to, field.Number, value);
        }
        foreach (var (name, value) in map)
        {
            if (name.StartsWith("x-", StringComparison.Ordinal))
                Named(to, extensions, name, value, Any);
        }
    }

    private static void Object(WireWriter to, int number, Value value, Field[] fields, int extensions)
    {
        var message = new WireWriter();
        Fields(message, (MapValue)value, fields, extensions);
        to.Message(number, message);
    }

    /// <summary>A message whose only field is the value.</summary>
    private static void Wrap(WireWriter to, int number, Value value, int inner, Action<WireWriter, int, Value> write)
    {
        var message = new WireWriter();
        write(message, inner, value);
        to.Message(number, message);
    }

    private static void Named(WireWriter to, int number, string name, Value value, Action<WireWriter, int, Value> write)
    {
        var message = new WireWriter();
        message.Text(1, name);
        write(message, 2, value);
        to.Message(number, message);
    }

    private static Action<WireWriter, int, Value> Each(Action<WireWriter, int, Value> write) =>
        (to, number, value) =>
        {
            foreach (var item in (ListValue)value)
                write(to, number, item);
        };

    private static void Text(WireWriter to, int number, Value value) => to.Text(number, ((StringValue)value).Text);

    private static void Texts(WireWriter to, int number, Value value)
    {
        if (value is ListValue list)
        {
            foreach (var item in list)
                Text(to, number, item);
        }
        else
            Text(to, number, value);
    }

    private static void Flag(WireWriter to, int number, Value value) => to.Flag(number, value.Equals(BoolValue.True));

    private static void Whole(WireWriter to, int number, Value value) =>
        to.Whole(number, ((NumberValue)value).Integer ?? 0);

    private static void Number(WireWriter to, int number, Value value) =>
        to.Double(number, ((NumberValue)value).Double);

    /// <summary>Anything, as YAML, which JSON is.</summary>
    private static void Any(WireWriter to, int number, Value value)
    {
        var message = new WireWriter();
        message.Bytes(2, value.ToJson().Span);
        to.Message(number, message);
    }

    private static void Schema(WireWriter to, int number, Value value) => Object(to, number, value, SchemaFields, 31);

    private static void SchemaItem(WireWriter to, int number, Value value) => Wrap(to, number, value, 1, Schema);

    private static void NamedSchemas(WireWriter to, int number, Value value)
    {
        var message = new WireWriter();
        foreach (var (name, schema) in (MapValue)value)
            Named(message, 1, name, schema, Schema);
        to.Message(number, message);
    }

    private static void Paths(WireWriter to, int number, Value value)
    {
        var message = new WireWriter();
        foreach (var (path, item) in (MapValue)value)
            Named(message, 2, path, item, (w, n, v) => Object(w, n, v, PathItem, 10));
        to.Message(number, message);
    }

    private static void Operation(WireWriter to, int number, Value value) =>
        Object(to, number, value, OperationFields, 13);

    private static void Parameters(WireWriter to, int number, Value value)
    {
        foreach (var item in (ListValue)value)
        {
            var parameter = (MapValue)item;
            if (parameter.Text("$ref") is { } reference)
                Wrap(to, number, parameter, 2, (w, n, _) => Wrap(w, n, reference, 1, Text));
            else if (parameter.Text("in") == "body")
                Wrap(
                    to,
                    number,
                    parameter,
                    1,
                    (w, n, v) => Wrap(w, n, v, 1, (w, n, v) => Object(w, n, v, BodyParameter, 6))
                );
            else
            {
                var (kind, fields, extensions) =
                    parameter.Text("in") == "path" ? (4, PathParameter, 22) : (3, QueryParameter, 23);
                Wrap(
                    to,
                    number,
                    parameter,
                    1,
                    (w, n, v) =>
                        Wrap(
                            w,
                            n,
                            v,
                            2,
                            (w, n, v) => Wrap(w, n, v, kind, (w, n, v) => Object(w, n, v, fields, extensions))
                        )
                );
            }
        }
    }

    private static void Responses(WireWriter to, int number, Value value)
    {
        var message = new WireWriter();
        foreach (var (code, response) in (MapValue)value)
            Named(message, 1, code, response, (w, n, v) => Wrap(w, n, v, 1, (w, n, v) => Object(w, n, v, Response, 5)));
        to.Message(number, message);
    }
}
