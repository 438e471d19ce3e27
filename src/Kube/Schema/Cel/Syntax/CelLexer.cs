using System.Globalization;
using System.Text;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Splits an expression into words. Source: the grammar in the CEL specification ("Syntax").</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Signs =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "?.",
        "[?",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        ",",
        ":",
        "?",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "<",
        ">",
    ];

    private int at;

    /// <summary>All words, the end last.</summary>
    public List<CelToken> Read()
    {
        var tokens = new List<CelToken>();
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
            {
                tokens.Add(new(CelTokenKind.End, "<EOF>", null, at));
                return tokens;
            }
            tokens.Add(Next());
        }
    }

    private void SkipSpace()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\n' or '\r' or '\f')
                at++;
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                while (at < text.Length && text[at] != '\n')
                    at++;
            }
            else
                return;
        }
    }

    private CelToken Next()
    {
        var start = at;
        var c = text[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number();
        if (TextPrefix() is { } prefix)
            return Quoted(prefix);
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                at++;
            return new(CelTokenKind.Name, text[start..at], null, start);
        }
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) != 0)
                continue;
            // "a ?.5 : b" is a choice, not an optional field.
            if (sign == "?." && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]))
                continue;
            at += sign.Length;
            return new(CelTokenKind.Sign, sign, null, start);
        }
        throw new CelSyntaxException(at, $"Syntax error: token recognition error at: '{c}'");
    }

    private CelToken Number()
    {
        var start = at;
        if (text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X')
        {
            at += 2;
            var digits = at;
            while (at < text.Length && char.IsAsciiHexDigit(text[at]))
                at++;
            if (!ulong.TryParse(text.AsSpan(digits, at - digits), NumberStyles.HexNumber, null, out var hex))
                throw new CelSyntaxException(start, "invalid int literal");
            return Whole(hex, start);
        }
        var isDouble = false;
        Digits();
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            isDouble = true;
            at++;
            Digits();
        }
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            isDouble = true;
            at++;
            if (at < text.Length && text[at] is '+' or '-')
                at++;
            Digits();
        }
        var word = text.AsSpan(start, at - start);
        if (isDouble)
        {
            return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? new(CelTokenKind.Double, "", number, start)
                : throw new CelSyntaxException(start, "invalid double literal");
        }
        return ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? Whole(whole, start)
            : throw new CelSyntaxException(start, "invalid int literal");
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }

    // An int is kept unsigned until it is known whether a minus stands before it.
    private CelToken Whole(ulong value, int start)
    {
        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
            return new(CelTokenKind.Uint, "", value, start);
        }
        return new(CelTokenKind.Int, "", value, start);
    }

    /// <summary>The letters before a quote (<c>r</c>, <c>b</c>, both, none); null when no text begins here.</summary>
    private string? TextPrefix()
    {
        var end = at;
        while (end < text.Length && end - at < 2 && text[end] is 'r' or 'R' or 'b' or 'B')
            end++;
        return end < text.Length && text[end] is '"' or '\'' ? text[at..end].ToLowerInvariant() : null;
    }

    private CelToken Quoted(string prefix)
    {
        var start = at;
        at += prefix.Length;
        var quote = text[at];
        var triple = string.CompareOrdinal(text, at, new string(quote, 3), 0, 3) == 0;
        var end = new string(quote, triple ? 3 : 1);
        at += end.Length;
        var isBytes = prefix.Contains('b', StringComparison.Ordinal);
        var isRaw = prefix.Contains('r', StringComparison.Ordinal);
        var bytes = new List<byte>();
        var made = new StringBuilder();
        while (true)
        {
            if (at >= text.Length || (!triple && text[at] is '\n' or '\r'))
                throw new CelSyntaxException(start, "Syntax error: the text has no end");
            if (string.CompareOrdinal(text, at, end, 0, end.Length) == 0)
                break;
            if (text[at] == '\\' && !isRaw)
                Escape(made, bytes, isBytes);
            else
            {
                if (text[at] == '\\')
                    made.Append(text[at++]);
                if (at < text.Length)
                    made.Append(text[at++]);
            }
            if (isBytes && made.Length > 0 && !char.IsHighSurrogate(made[^1]))
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(made.ToString()));
                made.Clear();
            }
        }
        at += end.Length;
        return isBytes
            ? new(CelTokenKind.Bytes, "", new CelBytes([.. bytes]), start)
            : new(CelTokenKind.Text, "", made.ToString(), start);
    }

    private void Escape(StringBuilder made, List<byte> bytes, bool isBytes)
    {
        var start = at;
        at++;
        var c = at < text.Length ? text[at++] : '\0';
        const string from = "abfnrtv\\'\"`?";
        const string to = "\a\b\f\n\r\t\v\\'\"`?";
        var i = from.IndexOf(c, StringComparison.Ordinal);
        if (i >= 0)
        {
            made.Append(to[i]);
            return;
        }
        var (length, style) = c switch
        {
            'x' or 'X' => (2, 16),
            'u' when !isBytes => (4, 16),
            'U' when !isBytes => (8, 16),
            >= '0' and <= '3' => (3, 8),
            _ => (0, 0),
        };
        if (style == 8)
            at--;
        uint code = 0;
        for (var n = 0; n < length; n++)
        {
            var digit =
                at < text.Length && char.IsAsciiHexDigit(text[at]) ? Convert.ToInt32(text[at..(at + 1)], 16) : 99;
            if (digit >= style)
                length = 0;
            code = (code * (uint)style) + (uint)digit;
            at++;
        }
        if (length == 0 || (!isBytes && !Rune.IsValid(code)))
            throw new CelSyntaxException(start, "Syntax error: an escape that is none");
        if (isBytes)
            bytes.Add((byte)code);
        else
            made.Append(new Rune(code).ToString());
    }
}
