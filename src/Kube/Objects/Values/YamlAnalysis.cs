namespace Pangea.Kube.Objects;

/// <summary>Which styles a text can be written in, by the rules of go-yaml's emitter.</summary>
internal readonly record struct YamlAnalysis(bool PlainAllowed, bool SingleQuotedAllowed, bool LiteralAllowed)
{
    /// <summary>Whether a plain scalar of this text reads back as a text.</summary>
    public static bool ReadsAsText(string text) =>
        YamlScalars.Resolve(text).Kind is YamlScalars.Kind.Text && !YamlScalars.IsBase60(text);

    public static YamlAnalysis Of(string text)
    {
        if (text.Length == 0)
            return new(false, true, false);
        var special = false;
        var breakSpace = false;
        var spaceBreak = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            special |= !IsPrintable(c);
            if (i == 0)
                continue;
            spaceBreak |= text[i - 1] == ' ' && c == '\n';
            breakSpace |= text[i - 1] == '\n' && c == ' ';
        }
        var edges = text[0] is ' ' or '\n' || text[^1] is ' ' or '\n';
        var indicators = HasIndicator(text);
        var lines = text.Contains('\n', StringComparison.Ordinal);
        return new(
            PlainAllowed: !special && !edges && !lines && !indicators,
            SingleQuotedAllowed: !special && !breakSpace && !spaceBreak,
            LiteralAllowed: !special && !spaceBreak && text[^1] != ' '
        );
    }

    /// <summary>Whether a character stands for itself; surrogates are judged as pairs by the caller.</summary>
    public static bool IsPrintable(char c) =>
        c is '\n' or (>= ' ' and <= '~') or (>= '\xa0' and not '\ufeff' and not '\ufffe' and not '\uffff')
        && !char.IsSurrogate(c)
        && c is not ('\u2028' or '\u2029' or '\x85');

    private static bool HasIndicator(string text)
    {
        if (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal))
            return true;
        for (var i = 0; i < text.Length; i++)
        {
            var followed = i + 1 == text.Length || text[i + 1] is ' ' or '\t' or '\n';
            var preceded = i == 0 || text[i - 1] is ' ' or '\t' or '\n';
            var found = text[i] switch
            {
                ','
                or '['
                or ']'
                or '{'
                or '}'
                or '&'
                or '*'
                or '!'
                or '|'
                or '>'
                or '\''
                or '"'
                or '%'
                or '@'
                or '`' => i == 0,
                '#' => preceded,
                '-' or '?' => i == 0 && followed,
                ':' => followed,
                _ => false,
            };
            if (found)
                return true;
        }
        return false;
    }
}
