using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Fills in the defaults of a structural schema. A null in a field that may not be null counts as absent: it is defaulted, or dropped when
/// there is no default.
/// </summary>
internal static class Defaulting
{
    /// <summary>The object with defaults; the same one when nothing is missing.</summary>
    public static MapValue Default(MapValue obj, StructuralSchema schema) => (MapValue)Any(obj, schema, defaults: true);

    /// <summary>Only drops the nulls of fields that may not be null and have no default, as decoding does.</summary>
    public static MapValue DropNulls(MapValue obj, StructuralSchema schema) =>
        (MapValue)Any(obj, schema, defaults: false);

    private static Value Any(Value value, StructuralSchema schema, bool defaults) =>
        value switch
        {
            MapValue map => Map(map, schema, defaults),
            ListValue list when schema.Items is not null => List(list, schema.Items, defaults),
            _ => value,
        };

    private static MapValue Map(MapValue map, StructuralSchema schema, bool defaults)
    {
        // Metadata is of a Go type, which knows of nulls itself.
        if (schema.GoType.Length > 0 || (schema.Properties.Count == 0 && schema.AdditionalProperties is null))
            return map;
        List<KeyValuePair<string, Value>>? changed = null;
        var fields = schema.Properties.Fields;
        int f = 0,
            e = 0;
        // Fields and entries are both sorted: one walk meets every name of either.
        while (f < fields.Length || e < map.Count)
        {
            var order =
                f == fields.Length ? 1
                : e == map.Count ? -1
                : string.CompareOrdinal(fields[f].Name, map.Entries[e].Key);
            var name = order <= 0 ? fields[f].Name : map.Entries[e].Key;
            var field = order <= 0 ? fields[f].Schema : schema.AdditionalProperties;
            var given = order >= 0 ? map.Entries[e].Value : null;
            var made = Entry(given, field, defaults, isKnown: order <= 0);
            if (changed is null && !ReferenceEquals(made, given))
                changed = [.. map.Entries[..e]];
            if (made is not null)
                changed?.Add(new(name, made));
            if (order <= 0)
                f++;
            if (order >= 0)
                e++;
        }
        return changed is null ? map : MapValue.Own([.. changed]);
    }

    private static Value? Entry(Value? given, StructuralSchema? field, bool defaults, bool isKnown)
    {
        if (field is null)
            return given;
        if (given is NullValue && !field.Nullable)
        {
            if (field.Default is null)
                return isKnown && field.GoType.Length == 0 ? null : given;
            if (defaults)
                given = isKnown ? null : field.Default;
        }
        if (given is null && defaults)
            given = field.Default;
        return given is null ? null : Any(given, field, defaults);
    }

    private static ListValue List(ListValue list, StructuralSchema items, bool defaults)
    {
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (defaults && item is NullValue && !items.Nullable && items.Default is { } standard)
                item = standard;
            var made = Any(item, items, defaults);
            if (changed is null && ReferenceEquals(made, list[i]))
                continue;
            changed ??= list.Items.ToArray();
            changed[i] = made;
        }
        return changed is null ? list : ListValue.Own(changed);
    }
}
