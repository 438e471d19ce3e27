using System.Runtime.InteropServices;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// The nodes of a comparison: what below a value was added, modified and removed. Null where nothing was. Built from the leaves up, so
/// that a comparison allocates for what differs and for nothing else.
/// </summary>
internal readonly record struct Changes(MapValue? Added, MapValue? Modified, MapValue? Removed)
{
    public bool IsNone => Added is null && Modified is null && Removed is null;
}

/// <summary>
/// Compares two trees by their schema. One instance a comparison: it holds the entries of the nodes under construction.
/// </summary>
/// <param name="mergeAdded">Whether added fields are told as modified ones, for callers that do not tell them apart.</param>
internal sealed class Comparer(bool mergeAdded)
{
    private readonly List<KeyValuePair<string, Value>> added = [];
    private readonly List<KeyValuePair<string, Value>> modified = [];
    private readonly List<KeyValuePair<string, Value>> removed = [];

    /// <summary>Compares two objects, leaving out <c>metadata.managedFields</c>.</summary>
    public Changes CompareObjects(StructuralSchema schema, MapValue before, MapValue after)
    {
        if (ReferenceEquals(before, after))
            return default;
        return CompareMaps(schema, before, after, default, depth: 0);
    }

    /// <summary>Compares two values; null stands for an absent one.</summary>
    public Changes Compare(StructuralSchema schema, Value? before, Value? after) =>
        Compare(schema, before, after, depth: 2);

    private Changes Compare(StructuralSchema schema, Value? before, Value? after, int depth)
    {
        if (ReferenceEquals(before, after))
            return default;
        var formBefore = Shape.FormOf(schema, before);
        var formAfter = Shape.FormOf(schema, after);
        if (after is null)
            return CompareAs(formBefore, schema, before, after, depth);
        if (before is null || formBefore == formAfter)
            return CompareAs(formAfter, schema, before, after, depth);
        // Only a value whose type the schema leaves open can change its form; then both forms are walked, as in the original.
        var gone = CompareAs(formBefore, schema, before, after, depth);
        var come = CompareAs(formAfter, schema, before, after, depth);
        return new(Join(gone.Added, come.Added), Join(gone.Modified, come.Modified), Join(gone.Removed, come.Removed));
    }

    private static MapValue? Join(MapValue? a, MapValue? b) =>
        a is null ? b
        : b is null ? a
        : FieldTree.UnionNode(a, b);

    private Changes CompareAs(Form form, StructuralSchema schema, Value? before, Value? after, int depth)
    {
        switch (form)
        {
            case Form.Map:
            {
                var x = before as MapValue ?? MapValue.Empty;
                var y = after as MapValue ?? MapValue.Empty;
                if (schema.AtomicMap || (x.Count == 0 && y.Count == 0))
                    return Leaf(before, after);
                return CompareMaps(schema, x, y, Parents(before, after), depth);
            }
            case Form.List:
            {
                var x = before as ListValue ?? ListValue.Empty;
                var y = after as ListValue ?? ListValue.Empty;
                if (Shape.IsAtomicList(schema) || (x.Count == 0 && y.Count == 0))
                    return Leaf(before, after);
                return CompareLists(schema, x, y, Parents(before, after));
            }
            default:
                return Leaf(before, after);
        }
    }

    private Changes Leaf(Value? before, Value? after)
    {
        if (before is null)
            return mergeAdded ? new(null, MapValue.Empty, null) : new(MapValue.Empty, null, null);
        if (after is null)
            return new(null, null, MapValue.Empty);
        return before.Equals(after) ? default : new(null, MapValue.Empty, null);
    }

    // A value that is new, or gone, is so itself, besides all that is in it.
    private static Parent Parents(Value? before, Value? after) =>
        before is null ? Parent.Added
        : after is null ? Parent.Removed
        : Parent.None;

    private Changes CompareMaps(StructuralSchema schema, MapValue before, MapValue after, Parent parent, int depth)
    {
        var frame = Begin(parent);
        var x = before.Entries;
        var y = after.Entries;
        int i = 0,
            j = 0;
        while (i < x.Length || j < y.Length)
        {
            var order =
                i == x.Length ? 1
                : j == y.Length ? -1
                : ReferenceEquals(x[i].Key, y[j].Key) ? 0
                : string.CompareOrdinal(x[i].Key, y[j].Key);
            var key = order <= 0 ? x[i].Key : y[j].Key;
            var old = order <= 0 ? x[i++].Value : null;
            var now = order >= 0 ? y[j++].Value : null;
            if (ReferenceEquals(old, now))
                continue;
            // Depth is counted only as far as it takes to find metadata.managedFields, which says nothing of the object.
            var childDepth = 2;
            if (depth < 2)
            {
                if (depth == 0)
                    childDepth = key == "metadata" ? 1 : 2;
                else if (key == "managedFields")
                    continue;
            }
            var childSchema = Shape.Field(schema, key, out _) ?? Shape.Deduced;
            var changes = Compare(childSchema, old, now, childDepth);
            if (!changes.IsNone)
                Push("f:" + key, changes);
        }
        return End(frame);
    }

    private Changes CompareLists(StructuralSchema schema, ListValue before, ListValue after, Parent parent)
    {
        var items = schema.Items ?? Shape.Deduced;
        var frame = Begin(parent);
        if (!TryComparePairwise(schema, items, before, after))
        {
            Undo(frame);
            frame = Begin(parent);
            CompareByKey(schema, items, before, after);
        }
        return End(frame);
    }

