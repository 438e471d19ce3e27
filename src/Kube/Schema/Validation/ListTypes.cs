using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Lists that are sets or maps: their repeats, and which item of a new list was which of the old one.</summary>
internal static class ListTypes
{
    /// <summary>Adds the items that repeat an earlier one, at any depth; lists that are as they were are let pass.</summary>
    public static void Validate(
        Value value,
        Value? old,
        StructuralSchema schema,
        ICollection<FieldError> errors,
        string path = ""
    )
    {
        if (old is not null && value.Equals(old))
            return;
        switch (value)
        {
            case MapValue map when schema.GoType.Length == 0:
                foreach (var (name, inner) in map)
                {
                    if (inner is MapValue or ListValue && schema.Field(name) is { } field)
                        Validate(
                            inner,
                            (old as MapValue)?[name],
                            field,
                            errors,
                            path.Length == 0 ? name : $"{path}.{name}"
                        );
                }
                break;
            case ListValue list when schema.Items is { } items:
                Repeats(list, schema, errors, path);
                var matched = old is ListValue before ? Match(list, before, schema) : null;
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is MapValue or ListValue)
                        Validate(list[i], matched?[i], items, errors, At(path, i));
                }
                break;
        }
    }

    private static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static void Repeats(ListValue list, StructuralSchema schema, ICollection<FieldError> errors, string path)
    {
        if (schema.ListType == ListType.Atomic)
            return;
        var seen = new HashSet<Value>();
        for (var i = 0; i < list.Count; i++)
        {
            var identity = Identity(list[i], schema);
            if (!seen.Add(identity))
                errors.Add(FieldError.Duplicate(At(path, i), identity));
        }
    }

    // An item of a set is itself; an item of a map is its keys.
    private static Value Identity(Value item, StructuralSchema schema) =>
        schema.ListType == ListType.Map && item is MapValue map
            ? MapValue.From(schema.ListMapKeys.Where(map.ContainsKey).Select(k => KeyValuePair.Create(k, map[k]!)))
            : item;

    /// <summary>For each item of a list of type map the old item with the same keys, or null; null for other lists.</summary>
    public static Value?[]? Match(ListValue list, ListValue old, StructuralSchema schema)
    {
        if (schema.ListType != ListType.Map)
            return null;
        var before = new Dictionary<Value, Value>();
        foreach (var item in old)
            before.TryAdd(Identity(item, schema), item);
        var matched = new Value?[list.Count];
        for (var i = 0; i < matched.Length; i++)
            matched[i] = before.GetValueOrDefault(Identity(list[i], schema));
        return matched;
    }
}
