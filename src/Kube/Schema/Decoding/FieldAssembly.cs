using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Puts an object together from the values of its fields: leaves out what Go would leave out, writes what Go always writes, and fills in
/// defaults. Values stand at the positions of the schema's fields, so the result is in canonical order without sorting.
/// </summary>
internal static class FieldAssembly
{
    /// <summary>The object of these values; absent ones are null. The values are changed.</summary>
    public static MapValue Assemble(SchemaFields fields, Span<Value?> values, bool defaults)
    {
        var all = fields.Fields;
        var count = 0;
        for (var i = 0; i < all.Length; i++)
        {
            values[i] = Present(in all[i], values[i], defaults);
            if (values[i] is not null)
                count++;
        }
        var entries = new KeyValuePair<string, Value>[count];
        var n = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (values[i] is { } value)
                entries[n++] = new(all[i].Name, value);
        }
        return MapValue.Own(entries);
    }

    /// <summary>What stands for a null among the items of a list or the values of a map: the type's zero value.</summary>
    public static Value Zero(StructuralSchema schema, bool defaults) =>
        schema.Form switch
        {
            ValueForm.Quantity => ZeroQuantity,
            ValueForm.Int32 or ValueForm.Int64 or ValueForm.Double or ValueForm.IntOrString => NumberValue.Of(0),
            ValueForm.Plain when schema.Type == SchemaType.Text => StringValue.Empty,
            ValueForm.Plain when schema.Type == SchemaType.Boolean => BoolValue.False,
            ValueForm.Plain when schema is { Type: SchemaType.Object, AdditionalProperties: null } => Empty(
                schema,
                defaults
            ),
            _ => NullValue.Instance,
        };

    private static readonly StringValue ZeroQuantity = new("0");

    private static Value? Present(in SchemaField field, Value? value, bool defaults)
    {
        switch (field.Presence)
        {
            case FieldPresence.WhenGiven:
                return value ?? Default(field.Schema, defaults);
            case FieldPresence.WhenNotEmpty:
                return value is null || IsEmpty(value) ? Default(field.Schema, defaults) : value;
            case FieldPresence.Always:
                if (value is not null && !IsEmpty(value))
                    return value;
                return Default(field.Schema, defaults) ?? Zero(field.Schema, defaults);
            case FieldPresence.NullWhenAbsent:
                return value ?? Default(field.Schema, defaults) ?? NullValue.Instance;
            case FieldPresence.Struct:
                return value ?? Zero(field.Schema, defaults);
            default:
                return value;
        }
    }

    private static bool IsEmpty(Value value) =>
        value switch
        {
            StringValue text => text.Text.Length == 0,
            NumberValue number => number.Integer == 0,
            BoolValue flag => !flag.Flag,
            ListValue list => list.Count == 0,
            MapValue map => map.Count == 0,
            _ => true,
        };

    // The object that a struct by value is when nothing is given. Made once a type: benign if two make it at a time.
    private static Value Empty(StructuralSchema schema, bool defaults)
    {
        ref var made = ref defaults ? ref schema.EmptyWithDefaults : ref schema.EmptyWithoutDefaults;
        return made ??= Assemble(schema.Properties, new Value?[schema.Properties.Count], defaults);
    }

    private static Value? Default(StructuralSchema schema, bool defaults)
    {
        if (!defaults || schema.Default is not { } value)
            return null;
        // A default may leave fields to the defaults of its own type.
        return schema.CompleteDefault ??= value is MapValue map
            ? new TreeDecoder(new DecodeContext(strict: false), defaults).Object(schema, map)
            : value;
    }
}
