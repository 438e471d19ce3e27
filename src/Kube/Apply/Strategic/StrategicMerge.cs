using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>One application of a strategic merge patch. Each step gives null after it has set <see cref="Error"/>.</summary>
internal sealed class StrategicMerge
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";
    private const string SetElementOrder = "$setElementOrder";

    private readonly ListMerge lists;

    public StrategicMerge() => lists = new(this);

    /// <summary>What went wrong; null while nothing has.</summary>
    public Status? Error { get; private set; }

    /// <summary>Notes what went wrong.</summary>
    public T? Fail<T>(Status error)
        where T : class
    {
        Error = error;
        return null;
    }

    /// <summary>The <c>$patch</c> directive of a list item or map, or null.</summary>
    public static Value? DirectiveOf(Value value) => (value as MapValue)?[Directive];

    /// <summary>Merges a patch into a map. The schema is null where nothing is known of the value.</summary>
    public MapValue? MergeMap(MapValue original, MapValue patch, StructuralSchema? schema)
    {
        if (patch[Directive] is { } directive)
        {
            return directive switch
            {
                StringValue { Text: "replace" } => patch.Without(Directive),
                StringValue { Text: "delete" } => MapValue.Empty,
                _ => Fail<MapValue>(PatchError.UnknownDirective(directive, patch)),
            };
        }
        var merged = original;
        if (patch[RetainKeys] is { } retained)
        {
            patch = patch.Without(RetainKeys);
            if (Retain(merged, patch, retained) is not { } left)
                return null;
            merged = left;
        }
        if (MergeOrdered(merged, ref patch, schema) is not { } ordered)
            return null;
        merged = ordered;
        foreach (var (key, value) in patch)
        {
            if (MergeField(merged, key, value, schema) is not { } next)
                return null;
            merged = next;
        }
        return merged;
    }

    private MapValue? MergeField(MapValue original, string key, Value patch, StructuralSchema? schema)
    {
        var deletes = false;
        if (key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal))
        {
            if (FieldOf(key, DeleteFromPrimitiveList) is not { } field)
                return Fail<MapValue>(PatchError.BadPrimitiveList());
            (key, deletes) = (field, true);
        }
        if (patch is NullValue)
            return original.Without(key);
        var old = original[key];
        if (old is MapValue oldMap && patch is MapValue map)
        {
            var field = FieldSchema(schema, key);
            var merged = field is { PatchReplace: true } ? map : MergeMap(oldMap, map, field);
            return merged is null ? null : Set(original, key, old, merged);
        }
        if (old is ListValue oldList && patch is ListValue list)
        {
            var merged = lists.Merge(oldList, list, FieldSchema(schema, key), deletes);
            return merged is null ? null : Set(original, key, old, merged);
        }
        // A deletion list for what is no list has nothing to delete from.
        return deletes ? original : Set(original, key, old, WithoutDirectives(patch));
    }

    private static MapValue Set(MapValue map, string key, Value? old, Value? value) =>
        Value.Equal(old, value) ? map : map.With(key, value);

    /// <summary>The fields that <c>$retainKeys</c> names; all that the patch sets must be among them.</summary>
    private MapValue? Retain(MapValue original, MapValue patch, Value retained)
    {
        if (retained is not ListValue keys)
            return Fail<MapValue>(PatchError.BadRetainKeys());
        var kept = keys.Texts.ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (
                value is not NullValue
                && !key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal)
                && !key.StartsWith(SetElementOrder, StringComparison.Ordinal)
                && !kept.Contains(key)
            )
                return Fail<MapValue>(PatchError.BadRetainKeys());
        }
        var left = original;
        foreach (var (key, _) in original)
        {
            if (!kept.Contains(key))
                left = left.Without(key);
        }
        return left;
    }

    /// <summary>
    /// Merges the lists that a <c>$setElementOrder</c> goes with, in its order; takes both out of the patch.
    /// </summary>
    private MapValue? MergeOrdered(MapValue original, ref MapValue patch, StructuralSchema? schema)
    {
        var rest = patch;
        foreach (var (key, value) in patch)
        {
            if (!key.StartsWith(SetElementOrder, StringComparison.Ordinal))
                continue;
            rest = rest.Without(key);
            if (value is not ListValue order)
                return Fail<MapValue>(PatchError.ListExpected(value));
            if (FieldOf(key, SetElementOrder) is not { } field)
                return Fail<MapValue>(PatchError.BadElementOrder());
            if (original[field] is { } old and not (ListValue or NullValue))
                return Fail<MapValue>(PatchError.ListExpected(old));
            if (rest[field] is { } changed and not ListValue)
                return Fail<MapValue>(PatchError.ListExpected(changed));
            var fieldSchema = FieldSchema(schema, field);
            if (fieldSchema is null && schema is not null)
                return Fail<MapValue>(PatchError.NoSuchField(schema, field));
            if (fieldSchema is { Type: not (SchemaType.Array or SchemaType.Any) })
                return Fail<MapValue>(PatchError.NoList());
            var originalList = original.List(field);
            var patchList = rest.List(field);
            rest = rest.Without(field);
            if (lists.MergeInOrder(originalList, patchList, order, fieldSchema) is not { } merged)
                return null;
            if (originalList is not null || patchList is not null)
                original = Set(original, field, originalList, merged);
        }
        patch = rest;
        return original;
    }

    // "$directive/field" names the field; without the slash, or with more before it, the directive is none.
    private static string? FieldOf(string key, string directive) =>
        key.Length > directive.Length && key[directive.Length] == '/' ? key[(directive.Length + 1)..] : null;

    private static StructuralSchema? FieldSchema(StructuralSchema? schema, string field) => schema?.Field(field);

    /// <summary>
    /// What becomes of a value that there was nothing to merge with: nulls, and maps and items that are directives, are left out. Null
    /// when nothing is left.
    /// </summary>
    public static Value? WithoutDirectives(Value value)
    {
        switch (value)
        {
            case MapValue map:
            {
                if (map.ContainsKey(Directive))
                    return null;
                using var edit = new MapEdit(map, 0);
                foreach (var (key, item) in map)
                {
                    if (item is not NullValue && WithoutDirectives(item) is { } kept)
                        edit.Put(key, kept);
                }
                return edit.Finish();
            }
            case ListValue list:
            {
                var items = new List<Value>(list.Count);
                var same = true;
                foreach (var item in list)
                {
                    var kept = WithoutDirectives(item);
                    same &= ReferenceEquals(kept, item);
                    if (kept is not null)
                        items.Add(kept);
                }
                return same ? list : ListValue.From(items);
            }
            default:
                return value;
        }
    }
}
