using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>Numbers of a spec or status.</summary>
internal static class Counts
{
    /// <summary>The whole number at a key; absent is 0.</summary>
    public static int Count(this MapValue map, string key) => (int)(map.Integer(key) ?? 0);

    /// <summary>A copy with a number set, or left out when it is 0, as fields marked omitempty are.</summary>
    public static MapValue WithCount(this MapValue map, string key, long count) =>
        map.Integer(key) == count ? map : map.With(key, count == 0 ? null : (Value)count);

    /// <summary>
    /// A number or a percentage of a whole (<c>intstr.GetScaledValueFromIntOrPercent</c>); an absent or unreadable one is 0.
    /// </summary>
    public static int Scaled(Value? value, int whole, bool roundUp)
    {
        if (value is NumberValue { Integer: { } number })
            return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
        if (
            value is not StringValue { Text: { } text }
            || !text.EndsWith('%')
            || !int.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var percent)
        )
            return 0;
        var hundredths = (long)percent * whole;
        return (int)((roundUp ? hundredths + 99 : hundredths) / 100);
    }
}
