using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What of an object is the member's own: where retention put the member's value in place of the hub's. Such fields are not applied at all, so that
/// whoever sets them there (an autoscaler, a scheduler) is their only owner. Pure.
/// </summary>
/// <param name="Applied">The manifest as it is applied.</param>
/// <param name="Released">The fields that the manifest has and that are the member's own now.</param>
internal sealed record MemberShare(MapValue Applied, ImmutableArray<ImmutableArray<FieldStep>> Released)
{
    /// <summary>Splits what is wanted into the hub's part and the member's.</summary>
    /// <param name="manifest">What the hub says.</param>
    /// <param name="retained">The same with what is kept of the member's object.</param>
    public static MemberShare Of(MapValue manifest, MapValue retained)
    {
        if (ReferenceEquals(manifest, retained))
            return new(manifest, []);
        var released = ImmutableArray.CreateBuilder<ImmutableArray<FieldStep>>();
        var applied = Share(manifest, retained, [], released);
        return new((MapValue?)applied ?? MapValue.Empty, released.ToImmutable());
    }

    private static Value? Share(
        Value manifest,
        Value? retained,
        ImmutableArray<FieldStep> path,
        ImmutableArray<ImmutableArray<FieldStep>>.Builder released
    )
    {
        if (Value.Equal(manifest, retained))
            return manifest;
        switch (manifest, retained)
        {
            case (MapValue map, MapValue kept):
                var result = map;
                foreach (var (key, value) in map)
                    result = result.With(key, Share(value, kept[key], path.Add(new(key, null)), released));
                return result;
            case (ListValue list, ListValue kept) when list.All(i => kept.Contains(i)):
                // The member added to it. A list that can only be owned as a whole must say all of it.
                return kept;
            case (ListValue list, ListValue kept) when list.Count == kept.Count && list.All(i => i is MapValue):
                var items = new List<Value>(list.Count);
                for (var i = 0; i < list.Count; i++)
                {
                    if (Share(list[i], kept[i], path.Add(new("", (MapValue)list[i])), released) is { } item)
                        items.Add(item);
                }
                return ListValue.From(items);
            default:
                released.Add(path);
                return null;
        }
    }
}

/// <summary>A step of a path: the field of a name, or the item of a list that looks so.</summary>
internal readonly record struct FieldStep(string Field, MapValue? Item);
