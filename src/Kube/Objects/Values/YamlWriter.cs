using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>
/// Writes block YAML in the style of go-yaml's emitter, which <c>kubectl -o yaml</c> shows: lists stand at their key's indentation, texts are
/// plain where that reads back the same, long ones are folded after 80 columns, those with newlines are literal.
/// </summary>
internal sealed class YamlWriter(StringBuilder output)
{
    private const int Width = 80;
    private const int LongestSimpleKey = 128;

    private int lineStart;

    private int Column => output.Length - lineStart;

    public void Document(Value value)
    {
        if (value is MapValue { Count: > 0 } map)
            Map(map, 0);
        else if (value is ListValue { Count: > 0 } list)
            List(list, 0);
        else
        {
            Scalar(value, 0);
            NewLine();
        }
    }

    private void NewLine()
    {
        output.Append('\n');
        lineStart = output.Length;
    }

    private void Indent(int indent) => output.Append(' ', indent);

    // The first entry is written where the line stands, so that a map may begin behind a dash.
    private void Map(MapValue map, int indent)
    {
        var first = true;
        foreach (var (key, value) in map)
        {
            if (!first)
                Indent(indent);
            first = false;
            var simple = key.Length <= LongestSimpleKey && !key.Contains('\n', StringComparison.Ordinal);
            if (!simple)
                output.Append("? ");
            Text(key, indent, isKey: simple);
            if (!simple)
            {
                NewLine();
                Indent(indent);
            }
            output.Append(':');
            Behind(value, indent, listIndent: indent);
        }
    }

    private void List(ListValue list, int indent)
    {
        var first = true;
        foreach (var item in list)
        {
            if (!first)
                Indent(indent);
            first = false;
            output.Append('-');
            switch (item)
            {
                case MapValue { Count: > 0 } map:
                    output.Append(' ');
                    Map(map, indent + 2);
                    break;
                case ListValue { Count: > 0 } inner:
                    output.Append(' ');
                    List(inner, indent + 2);
                    break;
                default:
                    output.Append(' ');
                    Scalar(item, indent);
                    NewLine();
                    break;
            }
        }
    }

    private void Behind(Value value, int indent, int listIndent)
    {
        switch (value)
        {
            case MapValue { Count: > 0 } map:
                NewLine();
                Indent(indent + 2);
                Map(map, indent + 2);
                break;
            case ListValue { Count: > 0 } list:
                NewLine();
                Indent(listIndent);
                List(list, listIndent);
                break;
            default:
                output.Append(' ');
                Scalar(value, indent);
                NewLine();
                break;
        }
    }

    private void Scalar(Value value, int indent)
    {
        switch (value)
        {
            case StringValue text:
                Text(text.Text, indent, isKey: false);
                break;
            case MapValue:
                output.Append("{}");
                break;
            case ListValue:
                output.Append("[]");
                break;
            default:
                output.Append(value.ToString());
                break;
        }
    }

    private void Text(string text, int indent, bool isKey)
    {
        var analysis = YamlAnalysis.Of(text);
        if (!isKey && text.Contains('\n', StringComparison.Ordinal) && analysis.LiteralAllowed)
            Literal(text, indent + 2);
        // YamlDotNet does not see that a plain key with " *" inside is a key.
        else if (
            analysis.PlainAllowed
            && YamlAnalysis.ReadsAsText(text)
            && !(isKey && text.Contains(" *", StringComparison.Ordinal))
        )
            Folded(text, indent + 2, "", isKey);
        else if (
            !YamlAnalysis.ReadsAsText(text)
            || !analysis.SingleQuotedAllowed
            || text.Contains('\n', StringComparison.Ordinal)
        )
            DoubleQuoted(text, indent + 2, isKey);
        else
            Folded(text, indent + 2, "'", isKey);
    }

    // Plain or single-quoted: a space past the width becomes a line break, unless another space follows.
    private void Folded(string text, int indent, string quote, bool isKey)
    {
        if (Column + text.Length <= Width && quote.Length == 0)
        {
            output.Append(text);
            return;
        }
        output.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var breaks =
                c == ' '
                && !isKey
                && Column > Width
                && i > 0
                && i < text.Length - 1
                && text[i - 1] != ' '
                && text[i + 1] != ' ';
            if (breaks)
            {
                NewLine();
                Indent(indent);
            }
            else if (c == '\'' && quote.Length > 0)
                output.Append("''");
            else
                output.Append(c);
        }
        output.Append(quote);
    }

    private void DoubleQuoted(string text, int indent, bool isKey)
    {
        output.Append('"');
        var spaces = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ' ' && !isKey && !spaces && Column > Width && i > 0 && i < text.Length - 1)
            {
                NewLine();
                Indent(indent);
                if (text[i + 1] == ' ')
                    output.Append('\\');
                spaces = true;
                continue;
            }
            spaces = c == ' ';
            if (char.IsHighSurrogate(c) && i + 1 < text.Length)
            {
                output.Append(c).Append(text[++i]);
                continue;
            }
            Escaped(c);
        }
        output.Append('"');
    }

    private void Escaped(char c)
    {
        _ = c switch
        {
            '"' => output.Append("\\\""),
            '\\' => output.Append("\\\\"),
            '\0' => output.Append("\\0"),
            '\a' => output.Append("\\a"),
            '\b' => output.Append("\\b"),
            '\t' => output.Append("\\t"),
            '\n' => output.Append("\\n"),
            '\v' => output.Append("\\v"),
            '\f' => output.Append("\\f"),
            '\r' => output.Append("\\r"),
            '\x1b' => output.Append("\\e"),
            '\x85' => output.Append("\\N"),
            '\xa0' => output.Append("\\_"),
            '\u2028' => output.Append("\\L"),
            '\u2029' => output.Append("\\P"),
            _ when YamlAnalysis.IsPrintable(c) => output.Append(c),
            <= '\xff' => output.Append($"\\x{(int)c:X2}"),
            _ => output.Append($"\\u{(int)c:X4}"),
        };
    }

    private void Literal(string text, int indent)
    {
        output.Append('|');
        if (text[0] is ' ' or '\n')
            output.Append('2');
        if (text[^1] != '\n')
            output.Append('-');
        else if (text.Length == 1 || text[^2] == '\n')
            output.Append('+');
        foreach (var line in (text[^1] == '\n' ? text[..^1] : text).Split('\n'))
        {
            NewLine();
            if (line.Length > 0)
                Indent(indent);
            output.Append(line);
        }
    }
}
