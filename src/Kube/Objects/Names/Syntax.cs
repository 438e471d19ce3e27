using System.Text.RegularExpressions;

namespace Pangea.Kube.Objects;

/// <summary>
/// The forms that names, labels and ports must have, with the words that apimachinery's validation package uses when they do not.
/// Each check returns null when the text is fine.
/// </summary>
public static partial class Syntax
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
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>A DNS-1123 label (namespaces, containers, clusters): at most 63 characters.</summary>
    public static string? DnsLabelError(string text) =>
        text.Length > 63 ? "must be no more than 63 bytes"
        : DnsLabel().IsMatch(text) ? null
        : LabelForm;

    /// <summary>A DNS-1123 subdomain (most object names): at most 253 characters.</summary>
    public static string? DnsSubdomainError(string text) =>
        text.Length > 253 ? "must be no more than 253 bytes"
        : DnsSubdomain().IsMatch(text) ? null
        : SubdomainForm;

    /// <summary>A DNS-1035 label (services): at most 63 characters.</summary>
    public static string? Dns1035LabelError(string text) =>
        text.Length > 63 ? "must be no more than 63 bytes"
        : Dns1035Label().IsMatch(text) ? null
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
        : LabelValue().IsMatch(text) ? null
        : LabelValueForm;

    /// <summary>A qualified name (keys of labels and annotations): an optional DNS prefix and a name of at most 63.</summary>
    public static string? QualifiedNameError(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash != text.LastIndexOf('/'))
            return "a valid label key must consist of alphanumeric characters, '-', '_' or '.' with an optional DNS "
                + "subdomain prefix and '/' (e.g. 'example.com/MyName')";
        if (slash >= 0)
        {
            var prefix = text[..slash];
            if (prefix.Length == 0)
                return "prefix part must be non-empty";
            if (DnsSubdomainError(prefix) is { } error)
                return "prefix part " + error;
        }
        var name = text[(slash + 1)..];
        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > 63 ? "name part must be no more than 63 bytes"
            : QualifiedName().IsMatch(name) ? null
            : QualifiedForm;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex DnsSubdomain();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Dns1035Label();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedName();
}