    /// <summary>
    /// Compares lists whose items have the same keys in the same order, which is nearly always so and needs no keys as text. False,
    /// having pushed some changes perhaps, when they have not.
    /// </summary>
    private bool TryComparePairwise(StructuralSchema schema, StructuralSchema items, ListValue before, ListValue after)
    {
        if (before.Count != after.Count)
            return false;
        var changed = 0;
        for (var i = 0; i < before.Count; i++)
        {
            var (old, now) = (before[i], after[i]);
            if (ReferenceEquals(old, now))
                continue;
            if (!ItemKey.Same(schema, old, now))
                return false;
            var changes = Compare(items, old, now, depth: 2);
            if (changes.IsNone)
                continue;
            // An item whose key occurs more than once counts as a whole, together with the others of its key.
            // The first few are looked for one by one, which is cheaper than a look at all keys, and dear where many have changed.
            var repeated =
                ++changed < 4 ? IsRepeated(schema, after, i) : changed == 4 && !ItemKey.AreDistinct(schema, after);
            if (repeated || ItemKey.TextOf(schema, now, out _) is not { } key)
                return false;
            Push(key, changes);
        }
        return true;
    }

    private static bool IsRepeated(StructuralSchema schema, ListValue list, int index)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (i != index && ItemKey.Same(schema, list[i], list[index]))
                return true;
        }
        return false;
    }

    private void CompareByKey(StructuralSchema schema, StructuralSchema items, ListValue before, ListValue after)
    {
        var old = ByKey(schema, before, out var oldKeys);
        var now = ByKey(schema, after, out var newKeys);
        foreach (var key in oldKeys)
            CompareKey(items, key, old[key], now.GetValueOrDefault(key));
        foreach (var key in newKeys)
        {
            if (!old.ContainsKey(key))
                CompareKey(items, key, null, now[key]);
        }
    }

    private void CompareKey(StructuralSchema items, string key, List<Value>? old, List<Value>? now)
    {
        Changes changes;
        if (old is not { Count: > 1 } && now is not { Count: > 1 })
            changes = Compare(items, old?[0], now?[0], depth: 2);
        else if (old is { Count: > 1 } && now is { Count: > 1 })
            changes = old.SequenceEqual(now) ? default : new(null, MapValue.Empty, null);
        else if (old is { Count: > 1 })
        {
            // Repeated before and not any more: the marker of the repetition goes, and the one item that is left is new.
            changes = now is null ? default : Compare(items, null, now[0], depth: 2);
            changes = changes with { Removed = Join(changes.Removed, MapValue.Empty) };
        }
        else
        {
            changes = old is null ? default : Compare(items, old[0], null, depth: 2);
            changes = mergeAdded
                ? changes with
                {
                    Modified = Join(changes.Modified, MapValue.Empty),
                }
                : changes with
                {
                    Added = Join(changes.Added, MapValue.Empty),
                };
        }
        if (!changes.IsNone)
            Push(key, changes);
    }

    /// <summary>Items by their keys, and the keys in the order of the list. Items that have none are left out.</summary>
    private static Dictionary<string, List<Value>> ByKey(StructuralSchema schema, ListValue list, out List<string> keys)
    {
        var groups = new Dictionary<string, List<Value>>(list.Count, StringComparer.Ordinal);
        keys = new(list.Count);
        foreach (var item in list)
        {
            if (ItemKey.TextOf(schema, item, out _) is not { } key)
                continue;
            if (groups.TryGetValue(key, out var group))
                group.Add(item);
            else
            {
                groups.Add(key, [item]);
                keys.Add(key);
            }
        }
        return groups;
    }

    private enum Parent
    {
        None,
        Added,
        Removed,
    }

    private readonly record struct Frame(int Added, int Modified, int Removed);

    private Frame Begin(Parent parent)
    {
        var frame = new Frame(added.Count, modified.Count, removed.Count);
        if (parent == Parent.Added)
            (mergeAdded ? modified : added).Add(new(FieldTree.Self, MapValue.Empty));
        else if (parent == Parent.Removed)
            removed.Add(new(FieldTree.Self, MapValue.Empty));
        return frame;
    }

    private void Push(string key, Changes changes)
    {
        if (changes.Added is not null)
            added.Add(new(key, changes.Added));
        if (changes.Modified is not null)
            modified.Add(new(key, changes.Modified));
        if (changes.Removed is not null)
            removed.Add(new(key, changes.Removed));
    }

    private void Undo(Frame frame)
    {
        added.RemoveRange(frame.Added, added.Count - frame.Added);
        modified.RemoveRange(frame.Modified, modified.Count - frame.Modified);
        removed.RemoveRange(frame.Removed, removed.Count - frame.Removed);
    }

    private Changes End(Frame frame) =>
        new(Pop(added, frame.Added), Pop(modified, frame.Modified), Pop(removed, frame.Removed));

    private static MapValue? Pop(List<KeyValuePair<string, Value>> entries, int mark)
    {
        var count = entries.Count - mark;
        if (count == 0)
            return null;
        var node =
            count == 1 && entries[mark].Key == FieldTree.Self
                ? MapValue.Empty
                : MapValue.Create(CollectionsMarshal.AsSpan(entries)[mark..]);
        entries.RemoveRange(mark, count);
        return node;
    }
}
