using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>How the lists of a strategic merge patch merge, and in which order their items stand afterwards.</summary>
internal sealed class ListMerge(StrategicMerge merge)
{
    /// <summary>
    /// Merges a list of the patch into one of the object, or deletes the patch's items from it. Lists of which the schema does not say
    /// that they merge are replaced.
    /// </summary>
    public ListValue? Merge(ListValue original, ListValue patch, StructuralSchema? schema, bool deletes)
    {
        if (schema is not { PatchMerge: true })
            return patch;
        if (original.Count == 0 && patch.Count == 0)
            return original;
        var mergeKey = schema.PatchMergeKey;
        if (ItemKind(original, patch) is not { } kind)
            return null;
        if (kind != ValueKind.Map)
        {
            if (deletes)
            {
                var deleted = patch.ToHashSet();
                return ListValue.From(original.Where(item => !deleted.Contains(item)));
            }
            var both = Distinct([.. original, .. patch]);
            return ElementOrder.Arrange(both, patch, original, "");
        }
        if (mergeKey.Length == 0)
            return merge.Fail<ListValue>(PatchError.NoKeyForMerging());
        if (TakeDirectives(original, patch, mergeKey) is not var (kept, changes))
            return null;
        if (MergeItems(kept, changes, mergeKey, schema.Items) is not { } merged)
            return null;
        return Keyed(merged, mergeKey) && Keyed([.. kept], mergeKey)
            ? ElementOrder.Arrange(merged, ListValue.From(changes), ListValue.From(kept), mergeKey)
            : null;
    }

    /// <summary>
    /// Merges a list and puts its items in the order that <c>$setElementOrder</c> asks for; items it does not name keep their place
    /// relative to each other. Null on an error; an empty list when there is neither list.
    /// </summary>
    public ListValue? MergeInOrder(ListValue? original, ListValue? patch, ListValue order, StructuralSchema? schema)
    {
        var mergeKey = schema?.PatchMergeKey ?? "";
        if (!FollowsOrder(patch ?? ListValue.Empty, order, mergeKey))
            return null;
        ListValue? merged;
        if (patch is null)
            merged = original ?? ListValue.Empty;
        else if (original is null)
            merged = StrategicMerge.WithoutDirectives(patch) as ListValue;
        else
            merged = Merge(original, patch, schema, deletes: false);
        // The original fails where both lists are there and empty; there is nothing to put in order, so nothing to fail on.
        if (merged is null || (original ?? ListValue.Empty).Count + (patch ?? ListValue.Empty).Count == 0)
            return merged;
        if (ItemKind(original ?? ListValue.Empty, patch ?? ListValue.Empty) is null)
            return null;
        if (mergeKey.Length > 0 && !(Keyed([.. merged], mergeKey) && Keyed([.. order], mergeKey)))
            return null;
        return ElementOrder.Arrange([.. merged], order, original ?? ListValue.Empty, mergeKey);
    }

    /// <summary>The one kind of all items, which is not a list; null on an error.</summary>
    private ValueKind? ItemKind(ListValue original, ListValue patch)
    {
        ValueKind? kind = null;
        string? type = null;
        foreach (var item in original.Concat(patch))
        {
            var itemType = GoText.TypeName(item);
            if (kind is null)
            {
                if (item is ListValue)
                    merge.Fail<ListValue>(PatchError.ListOfLists());
                (kind, type) = (item.Kind, itemType);
            }
            else if (type != itemType)
                merge.Fail<ListValue>(PatchError.MixedItems(original, patch));
        }
        if (kind is null)
            merge.Fail<ListValue>(PatchError.NoItems());
        return merge.Error is null ? kind : null;
    }

    /// <summary>
    /// Carries out the items that are directives: what is left of the original, and the patch without them.
    /// </summary>
    private (List<Value> Kept, List<Value> Changes)? TakeDirectives(
        ListValue original,
        ListValue patch,
        string mergeKey
    )
    {
        var deleted = new HashSet<Value>();
        var changes = new List<Value>(patch.Count);
        var replace = false;
        foreach (var item in patch)
        {
            switch (StrategicMerge.DirectiveOf(item))
            {
                case null:
                    changes.Add(item);
                    break;
                case StringValue { Text: "delete" }:
                    if (((MapValue)item)[mergeKey] is not { } key)
                    {
                        merge.Fail<ListValue>(PatchError.NoMergeKey(item, mergeKey));
                        return null;
                    }
                    deleted.Add(key);
                    break;
                case StringValue { Text: "replace" }:
                    replace = true;
                    break;
                case StringValue { Text: "merge" }:
                    merge.Fail<ListValue>(PatchError.MergingLists());
                    return null;
                case { } directive:
                    merge.Fail<ListValue>(PatchError.UnknownDirective(directive, (MapValue)item));
                    return null;
            }
        }
        if (replace)
            return (changes, []);
        return ([.. original.Where(i => ((MapValue)i)[mergeKey] is not { } key || !deleted.Contains(key))], changes);
    }

    private List<Value>? MergeItems(List<Value> kept, List<Value> changes, string mergeKey, StructuralSchema? items)
    {
        var merged = new List<Value>(kept);
        var positions = ElementOrder.Positions(kept, mergeKey);
        foreach (var change in changes)
        {
            if (((MapValue)change)[mergeKey] is not { } key)
                return merge.Fail<List<Value>>(PatchError.NoMergeKey(change, mergeKey));
            if (positions.TryGetValue(key, out var at))
            {
                if (merge.MergeMap((MapValue)merged[at], (MapValue)change, items) is not { } item)
                    return null;
                merged[at] = item;
            }
            else if (StrategicMerge.WithoutDirectives(change) is { } added)
            {
                positions.Add(key, merged.Count);
                merged.Add(added);
            }
        }
        return merged;
    }

    /// <summary>Whether all items are maps that have the merge key.</summary>
    private bool Keyed(List<Value> items, string mergeKey)
    {
        foreach (var item in items)
        {
            if (item is not MapValue map)
            {
                merge.Fail<ListValue>(PatchError.MapExpected(item));
                return false;
            }
            if (!map.ContainsKey(mergeKey))
            {
                merge.Fail<ListValue>(PatchError.NoMergeKey(map, mergeKey));
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether the patch's items stand in the order that goes with them; deletions do not count.</summary>
    private bool FollowsOrder(ListValue patch, ListValue order, string mergeKey)
    {
        if (patch.Count == 0 || order.Count == 0)
            return true;
        List<Value> items = [.. patch.Where(i => StrategicMerge.DirectiveOf(i) is null)];
        if (mergeKey.Length > 0 && items.Count > 0 && !(Keyed(items, mergeKey) && Keyed([.. order], mergeKey)))
            return false;
        var next = 0;
        foreach (var item in items)
        {
            var identity = ElementOrder.IdentityOf(item, mergeKey);
            while (next < order.Count && !ElementOrder.IdentityOf(order[next], mergeKey).Equals(identity))
                next++;
            if (next == order.Count)
            {
                merge.Fail<ListValue>(PatchError.OrderMismatch(patch, order));
                return false;
            }
            next++;
        }
        return true;
    }

    // The original moves the last item into the place of a repeated one, which the ordering afterwards undoes.
    private static List<Value> Distinct(List<Value> items)
    {
        var seen = new HashSet<Value>();
        items.RemoveAll(item => !seen.Add(item));
        return items;
    }
}
