using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>A JSON merge patch (RFC 7396, <c>application/merge-patch+json</c>).</summary>
public static class MergePatch
{
    /// <summary>
    /// Applies a patch document to an object. 400 when the document is no object. The result shares with the target what the patch
    /// does not touch.
    /// </summary>
    public static ApiResult<MapValue> Apply(MapValue target, Value patch) =>
        patch is MapValue map
            ? MergeMap(target, map)
            : Status.BadRequest(
                $"error decoding patch: json: cannot unmarshal {GoText.JsonKind(patch)} into Go value of type "
                    + "map[string]interface {}"
            );

    /// <summary>Applies a patch to any value, as the RFC's <c>MergePatch(Target, Patch)</c>.</summary>
    public static Value Merge(Value? target, Value patch) =>
        patch is MapValue map ? MergeMap(target as MapValue ?? MapValue.Empty, map) : patch;

    private static MapValue MergeMap(MapValue target, MapValue patch)
    {
        if (patch.Count == 0)
            return target;
        using var edit = new MapEdit(target, patch.Count);
        var i = 0;
        foreach (var (key, value) in patch)
        {
            i = edit.TakeBefore(i, key);
            Value? old = null;
            if (i < target.Count && target.Entries[i].Key == key)
                old = target.Entries[i].Value;
            if (value is not NullValue)
            {
                var merged = value is MapValue ? Merge(old, value) : value;
                edit.Put(key, old is not null && old.Equals(merged) ? old : merged);
            }
            if (old is not null)
                i++;
        }
        edit.TakeRest(i);
        return edit.Finish();
    }

    /// <summary>
    /// The smallest patch that makes one object of the other, <see cref="MapValue.Empty"/> when they are equal. A null that is new or
    /// changed cannot be said in a merge patch and is left out.
    /// </summary>
    public static MapValue Between(MapValue from, MapValue to)
    {
        if (ReferenceEquals(from, to))
            return MapValue.Empty;
        var patch = new List<KeyValuePair<string, Value>>();
        foreach (var (key, _) in from)
        {
            if (!to.ContainsKey(key))
                patch.Add(new(key, NullValue.Instance));
        }
        foreach (var (key, value) in to)
        {
            var old = from[key];
            if (value is NullValue || Value.Equal(old, value))
                continue;
            if (old is MapValue oldMap && value is MapValue map)
            {
                var inner = Between(oldMap, map);
                if (inner.Count > 0)
                    patch.Add(new(key, inner));
            }
            else
                patch.Add(new(key, value));
        }
        return MapValue.From(patch);
    }
}
