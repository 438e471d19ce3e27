using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// Values in the forms in which Go's <c>fmt</c> and <c>encoding/json</c> print them: error messages of patches contain them, and
/// field paths are written in them.
/// </summary>
internal static class GoText
{
    /// <summary>As <c>%v</c> prints it: <c>map[a:1 b:[x y]]</c>, <c>&lt;nil&gt;</c>.</summary>
    public static string Print(Value? value)
    {
        var text = new StringBuilder();
        Print(text, value);
        return text.ToString();
    }

    private static void Print(StringBuilder text, Value? value)
    {
        switch (value)
        {
            case null or NullValue:
                text.Append("<nil>");
                break;
            case StringValue s:
                text.Append(s.Text);
                break;
            case MapValue map:
                text.Append("map[");
                for (var i = 0; i < map.Count; i++)
                {
                    if (i > 0)
                        text.Append(' ');
                    text.Append(map.Entries[i].Key).Append(':');
                    Print(text, map.Entries[i].Value);
                }
                text.Append(']');
                break;
            case ListValue list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                        text.Append(' ');
                    Print(text, list[i]);
                }
                text.Append(']');
                break;
            default:
                text.Append(value.ToString());
                break;
        }
    }

    /// <summary>As <c>%#v</c> prints it: texts quoted, maps and lists with their Go types.</summary>
    public static string PrintSyntax(Value? value) =>
        value switch
        {
            null or NullValue => "interface {}(nil)",
            StringValue s => Quote(s.Text),
            MapValue map => "map[string]interface {}{"
                + string.Join(", ", map.Keys.Select(k => $"{Quote(k)}:{PrintSyntax(map[k])}"))
                + "}",
            ListValue list => "[]interface {}{" + string.Join(", ", list.Select(PrintSyntax)) + "}",
            _ => value.ToString(),
        };

    /// <summary>The Go type of a value decoded from JSON, as <c>%T</c> prints it.</summary>
    public static string TypeName(Value? value) =>
        value switch
        {
            null or NullValue => "<nil>",
            StringValue => "string",
            BoolValue => "bool",
            MapValue => "map[string]interface {}",
            ListValue => "[]interface {}",
            NumberValue { IsInteger: true } => "int64",
            _ => "float64",
        };

    /// <summary>What <c>encoding/json</c> calls the JSON kind of a value in its errors.</summary>
    public static string JsonKind(Value value) =>
        value switch
        {
            StringValue => "string",
            BoolValue => "bool",
            MapValue => "object",
            ListValue => "array",
            NumberValue => "number",
            _ => "null",
        };

    /// <summary>As <c>%q</c> prints a text.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"':
                case '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case '\a':
                    quoted.Append("\\a");
                    break;
                case '\b':
                    quoted.Append("\\b");
                    break;
                case '\f':
                    quoted.Append("\\f");
                    break;
                case '\v':
                    quoted.Append("\\v");
                    break;
                case < ' ' or '\x7f':
                    quoted.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A value as Go's JSON encoder writes it: like ours, but with &lt;, &gt; and &amp; escaped.</summary>
    public static string Json(Value value) => EscapeHtml(value.ToString());

    private static string EscapeHtml(string json) =>
        json.AsSpan().IndexOfAny("<>&\u2028\u2029") < 0
            ? json
            // These characters stand only inside the texts of a JSON document, so replacing them needs no parsing.
            : json.Replace("<", "\\u003c", StringComparison.Ordinal)
                .Replace(">", "\\u003e", StringComparison.Ordinal)
                .Replace("&", "\\u0026", StringComparison.Ordinal)
                .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
                .Replace("\u2029", "\\u2029", StringComparison.Ordinal);
}
