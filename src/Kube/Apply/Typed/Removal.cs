using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>Removes the fields of a set from a value.</summary>
internal static class Removal
{
    /// <summary>
    /// The object without the fields of the set. A map or list that loses all it had and is not in the set itself is empty afterwards.
    /// (The original leaves a null, which to typed objects is as good as absent, and makes custom resources invalid.)
    /// </summary>
    public static MapValue Remove(StructuralSchema schema, MapValue value, MapValue root) =>
        root.Count == 0 ? value : (MapValue)Remove(schema, (Value)value, root);

    private static Value Remove(StructuralSchema schema, Value value, MapValue node)
    {
        switch (Shape.FormOf(schema, value))
        {
            case Form.Map when value is MapValue map && !schema.AtomicMap:
                return RemoveFromMap(schema, map, node);
            case Form.List when value is ListValue list && !Shape.IsAtomicList(schema):
                return RemoveFromList(schema, list, node);
            default:
                return value;
        }
    }

    private static MapValue RemoveFromMap(StructuralSchema schema, MapValue map, MapValue node)
    {
        using var edit = new MapEdit(map, 0);
        foreach (var (key, value) in map)
        {
            if (node["f:" + key] is not MapValue child)
                edit.Put(key, value);
            else if (!FieldTree.IsMember(child))
                edit.Put(key, Remove(Shape.Field(schema, key, out _) ?? Shape.Deduced, value, child));
        }
        return edit.Finish();
    }

    private static ListValue RemoveFromList(StructuralSchema schema, ListValue list, MapValue node)
    {
        var items = schema.Items ?? Shape.Deduced;
        var left = new List<Value>(list.Count);
        var same = true;
        foreach (var item in list)
        {
            var kept = item;
            if (ItemKey.TextOf(schema, item, out _) is { } key && node[key] is MapValue child)
                kept = FieldTree.IsMember(child) ? null : Remove(items, item, child);
            same &= ReferenceEquals(kept, item);
            if (kept is not null)
                left.Add(kept);
        }
        return same ? list : ListValue.From(left);
    }
}
