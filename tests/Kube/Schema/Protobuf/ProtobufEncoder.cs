using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests.Protobuf;

/// <summary>Writes objects of built-in kinds in protobuf as client-go does: what is no pointer is written even when it is empty.</summary>
internal static class ProtobufEncoder
{
    public static byte[] Encode(MapValue root, StructuralSchema schema)
    {
        var meta = new WireWriter();
        meta.Text(1, root.Text("apiVersion")!);
        meta.Text(2, root.Text("kind")!);
        var unknown = new WireWriter();
        unknown.Message(1, meta);
        unknown.Message(2, Message(root, schema, ProtobufMessages.Instance.Find(schema.TypeName)!));
        unknown.Text(3, "");
        unknown.Text(4, "");
        return [.. "k8s\0"u8, .. unknown.Written];
    }

    private static WireWriter Message(MapValue map, StructuralSchema schema, ProtobufMessage message)
    {
        var to = new WireWriter();
        foreach (var (number, field) in message.Fields)
        {
            if (field.Inlined is { } inlined)
                to.Message(number, Message(map, schema, inlined));
            else if (schema.Properties.IndexOf(field.Name) is >= 0 and var i)
                Write(to, number, map[field.Name], schema.Properties.Fields[i]);
        }
        return to;
    }

    private static void Write(WireWriter to, int number, Value? value, SchemaField field)
    {
        var schema = field.Schema;
        if (value is null or NullValue)
        {
            if (field.Presence is FieldPresence.WhenGiven or FieldPresence.NullWhenAbsent)
                return;
            if (schema.Type is SchemaType.Whole or SchemaType.Boolean)
                to.Whole(number, 0);
            else if (schema.Type == SchemaType.Text && schema.Form == ValueForm.Plain)
                to.Text(number, "");
            else if (field.Presence == FieldPresence.Struct && schema.Form == ValueForm.Plain)
                to.Message(number, Message(MapValue.Empty, schema, ProtobufMessages.Instance.Find(schema.TypeName)!));
            return;
        }
        if (schema.Items is { } items)
        {
            foreach (var item in (ListValue)value)
                One(to, number, item, items);
        }
        else if (schema.AdditionalProperties is { } values)
        {
            foreach (var (key, entry) in (MapValue)value)
                to.Message(number, Entry(key, entry, values));
        }
        else
            One(to, number, value, schema);
    }

    private static WireWriter Entry(string key, Value value, StructuralSchema schema)
    {
        var entry = new WireWriter();
        entry.Text(1, key);
        if (schema.Items is { } items)
        {
            var list = new WireWriter();
            foreach (var item in value as ListValue ?? ListValue.Empty)
                One(list, 1, item, items);
            entry.Message(2, list);
        }
        else
            One(entry, 2, value, schema);
        return entry;
    }

    private static void One(WireWriter to, int number, Value value, StructuralSchema schema)
    {
        var inner = new WireWriter();
        switch (schema.Form)
        {
            case ValueForm.Quantity:
                inner.Text(1, ((StringValue)value).Text);
                break;
            case ValueForm.Time or ValueForm.MicroTime:
                if (value is StringValue text)
                {
                    var time = DateTimeOffset.Parse(text.Text, CultureInfo.InvariantCulture);
                    inner.Whole(1, time.ToUnixTimeSeconds());
                    inner.Whole(2, time.Ticks % TimeSpan.TicksPerSecond * 100);
                }
                break;
            case ValueForm.IntOrString:
                inner.Whole(1, value is StringValue ? 1 : 0);
                inner.Whole(2, value is NumberValue n ? n.Integer!.Value : 0);
                inner.Text(3, value is StringValue s ? s.Text : "");
                break;
            case ValueForm.Raw:
                inner.Bytes(1, Encoding.UTF8.GetBytes(value.ToString()!));
                break;
            case ValueForm.Bytes:
                to.Bytes(number, Convert.FromBase64String(((StringValue)value).Text));
                return;
            default:
                switch (value)
                {
                    case NumberValue { Integer: { } whole }:
                        to.Whole(number, whole);
                        return;
                    case BoolValue:
                        to.Flag(number, value.Equals(BoolValue.True));
                        return;
                    case StringValue plain:
                        to.Text(number, plain.Text);
                        return;
                }
                inner = Message(
                    value as MapValue ?? MapValue.Empty,
                    schema,
                    ProtobufMessages.Instance.Find(schema.TypeName)!
                );
                break;
        }
        to.Message(number, inner);
    }
}
