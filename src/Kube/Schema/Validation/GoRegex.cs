using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Pangea.Kube.Schema;

/// <summary>
/// Patterns as Go means them (RE2): <c>\d</c>, <c>\w</c> and <c>\s</c> are ASCII, <c>$</c> is the end of the text, POSIX classes are known, and matching
/// takes time in proportion to the text. What .NET cannot match in that way (look-around, back references) RE2 cannot either.
/// </summary>
internal static partial class GoRegex
{
    /// <summary>Whether a text has a match of a schema's pattern somewhere; a pattern that cannot be compiled matches everything.</summary>
    public static bool IsMatch(SchemaBounds bounds, string text) =>
        (bounds.CompiledPattern ??= Compile(bounds.Pattern)).IsMatch(text);

    /// <summary>Compiles a pattern; why it cannot be compiled, or null, is the error.</summary>
    public static bool TryCompile(string pattern, out string error) => TryMake(pattern, out _, out error);

    /// <summary>Compiles a pattern, and gives what was compiled.</summary>
    public static bool TryMake(string pattern, [NotNullWhen(true)] out Regex? regex, out string error)
    {
        error = "";
        regex = null;
        try
        {
            regex = new Regex(Translate(pattern), Options);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = e.Message;
            return false;
        }
    }

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    [GeneratedRegex("")]
    private static partial Regex Everything();

    private static Regex Compile(string pattern) =>
        TryCompile(pattern, out _) ? new Regex(Translate(pattern), Options) : Everything();

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i += Escape(pattern, i + 1, inClass, text);
                continue;
            }
            if (inClass && c == '[' && Posix(pattern, i, text) is { } length)
            {
                i += length - 1;
                continue;
            }
            if (c == '[')
            {
                // In .NET an opening bracket inside a class is plain, and a dash before one would subtract: both are escaped.
                if (inClass)
                    text.Append('\\');
                inClass = true;
            }
            else if (c == ']' && inClass && text[^1] is not ('[' or '^'))
                inClass = false;
            text.Append(c == '$' && !inClass ? @"\z" : c.ToString());
        }
        return text.ToString();
    }

    // Writes one escape; how many characters it took.
    private static int Escape(string pattern, int at, bool inClass, StringBuilder text)
    {
        switch (pattern[at])
        {
            case 'd':
                text.Append(inClass ? "0-9" : "[0-9]");
                return 1;
            case 'D' when !inClass:
                text.Append("[^0-9]");
                return 1;
            case 'w':
                text.Append(inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]");
                return 1;
            case 'W' when !inClass:
                text.Append("[^0-9A-Za-z_]");
                return 1;
            case 's':
                text.Append(inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]");
                return 1;
            case 'S' when !inClass:
                text.Append(@"[^\t\n\f\r ]");
                return 1;
            case 'z':
                text.Append(@"\z");
                return 1;
            case 'p' or 'P' when at + 1 < pattern.Length && pattern[at + 1] != '{':
                text.Append('\\').Append(pattern[at]).Append('{').Append(pattern[at + 1]).Append('}');
                return 2;
            case 'x' when at + 1 < pattern.Length && pattern[at + 1] == '{':
                var end = pattern.IndexOf('}', at);
                if (
                    end < 0
                    || !int.TryParse(
                        pattern.AsSpan(at + 2, end - at - 2),
                        System.Globalization.NumberStyles.HexNumber,
                        null,
                        out var code
                    )
                )
                    goto default;
                text.Append(code < 0x10000 ? $"\\u{code:X4}" : Regex.Escape(char.ConvertFromUtf32(code)));
                return end - at + 1;
            default:
                text.Append('\\').Append(pattern[at]);
                return 1;
        }
    }

    private static int? Posix(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf(":]", at, StringComparison.Ordinal);
        if (end < 0 || at + 1 >= pattern.Length || pattern[at + 1] != ':')
            return null;
        var set = pattern[(at + 2)..end] switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => @"\x00-\x7F",
            "blank" => @"\t ",
            "cntrl" => @"\x00-\x1F\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => @"!-/:-@\[-`{-~",
            "space" => @"\t\n\v\f\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => null,
        };
        if (set is null)
            return null;
        text.Append(set);
        return end + 2 - at;
    }
}
