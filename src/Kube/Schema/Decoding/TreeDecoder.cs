using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Fits a tree to the schema of a built-in kind: what a patch gave, or a YAML document. Gives back the same tree where it is right
/// already, so that what did not change is neither copied nor compared later.
/// </summary>
internal readonly struct TreeDecoder(DecodeContext context, bool defaults)
{
    /// <summary>The object as the original would write it.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="map">The tree.</param>
    /// <param name="known">A tree that was decoded before: what the two share is not looked into.</param>
    public MapValue Object(StructuralSchema schema, MapValue map, MapValue? known = null)
    {
        if (schema.AdditionalProperties is not null)
            return Entries(schema, schema.AdditionalProperties, map, known);
        var fields = schema.Properties.Fields;
        var values = new Value?[fields.Length];
        var f = 0;
        foreach (var (name, value) in map)
        {
            // Both sides are sorted: one walk finds all.
            while (f < fields.Length && string.CompareOrdinal(fields[f].Name, name) < 0)
                f++;
            if (f == fields.Length || fields[f].Name != name)
            {
                context.Unknown(name);
                continue;
            }
            context.EnterField(schema, name);
            values[f] = Value(fields[f].Schema, value, known?[name], roundToMilli: false);
            context.Leave();
        }
        var made = FieldAssembly.Assemble(schema.Properties, values, defaults);
        return IsSame(made, map) ? map : made;
    }

    // Null is for absent: a JSON null, or a value that does not fit.
    private Value? Value(StructuralSchema schema, Value value, Value? known, bool roundToMilli)
    {
        if (ReferenceEquals(value, known))
            return value;
        if (schema.Form == ValueForm.Raw)
            return Raw(schema, value);
        switch (value)
        {
            case MapValue map when schema is { Type: SchemaType.Object, Form: ValueForm.Plain }:
                return Object(schema, map, known as MapValue);
            case ListValue list when schema.Items is not null:
                return Items(schema.Items, list, known as ListValue);
            case StringValue text:
                return ScalarDecoder.Text(schema, text, roundToMilli, context);
            case NumberValue number:
                return ScalarDecoder.Number(schema, number, roundToMilli, context);
            case BoolValue flag:
                return ScalarDecoder.Flag(schema, flag, context);
            case NullValue:
                return null;
            default:
                ScalarDecoder.Mismatch(schema, value is MapValue ? "object" : "array", context);
                return null;
        }
    }

    private static Value? Raw(StructuralSchema schema, Value value) => value is NullValue ? null : value;

    private ListValue Items(StructuralSchema schema, ListValue list, ListValue? known)
    {
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            context.EnterItem(i);
            var item =
                Value(schema, list[i], i < known?.Count ? known[i] : null, roundToMilli: false)
                ?? FieldAssembly.Zero(schema, defaults);
            context.Leave();
            if (changed is null && ReferenceEquals(item, list[i]))
                continue;
            changed ??= list.Items.ToArray();
            changed[i] = item;
        }
        return changed is null ? list : ListValue.Own(changed);
    }

    private MapValue Entries(StructuralSchema owner, StructuralSchema schema, MapValue map, MapValue? known)
    {
        var round = defaults && owner.IsResourceList;
        KeyValuePair<string, Value>[]? changed = null;
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.Entries[i];
            context.EnterKey(key);
            var made = Value(schema, value, known?[key], round) ?? FieldAssembly.Zero(schema, defaults);
            context.Leave();
            if (changed is null && ReferenceEquals(made, value))
                continue;
            changed ??= map.Entries.ToArray();
            changed[i] = new(key, made);
        }
        return changed is null ? map : MapValue.Own(changed);
    }

    private static bool IsSame(MapValue a, MapValue b)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!ReferenceEquals(a.Entries[i].Value, b.Entries[i].Value) || a.Entries[i].Key != b.Entries[i].Key)
                return false;
        }
        return true;
    }
}
