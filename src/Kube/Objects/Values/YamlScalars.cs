using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Pangea.Kube.Objects;

/// <summary>What a plain scalar means: the rules of go-yaml version 2, which Kubernetes keeps to.</summary>
internal static partial class YamlScalars
{
    /// <summary>What a plain scalar could be.</summary>
    public enum Kind
    {
        Text,
        Null,
        Bool,
        Number,
        Time,
        Merge,
        Infinite,
    }

    [GeneratedRegex(
        @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Float();

    [GeneratedRegex(
        @"^\d{4}-\d{1,2}-\d{1,2}$|^\d{4}-\d{1,2}-\d{1,2}[Tt ]\d{1,2}:\d{1,2}:\d{1,2}([.,]\d+)?(Z|[-+]\d\d:\d\d)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Time();

    [GeneratedRegex(
        @"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Base60();

    /// <summary>Whether a text was a number in YAML 1.1 (<c>1:30</c>), so that other readers may still take it for one.</summary>
    public static bool IsBase60(string text) => Base60().IsMatch(text);

    /// <summary>Resolves a plain scalar; the value is null for the kinds that are written as texts.</summary>
    public static (Kind Kind, Value? Value) Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return (Kind.Null, NullValue.Instance);
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return (Kind.Bool, BoolValue.True);
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return (Kind.Bool, BoolValue.False);
            case "<<":
                return (Kind.Merge, null);
            case ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF":
            case "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF":
                return (Kind.Infinite, null);
        }
        return text[0] switch
        {
            '.' => Fraction(text),
            '+' or '-' or (>= '0' and <= '9') => Number(text),
            _ => (Kind.Text, null),
        };
    }

    private static (Kind, Value?) Number(string text)
    {
        if (IsTime(text))
            return (Kind.Time, null);
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(text, plain) is { } integer)
            return (Kind.Number, integer);
        return Fraction(plain);
    }

    private static (Kind, Value?) Fraction(string plain)
    {
        if (!Float().IsMatch(plain))
            return (Kind.Text, null);
        var value = double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? (Kind.Number, NumberValue.Parse(Encoding.ASCII.GetBytes(GoText.Float(value))))
            : (Kind.Text, null);
    }

    private static bool IsTime(string text) =>
        text.Length >= 8
        && text[4] == '-'
        && Time().IsMatch(text)
        && DateTime.TryParse(text.Replace('t', 'T'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // An integer as Go's ParseInt reads it with base 0: 0x…, 0o…, 0b…, 0…, underscores between digits.
    private static NumberValue? Integer(string text, string plain)
    {
        var digits = plain.AsSpan();
        var negative = digits[0] == '-';
        if (digits[0] is '+' or '-')
            digits = digits[1..];
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = digits[1] switch
            {
                'x' or 'X' => 16,
                'o' or 'O' => 8,
                'b' or 'B' => 2,
                >= '0' and <= '9' => 8,
                _ => 10,
            };
            if (radix != 10)
                digits = digits[(char.IsAsciiDigit(digits[1]) ? 1 : 2)..];
        }
        if (digits.IsEmpty || digits.Length > 4096)
            return null;
        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }
        var written = (negative ? -value : value).ToString(CultureInfo.InvariantCulture);
        return text.Length == 0 ? null : NumberValue.Parse(Encoding.ASCII.GetBytes(written));
    }
}
