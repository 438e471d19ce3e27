using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Forms beyond names and labels, with the words of apimachinery's <c>util/validation</c>. A check that can find only one thing
/// wrong returns its error or null; the others add to a list.
/// </summary>
internal static class Formats
{
    /// <summary>The words for a port number out of range.</summary>
    public const string PortRange = "must be between 1 and 65535, inclusive";

    private const string EnvVarNameForm =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";

    private const string ConfigKeyForm =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
        + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string WildcardForm =
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
        + "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for "
        + @"validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string PercentForm =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
        + "validation is '[0-9]+%')";

    private const string HeaderForm =
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is "
        + "'[-A-Za-z0-9]+')";

    private const string HttpPathForm =
        "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')";

    private static readonly SearchValues<char> HttpPathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~%!$&'()*+,;=:"
    );

    private static readonly SearchValues<char> ConfigKeyCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"
    );

    /// <summary>Whether a number is a port.</summary>
    public static bool IsPort(long port) => port is >= 1 and <= 65535;

    /// <summary>A port's name (IANA_SVC_NAME): at most 15 of a-z, 0-9 and single hyphens inside, one letter at least.</summary>
    public static IEnumerable<string> PortNameErrors(string name)
    {
        if (name.Length > 15)
            yield return "must be no more than 15 characters";
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!name.Any(char.IsAsciiLetterLower))
            yield return "must contain at least one letter (a-z)";
        if (name.Contains("--", StringComparison.Ordinal))
            yield return "must not contain consecutive hyphens";
        if (name.StartsWith('-') || name.EndsWith('-'))
            yield return "must not begin or end with a hyphen";
    }

    /// <summary>An environment variable's name: printable ASCII but '='.</summary>
    public static string? EnvVarNameError(string name)
    {
        if (name.Length == 0)
            return "environment variable name must be non-empty";
        foreach (var c in name)
        {
            if (c is < ' ' or > '~' or '=')
                return EnvVarNameForm;
        }
        return null;
    }

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static string? ConfigKeyError(string key) =>
        key.Length > 253 ? "must be no more than 253 characters"
        : key.Length == 0 || key.AsSpan().ContainsAnyExcept(ConfigKeyCharacters) ? ConfigKeyForm
        : key is "." or ".." ? $"must not be '{key}'"
        : key.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'"
        : null;

    /// <summary>A host such as <c>*.example.com</c>.</summary>
    public static string? WildcardSubdomainError(string text) =>
        text.Length > 253 ? "must be no more than 253 characters"
        : text.StartsWith("*.", StringComparison.Ordinal) && Syntax.DnsSubdomainError(text[2..]) is null ? null
        : WildcardForm;

    /// <summary>A percentage such as <c>25%</c>.</summary>
    public static string? PercentError(string text) =>
        text.Length > 1 && text[^1] == '%' && !text.AsSpan(0, text.Length - 1).ContainsAnyExceptInRange('0', '9')
            ? null
            : PercentForm;

    /// <summary>The name of an HTTP header.</summary>
    public static string? HttpHeaderNameError(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? null : HeaderForm;

    /// <summary>An IP address of either family.</summary>
    public static string? IpError(string text) =>
        ParseIp(text) is null ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)" : null;

    /// <summary>A network such as <c>10.9.8.0/24</c>; host bits may be set.</summary>
    public static string? CidrError(string text) =>
        ParseCidr(text) is null ? "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)" : null;

    /// <summary>Reads an IP address as Go does: four decimal numbers or an IPv6 address without zone; null when it is neither.</summary>
    public static IPAddress? ParseIp(string text)
    {
        // The framework also reads "1" and "0x7f.1"; the API knows only the usual forms.
        var dotted = text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.');
        var colons = text.Contains(':', StringComparison.Ordinal) && !text.AsSpan().ContainsAny('%', '[');
        return (dotted || colons) && IPAddress.TryParse(text, out var address) ? address : null;
    }

    /// <summary>Reads a network; null when the text is none.</summary>
    public static (IPAddress Address, int Bits)? ParseCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || ParseIp(text[..slash]) is not { } address)
            return null;
        var width = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return
            int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= width
            ? (address, bits)
            : null;
    }

    /// <summary>Whether an address is in a network.</summary>
    public static bool Contains((IPAddress Address, int Bits) network, IPAddress address)
    {
        var a = network.Address.GetAddressBytes();
        var b = address.GetAddressBytes();
        if (a.Length != b.Length)
            return false;
        for (var bit = 0; bit < network.Bits; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((a[bit / 8] & mask) != (b[bit / 8] & mask))
                return false;
        }
        return true;
    }

    /// <summary>Whether exactly one of two addresses is of IPv6.</summary>
    public static bool IsDualStack(IPAddress a, IPAddress b) => a.AddressFamily != b.AddressFamily;

    /// <summary>A path with a domain before its first slash, such as <c>acme.io/foo</c>.</summary>
    public static void DomainPrefixedPath(Part part, string key)
    {
        var text = part.Text(key);
        if (text.Length == 0)
        {
            part.Required(key);
            return;
        }
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            part.Invalid(key, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        var host = text[..slash];
        if (Syntax.DnsSubdomainError(host) is { } error)
            part.Invalid(key, host, error);
        var path = text[(slash + 1)..];
        if (path.AsSpan().ContainsAnyExcept(HttpPathCharacters))
            part.Invalid(key, path, HttpPathForm);
    }

    /// <summary>A domain of three labels or more (webhook names).</summary>
    public static void FullyQualifiedName(Part part, string key)
    {
        var name = part.Text(key);
        if (name.Length == 0)
            part.Required(key);
        else if (Syntax.DnsSubdomainError(name) is { } error)
            part.Invalid(key, name, error);
        else if (name.Count(c => c == '.') < 2)
            part.Invalid(key, name, "should be a domain with at least three segments separated by dots");
    }
}
