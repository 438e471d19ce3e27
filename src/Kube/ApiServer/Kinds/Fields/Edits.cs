using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Changes to trees that give the same tree back when nothing changes.</summary>
internal static class Edits
{
    /// <summary>A copy whose map at a key is edited; the same when there is none.</summary>
    public static MapValue Edit(this MapValue map, string key, Func<MapValue, MapValue> edit) =>
        map.Map(key) is { } child ? map.With(key, edit(child)) : map;

    /// <summary>A copy whose maps in the list at a key are edited; the same when there is none.</summary>
    public static MapValue EditEach(this MapValue map, string key, Func<MapValue, MapValue> edit)
    {
        if (map.List(key) is not { Count: > 0 } list)
            return map;
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not MapValue item)
                continue;
            var edited = edit(item);
            if (ReferenceEquals(edited, item))
                continue;
            changed ??= list.Items.ToArray();
            changed[i] = edited;
        }
        return changed is null ? map : map.With(key, ListValue.Create(changed));
    }

    /// <summary>A copy with a value where there is none, or an empty text: what Go takes for unset in a field that is no pointer.</summary>
    public static MapValue WithDefault(this MapValue map, string key, Value value) =>
        map[key] is null or NullValue or StringValue { Text.Length: 0 } ? map.With(key, value) : map;

    /// <summary>A copy with a number where there is none, or 0.</summary>
    public static MapValue WithDefaultNumber(this MapValue map, string key, Value value) =>
        map[key] is null or NullValue or NumberValue { Integer: 0 } ? map.With(key, value) : map;

    /// <summary>Whether a field is present and not null.</summary>
    public static bool Has(this MapValue map, string key) => map[key] is not (null or NullValue);
}
