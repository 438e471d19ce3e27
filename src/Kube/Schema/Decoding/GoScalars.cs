using System.Buffers;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The scalars of built-in kinds whose Go types have JSON methods of their own, or that Go writes back in another form than it reads.
/// Each method returns the value in the form in which the original writes it, or null after telling the context why it cannot.
/// </summary>
internal static class GoScalars
{
    private const string QuantityFormat =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static readonly SearchValues<char> SuffixLetters = SearchValues.Create("eEinumkKMGTP");

    /// <summary>A quantity in its canonical form.</summary>
    public static StringValue? Quantity(StringValue text, bool roundToMilli, DecodeContext context)
    {
        if (IsCanonicalQuantity(text.Text, roundToMilli))
            return text;
        var trimmed = text.Text.Trim();
        if (!Objects.Quantity.TryParse(trimmed, out var quantity))
        {
            context.MethodError(QuantityError(trimmed));
            return null;
        }
        var canonical = quantity.ToString();
        // Resource lists are kept in thousandths.
        if (roundToMilli && canonical[^1] is 'n' or 'u')
            canonical = Objects.Quantity.OfMilli(quantity.MilliValue).ToString();
        return canonical == text.Text ? text : new(canonical);
    }

    // Most quantities are canonical already; telling that is much cheaper than reading them.
    private static bool IsCanonicalQuantity(ReadOnlySpan<char> text, bool roundToMilli)
    {
        var n = 0;
        var value = 0L;
        for (; n < text.Length && char.IsAsciiDigit(text[n]); n++)
            value = (value * 10) + (text[n] - '0');
        if (n is 0 or > 15)
            return false;
        if (value == 0 || text[0] == '0')
            return text is "0";
        return text[n..] switch
        {
            "" or "m" or "k" or "M" or "G" or "T" or "P" => value % 1000 != 0,
            "n" or "u" => !roundToMilli && value % 1000 != 0,
            "Ki" or "Mi" or "Gi" or "Ti" or "Pi" => value % 1024 != 0,
            _ => false,
        };
    }

    // Which of its three errors the original's parser gives.
    private static string QuantityError(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (at < text.Length && text[at] is '+' or '-')
            at++;
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at < text.Length && text[at] == '.')
            at++;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at == start)
            return QuantityFormat;
        var rest = text[at..];
        var letters = rest.IndexOfAnyExcept(SuffixLetters);
        if (letters < 0)
            return "unable to parse quantity's suffix";
        var power = rest[letters] is '+' or '-' ? rest[(letters + 1)..] : rest[letters..];
        return power.ContainsAnyExceptInRange('0', '9') ? QuantityFormat : "unable to parse quantity's suffix";
    }

    /// <summary>A time in UTC and whole seconds (or microseconds).</summary>
    public static StringValue? Time(StringValue text, bool micro, DecodeContext context)
    {
        if (!micro && IsCanonicalTime(text.Text))
            return text;
        if (GoTime.Error(text.Text, micro) is { } error)
        {
            context.MethodError(error);
            return null;
        }
        if (Timestamps.TryParse(text.Text) is not { } time)
        {
            // A leap second, or a year that .NET does not know: the original's clock has neither.
            context.MethodError($"parsing time {GoText.Quote(text.Text)}: second out of range");
            return null;
        }
        var written = micro ? Timestamps.FormatMicro(time) : Timestamps.Format(time);
        return written == text.Text ? text : new(written);
    }

    private static bool IsCanonicalTime(ReadOnlySpan<char> text) =>
        text.Length == 20
        && text[19] == 'Z'
        && text[10] == 'T'
        && DateTime.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None,
            out _
        );

    /// <summary>Bytes as base64, without the line breaks that the original's decoder skips.</summary>
    public static StringValue? Bytes(StringValue text, DecodeContext context)
    {
        if (Base64Error(text.Text, out var kept) is { } at)
        {
            context.TextError($"illegal base64 data at input byte {at}");
            return null;
        }
        if (kept == text.Text.Length && !HasLooseBits(text.Text))
            return text;
        return new(Convert.ToBase64String(Decode(text.Text, kept)));
    }

    // Where Go's decoder stops, or null. Kept is how many characters are not line breaks.
    private static int? Base64Error(ReadOnlySpan<char> text, out int kept)
    {
        kept = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n')
                continue;
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '+' or '/')
            {
                kept++;
                continue;
            }
            if (text[i] != '=' || kept % 4 < 2)
                return i;
            return PaddingError(text, i, ref kept);
        }
        return kept % 4 == 0 ? null : text.Length - (kept % 4);
    }

    // From the first padding character on.
    private static int? PaddingError(ReadOnlySpan<char> text, int at, ref int kept)
    {
        var next = SkipLineBreaks(text, at + 1);
        if (kept % 4 == 2)
        {
            if (next == text.Length)
                return text.Length;
            if (text[next] != '=')
                return next;
            kept++;
            next = SkipLineBreaks(text, next + 1);
        }
        kept++;
        return next < text.Length ? next : null;
    }

    private static int SkipLineBreaks(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is '\r' or '\n')
            at++;
        return at;
    }

    // Whether bits that carry nothing are set in the last group: the original takes them, but writes zeros.
    private static bool HasLooseBits(string text)
    {
        if (text.Length == 0 || text[^1] != '=')
            return false;
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var two = text[^2] == '=';
        var last = Alphabet.IndexOf(text[two ? ^3 : ^2], StringComparison.Ordinal);
        return (last & (two ? 0xF : 0x3)) != 0;
    }

    private static byte[] Decode(ReadOnlySpan<char> text, int kept)
    {
        var bytes = new byte[kept / 4 * 3];
        var (group, have, n) = (0, 0, 0);
        foreach (var c in text)
        {
            var digit = c switch
            {
                >= 'A' and <= 'Z' => c - 'A',
                >= 'a' and <= 'z' => c - 'a' + 26,
                >= '0' and <= '9' => c - '0' + 52,
                '+' => 62,
                '/' => 63,
                _ => -1,
            };
            if (digit < 0)
                continue;
            group = (group << 6) | digit;
            have += 6;
            if (have < 8)
                continue;
            have -= 8;
            bytes[n++] = (byte)(group >> have);
        }
        return bytes[..n];
    }
}
