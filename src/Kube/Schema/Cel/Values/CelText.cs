using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Values as text: for errors, for <c>string()</c> and for <c>format()</c>.</summary>
internal static class CelText
{
    /// <summary>What <c>string(x)</c> gives; null for a value that has no text.</summary>
    public static string? Convert(object? value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            long whole => whole.ToString(CultureInfo.InvariantCulture),
            ulong whole => whole.ToString(CultureInfo.InvariantCulture),
            double number => GoText.Float(number),
            string text => text,
            CelBytes bytes => Utf8(bytes.Content),
            DateTimeOffset time => CelTime.Format(time),
            TimeSpan span => CelTime.Format(span),
            CelOpaque opaque => opaque.ToString(),
            CelType type => type.Name,
            Quantity quantity => quantity.ToString(),
            _ => null,
        };

    /// <summary>Any value, for people: what <c>%s</c> prints.</summary>
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            CelMap map => Map(map),
            IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Quoted))}]",
            CelOptional optional => optional.HasValue ? $"optional({Of(optional.Value)})" : "optional.none()",
            CelError error => error.Message,
            _ => Convert(value) ?? value.ToString() ?? "",
        };

    private static string Quoted(object? value) => value is string text ? GoText.Quote(text) : Of(value);

    private static string Map(CelMap map)
    {
        var entries = map
            .Keys.Select(k => (Key: Quoted(k), Value: map.TryGet(k, out var v) ? Quoted(v) : ""))
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{e.Key}: {e.Value}");
        return $"{{{string.Join(", ", entries)}}}";
    }

    private static string? Utf8(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
