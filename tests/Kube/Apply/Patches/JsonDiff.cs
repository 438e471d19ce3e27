using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply.Tests.Patches;

/// <summary>A plain model of what a JSON patch can say: the operations that turn one document into another.</summary>
internal static class JsonDiff
{
    public static IEnumerable<MapValue> Between(Value from, Value to, string path = "")
    {
        if (from.Equals(to))
            return [];
        return (from, to) switch
        {
            (MapValue a, MapValue b) => BetweenMaps(a, b, path),
            (ListValue a, ListValue b) => BetweenLists(a, b, path),
            _ => [Operation("replace", path, to)],
        };
    }

    private static IEnumerable<MapValue> BetweenMaps(MapValue from, MapValue to, string path)
    {
        foreach (var key in from.Keys.Where(k => !to.ContainsKey(k)))
            yield return Operation("remove", $"{path}/{JsonPointer.Escape(key)}", null);
        foreach (var key in to.Keys)
        {
            var child = $"{path}/{JsonPointer.Escape(key)}";
            if (from[key] is not { } old)
                yield return Operation("add", child, to[key]);
            else
            {
                foreach (var operation in Between(old, to[key]!, child))
                    yield return operation;
            }
        }
    }

    private static IEnumerable<MapValue> BetweenLists(ListValue from, ListValue to, string path)
    {
        for (var i = from.Count - 1; i >= to.Count; i--)
            yield return Operation("remove", $"{path}/{i}", null);
        for (var i = 0; i < to.Count; i++)
        {
            if (i >= from.Count)
                yield return Operation("add", $"{path}/-", to[i]);
            else
            {
                foreach (var operation in Between(from[i], to[i], $"{path}/{i}"))
                    yield return operation;
            }
        }
    }

    private static MapValue Operation(string op, string path, Value? value) =>
        MapValue.Of(("op", op), ("path", path), ("value", value));
}
