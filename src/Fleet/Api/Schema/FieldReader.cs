using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Reads fields of a tree for the generated readers; what does not fit reads as empty.</summary>
internal static class FieldReader
{
    public static string Text(MapValue map, string name) => map.Text(name) ?? "";

    public static int Int32(MapValue map, string name) => OptionalInt32(map, name) ?? 0;

    public static long Int64(MapValue map, string name) => map.Integer(name) ?? 0;

    public static int? OptionalInt32(MapValue map, string name) =>
        map.Integer(name) is { } whole ? (int)Math.Clamp(whole, int.MinValue, int.MaxValue) : null;

    public static IReadOnlyList<string> Texts(MapValue map, string name) =>
        map.List(name) is { Count: > 0 } list ? [.. list.Texts] : [];

    public static IReadOnlyList<MapValue> Trees(MapValue map, string name) =>
        map.List(name) is { Count: > 0 } list ? [.. list.Maps] : [];

    public static IReadOnlyList<T> Records<T>(MapValue map, string name, Func<MapValue, T> read)
    {
        if (map.List(name) is not { Count: > 0 } list)
            return [];
        var records = new List<T>(list.Count);
        foreach (var item in list)
        {
            if (item is MapValue entry)
                records.Add(read(entry));
        }
        return records;
    }
}
