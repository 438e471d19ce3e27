using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Whether Go's <c>time.Parse</c> takes a text for an RFC 3339 time, and its words when it does not.</summary>
internal static class GoTime
{
    private const string Seconds = "2006-01-02T15:04:05Z07:00";
    private const string Micros = "2006-01-02T15:04:05.000000Z07:00";

    private static readonly int[] DaysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>The error, or null. Microseconds must have exactly six digits; seconds may have any fraction.</summary>
    public static string? Error(string text, bool micro)
    {
        var layout = micro ? Micros : Seconds;
        var rest = text.AsSpan();
        ReadOnlySpan<string> elements = ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"];
        Span<int> numbers = stackalloc int[6];
        var n = 0;
        foreach (var element in elements)
        {
            if (!char.IsAsciiDigit(element[0]))
            {
                if (!rest.StartsWith(element))
                    return Cannot(text, layout, rest, element);
                rest = rest[1..];
                continue;
            }
            if (rest.Length < element.Length || rest[..element.Length].ContainsAnyExceptInRange('0', '9'))
            {
                // The hour alone may be one digit.
                if (element != "15" || rest.IsEmpty || !char.IsAsciiDigit(rest[0]))
                    return Cannot(text, layout, rest, element);
                numbers[n++] = rest[0] - '0';
                rest = rest[1..];
                continue;
            }
            numbers[n++] = int.Parse(
                rest[..element.Length],
                provider: System.Globalization.CultureInfo.InvariantCulture
            );
            rest = rest[element.Length..];
            if (RangeError(n - 1, numbers) is { } range)
                return $"parsing time {GoText.Quote(text)}: {range} out of range";
        }
        if (Fraction(ref rest, micro) is { } fraction)
            return Cannot(text, layout, rest, fraction);
        if (!Zone(ref rest))
            return Cannot(text, layout, rest, "Z07:00");
        if (!rest.IsEmpty)
            return $"parsing time {GoText.Quote(text)}: extra text: {GoText.Quote(rest.ToString())}";
        var day = numbers[2];
        var leap = numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0);
        return day < 1 || day > DaysOfMonth[numbers[1] - 1] || (numbers[1] == 2 && day == 29 && !leap)
            ? $"parsing time {GoText.Quote(text)}: day out of range"
            : null;
    }

    private static string? RangeError(int which, ReadOnlySpan<int> numbers) =>
        which switch
        {
            1 when numbers[1] is < 1 or > 12 => "month",
            3 when numbers[3] > 23 => "hour",
            4 when numbers[4] > 59 => "minute",
            5 when numbers[5] > 59 => "second",
            _ => null,
        };

    private static string? Fraction(ref ReadOnlySpan<char> rest, bool micro)
    {
        var digits = 0;
        if (rest.Length > 1 && rest[0] is '.' or ',')
        {
            while (digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1]))
                digits++;
        }
        if (micro && digits != 6)
            return ".000000";
        if (digits > 0)
            rest = rest[(digits + 1)..];
        return null;
    }

    private static bool Zone(ref ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("Z"))
        {
            rest = rest[1..];
            return true;
        }
        if (
            rest.Length < 6
            || rest[0] is not ('+' or '-')
            || rest[3] != ':'
            || rest[1..3].ContainsAnyExceptInRange('0', '9')
            || rest[4..6].ContainsAnyExceptInRange('0', '9')
            || rest[1] > '2'
            || rest[4] > '5'
        )
            return false;
        rest = rest[6..];
        return true;
    }

    private static string Cannot(string text, string layout, ReadOnlySpan<char> rest, string element) =>
        $"parsing time {GoText.Quote(text)} as \"{layout}\": cannot parse {GoText.Quote(rest.ToString())} as \"{element}\"";
}
