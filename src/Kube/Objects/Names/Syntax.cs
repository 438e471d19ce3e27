namespace Pangea.Kube.Objects;

/// <summary>
/// The forms that names, labels and ports must have, with the words that apimachinery's validation package uses when they do not.
/// Each check returns null when the text is fine, and reads it once: these run for every name and label of every write.
/// </summary>
public static class Syntax
{
    private const string LabelForm =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label1035Form =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
        + "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
        + "'[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string LabelValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation "
        + "is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string QualifiedForm =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>A DNS-1123 label (namespaces, containers, clusters): at most 63 characters.</summary>
    public static string? DnsLabelError(string text) =>
        text.Length > 63 ? "must be no more than 63 bytes"
        : IsDnsLabel(text) ? null
        : IsDnsSubdomain(text) ? "must not contain dots"
        : LabelForm;

    /// <summary>A DNS-1123 subdomain (most object names): at most 253 characters.</summary>
    public static string? DnsSubdomainError(string text) => DnsSubdomainError(text.AsSpan());

    private static string? DnsSubdomainError(ReadOnlySpan<char> text) =>
        text.Length > 253 ? "must be no more than 253 bytes"
        : IsDnsSubdomain(text) ? null
        : SubdomainForm;

    /// <summary>A DNS-1035 label (services): at most 63 characters.</summary>
    public static string? Dns1035LabelError(string text) =>
        text.Length > 63 ? "must be no more than 63 bytes"
        : IsDnsLabel(text) && text[0] is >= 'a' and <= 'z' ? null
        : Label1035Form;

    /// <summary>A name usable as a path segment (RBAC objects).</summary>
    public static string? PathSegmentError(string text) =>
        text is "." or ".." ? $"may not be '{text}'"
        : text.Contains('/', StringComparison.Ordinal) ? "may not contain '/'"
        : text.Contains('%', StringComparison.Ordinal) ? "may not contain '%'"
        : null;

    /// <summary>A label's value: at most 63 characters, may be empty.</summary>
    public static string? LabelValueError(string text) =>
        text.Length > 63 ? "must be no more than 63 bytes"
        : text.Length == 0 || IsQualifiedPart(text) ? null
        : LabelValueForm;

    /// <summary>A qualified name (keys of labels and annotations): an optional DNS prefix and a name of at most 63.</summary>
    public static string? QualifiedNameError(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash != text.LastIndexOf('/'))
            return "a valid label key "
                + QualifiedForm
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        if (slash == 0)
            return "prefix part must be non-empty";
        if (slash > 0 && DnsSubdomainError(text.AsSpan(0, slash)) is { } error)
            return "prefix part " + error;
        var name = text.AsSpan(slash + 1);
        return name.IsEmpty ? "name part must be non-empty"
            : name.Length > 63 ? "name part must be no more than 63 bytes"
            : IsQualifiedPart(name) ? null
            : "name part " + QualifiedForm;
    }

    private static bool IsLowerOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');

    /// <summary>[a-z0-9]([-a-z0-9]*[a-z0-9])?, of any length.</summary>
    private static bool IsDnsLabel(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsLowerOrDigit(text[0]) || !IsLowerOrDigit(text[^1]))
            return false;
        foreach (var c in text)
        {
            if (!IsLowerOrDigit(c) && c != '-')
                return false;
        }
        return true;
    }

    /// <summary>DNS labels with dots between them, of any length.</summary>
    private static bool IsDnsSubdomain(ReadOnlySpan<char> text)
    {
        var before = '.';
        foreach (var c in text)
        {
            // A label starts and ends with a letter or digit, so neither a hyphen nor a dot follows a dot, nor a dot a hyphen.
            var fits = IsLowerOrDigit(c) || (c == '-' && before != '.') || (c == '.' && before is not '.' and not '-');
            if (!fits)
                return false;
            before = c;
        }
        return IsLowerOrDigit(before);
    }

    /// <summary>([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]</summary>
    private static bool IsQualifiedPart(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }
        return true;
    }
}
