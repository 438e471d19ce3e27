using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>Objects as they come out of the server's decoder: pruned, with what Go's types always write, and with static defaults.</summary>
internal static class Decoded
{
    public static MapValue Object(MapValue root, StructuralSchema schema)
    {
        if (schema.Properties.Count == 0)
        {
            return schema.AdditionalProperties is { } values
                ? MapValue.From(root.Select(e => KeyValuePair.Create(e.Key, Item(e.Value, values))))
                : root;
        }
        var entries = new List<KeyValuePair<string, Value>>();
        foreach (var field in schema.Properties.Fields)
        {
            if (Field(root[field.Name], field) is { } value)
                entries.Add(new(field.Name, value));
        }
        return MapValue.From(entries);
    }

    private static Value? Field(Value? value, SchemaField field)
    {
        var schema = field.Schema;
        if (value is NullValue)
            value = null;
        if (value is not null)
            value = Item(value, schema);
        var empty =
            value is null
            || (field.Presence is FieldPresence.WhenNotEmpty or FieldPresence.Always && IsEmpty(value, schema));
        if (!empty)
            return value;
        if (schema.Default is { } given)
            return given is MapValue map ? Object(map, schema) : given;
        return field.Presence switch
        {
            FieldPresence.Struct => schema.Form switch
            {
                ValueForm.Quantity => "0",
                ValueForm.IntOrString => 0,
                ValueForm.Plain => Object(MapValue.Empty, schema),
                _ => NullValue.Instance,
            },
            FieldPresence.Always => schema.Type switch
            {
                SchemaType.Text => "",
                SchemaType.Whole or SchemaType.Number => 0,
                SchemaType.Boolean => false,
                _ => NullValue.Instance,
            },
            _ => null,
        };
    }

    private static Value Item(Value value, StructuralSchema schema) =>
        value switch
        {
            _ when schema.Form == ValueForm.Quantity => Quantity.FromValue(value)?.ToString() ?? value,
            MapValue map => Object(map, schema),
            ListValue list when schema.Items is { } items => ListValue.From(list.Select(i => Item(i, items))),
            _ => value,
        };

    private static bool IsEmpty(Value value, StructuralSchema schema) =>
        value
            is StringValue { Text.Length: 0 }
                or NumberValue { Integer: 0 }
                or BoolValue { Flag: false }
                or ListValue { Count: 0 }
        || (value is MapValue { Count: 0 } && schema.AdditionalProperties is not null);
}
