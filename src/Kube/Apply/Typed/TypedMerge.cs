using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// Merges an applied configuration into an object: what the configuration has wins, what it has not stays. Parts of the object that it
/// does not change are shared.
/// </summary>
internal static class TypedMerge
{
    /// <summary>Merges two objects of a schema.</summary>
    public static MapValue Merge(StructuralSchema schema, MapValue live, MapValue config) =>
        (MapValue)Merge(schema, live, (Value)config);

    private static Value Merge(StructuralSchema schema, Value? live, Value config)
    {
        if (live is null || ReferenceEquals(live, config))
            return config;
        switch (Shape.FormOf(schema, config))
        {
            case Form.Map when !schema.AtomicMap && (live, config) is (MapValue { Count: > 0 }, MapValue or NullValue):
                return MergeMaps(schema, (MapValue)live, config as MapValue ?? MapValue.Empty);
            case Form.List
                when !Shape.IsAtomicList(schema)
                    && (live, config) is (ListValue { Count: > 0 }, ListValue or NullValue):
                return MergeLists(schema, (ListValue)live, config as ListValue ?? ListValue.Empty);
            default:
                return live.Equals(config) ? live : config;
        }
    }

    private static MapValue MergeMaps(StructuralSchema schema, MapValue live, MapValue config)
    {
        using var edit = new MapEdit(live, config.Count);
        var i = 0;
        foreach (var (key, value) in config)
        {
            i = edit.TakeBefore(i, key);
            Value? old = null;
            if (i < live.Count && live.Entries[i].Key == key)
                old = live.Entries[i++].Value;
            edit.Put(key, Merge(Shape.Field(schema, key, out _) ?? Shape.Deduced, old, value));
        }
        edit.TakeRest(i);
        return edit.Finish();
    }

    /// <summary>
    /// Merges lists by the keys of their items. Items of the configuration stand in its order; those that only the object has keep
    /// their place before the shared item that they preceded.
    /// </summary>
    private static ListValue MergeLists(StructuralSchema schema, ListValue live, ListValue config)
    {
        var items = schema.Items ?? Shape.Deduced;
        if (HaveSameKeys(schema, live, config))
            return MergePairwise(items, live, config);
        var liveKeys = KeysOf(schema, live);
        var configKeys = KeysOf(schema, config);
        var liveItems = Index(live, liveKeys);
        var configItems = Index(config, configKeys);
        var shared = new Queue<string>(configKeys.OfType<string>().Where(liveItems.ContainsKey));
        var done = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<Value>(live.Count + config.Count);
        int l = 0,
            c = 0;
        while (l < live.Count || c < config.Count)
        {
            if (l < live.Count)
            {
                var key = liveKeys[l];
                if (key is null || !configItems.ContainsKey(key))
                {
                    merged.Add(live[l++]);
                    continue;
                }
                var other = shared.TryPeek(out var next) && next != key && c < config.Count;
                if (other || done.Contains(key))
                    l++;
                if (other)
                    // Shared, but the configuration wants another shared item first.
                    continue;
            }
            if (c < config.Count)
            {
                var key = configKeys[c]!;
                if (shared.TryPeek(out var first) && first == key)
                    shared.Dequeue();
                done.Add(key);
                merged.Add(Merge(items, liveItems.GetValueOrDefault(key), config[c++]));
                if (l < live.Count && liveKeys[l] == key)
                    l++;
            }
        }
        for (var i = 0; i < merged.Count; i++)
        {
            if (merged.Count != live.Count || !ReferenceEquals(merged[i], live[i]))
                return ListValue.From(merged);
        }
        return live;
    }

    // Nearly always an applied list has the items that the object has, in their order; the configuration has none twice.
    private static bool HaveSameKeys(StructuralSchema schema, ListValue live, ListValue config)
    {
        if (live.Count != config.Count)
            return false;
        for (var i = 0; i < live.Count; i++)
        {
            if (!ItemKey.Same(schema, live[i], config[i]))
                return false;
        }
        return true;
    }

    private static ListValue MergePairwise(StructuralSchema items, ListValue live, ListValue config)
    {
        Value[]? merged = null;
        for (var i = 0; i < live.Count; i++)
        {
            var item = Merge(items, live[i], config[i]);
            if (merged is null && ReferenceEquals(item, live[i]))
                continue;
            merged ??= live.Items.ToArray();
            merged[i] = item;
        }
        return merged is null ? live : ListValue.Create(merged);
    }

    private static string?[] KeysOf(StructuralSchema schema, ListValue list)
    {
        var keys = new string?[list.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ItemKey.TextOf(schema, list[i], out _);
        return keys;
    }

    // A repeated item merges with nothing: it stands for null, so that the configuration's one takes its place.
    private static Dictionary<string, Value?> Index(ListValue list, string?[] keys)
    {
        var index = new Dictionary<string, Value?>(keys.Length, StringComparer.Ordinal);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] is { } key && !index.TryAdd(key, list[i]))
                index[key] = null;
        }
        return index;
    }
}
