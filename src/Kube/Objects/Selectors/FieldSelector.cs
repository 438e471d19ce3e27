using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>
/// A field selector: <c>metadata.name=x,status.phase!=Running</c>; all its terms must hold. Which fields a resource knows is
/// the server's table. Source: the page "Field Selectors" of the Kubernetes documentation.
/// </summary>
public sealed class FieldSelector
{
    private FieldSelector(ImmutableArray<FieldTerm> terms) => Terms = terms;

    /// <summary>Matches every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The terms, in the order they were written.</summary>
    public ImmutableArray<FieldTerm> Terms { get; }

    /// <summary>Whether every object matches.</summary>
    public bool IsEverything => Terms.IsEmpty;

    /// <summary>The selector <c>field=value</c>.</summary>
    public static FieldSelector Of(string field, string value) => new([new(field, value, Negated: false)]);

    /// <summary>The value that a field must equal, or null when no term demands one.</summary>
    public string? RequiredValue(string field)
    {
        foreach (var term in Terms)
        {
            if (!term.Negated && term.Field == field)
                return term.Value;
        }
        return null;
    }

    /// <summary>Whether an object matches, given how to read a field of it (absent fields read as empty).</summary>
    public bool Matches(Func<string, string> read)
    {
        foreach (var term in Terms)
        {
            if (read(term.Field) == term.Value == term.Negated)
                return false;
        }
        return true;
    }

    /// <summary>Reads the query form; <c>\</c> escapes a comma, an equals sign or itself.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FieldSelector? selector, out string error)
    {
        error = "";
        selector = null;
        var terms = ImmutableArray.CreateBuilder<FieldTerm>();
        foreach (var part in Split(text))
        {
            if (part.Length == 0)
                continue;
            var at = OperatorAt(part);
            if (at < 0)
            {
                error = $"invalid selector: '{text}'; can't understand '{part}'";
                return false;
            }
            var negated = part[at] == '!';
            var length = negated || part.AsSpan(at).StartsWith("==") ? 2 : 1;
            terms.Add(new(part[..at], Unescape(part[(at + length)..]), negated));
        }
        selector = terms.Count == 0 ? Everything : new(terms.ToImmutable());
        return true;
    }

    private static int OperatorAt(string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '\\')
                i++;
            else if (part[i] == '=' || (part[i] == '!' && i + 1 < part.Length && part[i + 1] == '='))
                return i;
        }
        return -1;
    }

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == ',')
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
                i++;
            result.Append(value[i]);
        }
        return result.ToString();
    }

    /// <summary>The query form, for a URL.</summary>
    public override string ToString() => string.Join(",", Terms);
}

/// <summary>One term of a field selector.</summary>
public sealed record FieldTerm(string Field, string Value, bool Negated)
{
    /// <summary>The query form.</summary>
    public override string ToString() =>
        Field
        + (Negated ? "!=" : "=")
        + Value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("=", "\\=", StringComparison.Ordinal);
}
