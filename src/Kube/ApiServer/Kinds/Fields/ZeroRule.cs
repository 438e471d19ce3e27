using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// What Go's encoder leaves out of a type: an empty text, 0, false, an empty list or map, and null, wherever the field is not a pointer.
/// Objects are stored without them, so that an object that spells such a value out equals one that does not.
/// </summary>
/// <param name="pointers">The fields in which an empty text, 0 or false means something.</param>
/// <param name="maps">The fields that hold maps (other fields that hold an empty map are structures and stay).</param>
internal sealed class ZeroRule(string[] pointers, string[] maps)
{
    /// <summary>Metadata of objects and templates. <c>managedFields</c> stay: an empty list resets them.</summary>
    public static ZeroRule Metadata { get; } =
        new(["deletionGracePeriodSeconds", "managedFields"], ["labels", "annotations"]);

    /// <summary>A copy without zero values; the same map when there is none.</summary>
    public MapValue Drop(MapValue map)
    {
        foreach (var (key, value) in map)
        {
            if (IsZero(key, value))
                return MapValue.From(map.Where(e => !IsZero(e.Key, e.Value)));
        }
        return map;
    }

    private bool IsZero(string key, Value value) =>
        value switch
        {
            NullValue => true,
            StringValue { Text.Length: 0 } or NumberValue { Integer: 0 } or BoolValue { Flag: false } => !pointers
                .AsSpan()
                .Contains(key),
            ListValue { Count: 0 } => !pointers.AsSpan().Contains(key),
            MapValue { Count: 0 } => maps.AsSpan().Contains(key),
            _ => false,
        };
}
