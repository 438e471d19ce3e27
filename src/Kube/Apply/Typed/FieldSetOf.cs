using System.Runtime.InteropServices;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// The fields that an applied configuration claims: its leaves, list items, map keys, and fields that are empty or null. Fields that the
/// schema names are not claimed by having something in them.
/// </summary>
internal sealed class FieldSetOf
{
    private readonly List<KeyValuePair<string, Value>> entries = [];

    /// <summary>The set of a value of the schema.</summary>
    public static MapValue Value(StructuralSchema schema, MapValue value)
    {
        var node = new FieldSetOf().NodeOf(schema, value);
        return node is null ? MapValue.Empty : node.Without(FieldTree.Self);
    }

    private MapValue? NodeOf(StructuralSchema schema, Value value)
    {
        switch (Shape.FormOf(schema, value))
        {
            case Form.Map when schema.AtomicMap:
            case Form.List when Shape.IsAtomicList(schema):
            case Form.Scalar:
                return MapValue.Empty;
            case Form.Map:
                return value is MapValue map ? OfMap(schema, map) : null;
            default:
                return value is ListValue list ? OfList(schema, list) : null;
        }
    }

    private MapValue? OfMap(StructuralSchema schema, MapValue map)
    {
        var mark = entries.Count;
        foreach (var (key, value) in map)
        {
            var child = Shape.Field(schema, key, out var named) ?? Shape.Deduced;
            var node = NodeOf(child, value);
            if (!named || value is NullValue or MapValue { Count: 0 })
                node = node is null ? MapValue.Empty : FieldTree.AsMember(node);
            if (node is not null)
                entries.Add(new("f:" + key, node));
        }
        return Pop(mark);
    }

    private MapValue? OfList(StructuralSchema schema, ListValue list)
    {
        var items = schema.Items ?? Shape.Deduced;
        var repeated = ItemKey.AreDistinct(schema, list) ? null : Repeated(schema, list);
        var mark = entries.Count;
        foreach (var item in list)
        {
            if (ItemKey.TextOf(schema, item, out _) is not { } key)
                continue;
            // Of a repeated item only the repetition as a whole can be owned.
            var node = repeated?.Contains(key) == true ? null : NodeOf(items, item);
            entries.Add(new(key, node is null ? MapValue.Empty : FieldTree.AsMember(node)));
        }
        return Pop(mark);
    }

    private static HashSet<string> Repeated(StructuralSchema schema, ListValue list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            if (ItemKey.TextOf(schema, item, out _) is { } key && !seen.Add(key))
                repeated.Add(key);
        }
        return repeated;
    }

    private MapValue? Pop(int mark)
    {
        if (entries.Count == mark)
            return null;
        var node = MapValue.Create(CollectionsMarshal.AsSpan(entries)[mark..]);
        entries.RemoveRange(mark, entries.Count - mark);
        return node;
    }
}
