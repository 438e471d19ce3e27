using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The formats of texts that kube-apiserver checks in custom resources; others are only notes. Source: the field <c>format</c> of
/// JSONSchemaProps in the Kubernetes API reference.
/// </summary>
internal static partial class Formats
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    [GeneratedRegex(@"^[0-9a-f]{24}\z", Options | RegexOptions.IgnoreCase)]
    private static partial Regex ObjectId();

    [GeneratedRegex(
        @"^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\z",
        Options | RegexOptions.IgnoreCase
    )]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^#?([0-9a-f]{3}|[0-9a-f]{6})\z", Options | RegexOptions.IgnoreCase)]
    private static partial Regex HexColor();

    [GeneratedRegex(
        @"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)\z",
        Options
    )]
    private static partial Regex RgbColor();

    [GeneratedRegex(@"^\d{3}[- ]?\d{2}[- ]?\d{4}\z", Options)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"^([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h)\z", Options)]
    private static partial Regex DurationPart();

    [GeneratedRegex(
        @"^(\d+)\s*(ns|us|µs|ms|s|m|h|d|w|nanos?|micros?|millis?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\z",
        Options | RegexOptions.IgnoreCase
    )]
    private static partial Regex WrittenDuration();

    [GeneratedRegex(
        @"^[0-9a-f]{2}([:-][0-9a-f]{2}){5}\z|^[0-9a-f]{4}(\.[0-9a-f]{4}){2}\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Mac();

    [GeneratedRegex(
        @"^([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)(\.([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?))*\.?\z",
        Options
    )]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^[^@\s<>,;:""\[\]\\]+@[^@\s<>,;:""\\]+\z", Options)]
    private static partial Regex Email();

    /// <summary>Whether a text is of a format; every text is of an unknown one.</summary>
    public static bool Matches(string format, string text) =>
        format.Replace("-", "", StringComparison.Ordinal) switch
        {
            "datetime" => GoTime.Error(text.Replace('t', 'T').Replace('z', 'Z'), micro: false) is null,
            "date" => DateTime.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            "duration" => IsDuration(text),
            "byte" => IsBase64(text),
            "ipv4" => IsAddress(text, colons: false),
            "ipv6" => IsAddress(text, colons: true),
            "cidr" => IsCidr(text),
            "mac" => Mac().IsMatch(text),
            "hostname" => text.Length is > 0 and <= 255 && Hostname().IsMatch(text),
            "email" => Email().IsMatch(text),
            "uri" => text.Length > 0
                && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri)
                && (uri.IsAbsoluteUri || text[0] == '/'),
            "uuid" => Uuid().IsMatch(text),
            "uuid3" => IsUuid(text, '3'),
            "uuid4" => IsUuid(text, '4'),
            "uuid5" => IsUuid(text, '5'),
            "bsonobjectid" => ObjectId().IsMatch(text),
            "hexcolor" => HexColor().IsMatch(text),
            "rgbcolor" => RgbColor().IsMatch(text),
            "ssn" => Ssn().IsMatch(text),
            "creditcard" => Digits(text) is { Length: >= 12 and <= 19 } digits && Luhn(digits),
            "isbn" => IsIsbn10(text) || IsIsbn13(text),
            "isbn10" => IsIsbn10(text),
            "isbn13" => IsIsbn13(text),
            "k8sshortname" => Syntax.DnsLabelError(text) is null,
            "k8slongname" => Syntax.DnsSubdomainError(text) is null,
            _ => true,
        };

    private static bool IsUuid(string text, char version)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return Uuid().IsMatch(text)
            && digits[12] == version
            && (version == '3' || char.ToLowerInvariant(digits[16]) is '8' or '9' or 'a' or 'b');
    }

    private static bool IsDuration(string text)
    {
        if (WrittenDuration().IsMatch(text.Trim()))
            return true;
        var rest = text.AsSpan().TrimStart("+-");
        if (rest is "0")
            return true;
        while (!rest.IsEmpty)
        {
            var number = rest.IndexOfAnyExcept(NumberCharacters);
            if (number <= 0)
                return false;
            var unit = rest[number..].IndexOfAny(NumberCharacters);
            var part = unit < 0 ? rest : rest[..(number + unit)];
            if (!DurationPart().IsMatch(part))
                return false;
            rest = rest[part.Length..];
        }
        return text.Length > 0 && text[^1] is not ('+' or '-');
    }

    private static bool IsBase64(string text)
    {
        var padded = text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        return Convert.TryFromBase64String(padded, new byte[padded.Length], out _);
    }

    private static bool IsAddress(string text, bool colons) =>
        text.Contains(':', StringComparison.Ordinal) == colons
        && !text.Contains('%', StringComparison.Ordinal)
        && !text.Contains('[', StringComparison.Ordinal)
        && (colons || text.Count(c => c == '.') == 3)
        && IPAddress.TryParse(text, out _);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (
            slash <= 0
            || !byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        )
            return false;
        var address = text[..slash];
        return (IsAddress(address, colons: false) && bits <= 32) || (IsAddress(address, colons: true) && bits <= 128);
    }

    private static string Digits(string text) => string.Concat(text.Where(c => c is not ('-' or ' ')));

    private static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[^(i + 1)]))
                return false;
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    private static bool IsIsbn10(string text)
    {
        var digits = Digits(text);
        if (digits.Length != 10)
            return false;
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            var digit = digits[i] is 'X' or 'x' && i == 9 ? 10 : digits[i] - '0';
            if (digit is < 0 or > 10 || (digit == 10 && i < 9))
                return false;
            sum += digit * (10 - i);
        }
        return sum % 11 == 0;
    }

    private static bool IsIsbn13(string text)
    {
        var digits = Digits(text);
        return digits.Length == 13
            && digits.All(char.IsAsciiDigit)
            && digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum() % 10 == 0;
    }
}
