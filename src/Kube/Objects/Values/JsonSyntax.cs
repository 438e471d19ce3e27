namespace Pangea.Kube.Objects;

/// <summary>
/// Says what is wrong with a text that is not JSON, in the words of Go's decoder, which clients see in a Status. Only for texts that reading
/// has refused already: it is not fast.
/// </summary>
public static class JsonSyntax
{
    /// <summary>For instance <c>invalid character '}' looking for beginning of value</c>; empty when the text is JSON.</summary>
    public static string Explain(ReadOnlySpan<byte> json)
    {
        var scanner = new Scanner(json);
        return scanner.Document();
    }

    private ref struct Scanner(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> json = json;
        private int at;

        private bool AtEnd => at == json.Length;

        public string Document()
        {
            Space();
            if (Value(0) is { Length: > 0 } error)
                return error;
            Space();
            return AtEnd ? "" : Wrong("after top-level value");
        }

        private void Space()
        {
            while (!AtEnd && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                at++;
        }

        private readonly string Wrong(string where)
        {
            if (at >= json.Length)
                return "unexpected end of JSON input";
            var c = json[at] switch
            {
                (byte)'\'' => @"'\''",
                (byte)'"' => "'\"'",
                var other => $"'{GoText.Quote(((char)other).ToString())[1..^1]}'",
            };
            return $"invalid character {c} {where}";
        }

        private string Value(int depth)
        {
            if (depth > JsonText.MaxDepth)
                return "exceeded max depth";
            if (AtEnd)
                return Wrong("");
            return json[at] switch
            {
                (byte)'{' => Object(depth),
                (byte)'[' => Array(depth),
                (byte)'"' => Text(),
                (byte)'t' => Literal("true"),
                (byte)'f' => Literal("false"),
                (byte)'n' => Literal("null"),
                (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(),
                _ => Wrong("looking for beginning of value"),
            };
        }

        private string Object(int depth)
        {
            at++;
            Space();
            if (!AtEnd && json[at] == '}')
            {
                at++;
                return "";
            }
            while (true)
            {
                if (AtEnd || json[at] != '"')
                    return Wrong("looking for beginning of object key string");
                if (Text() is { Length: > 0 } key)
                    return key;
                Space();
                if (AtEnd || json[at] != ':')
                    return Wrong("after object key");
                at++;
                Space();
                if (Value(depth + 1) is { Length: > 0 } value)
                    return value;
                Space();
                if (!AtEnd && json[at] == '}')
                {
                    at++;
                    return "";
                }
                if (AtEnd || json[at] != ',')
                    return Wrong("after object key:value pair");
                at++;
                Space();
            }
        }

        private string Array(int depth)
        {
            at++;
            Space();
            if (!AtEnd && json[at] == ']')
            {
                at++;
                return "";
            }
            while (true)
            {
                if (Value(depth + 1) is { Length: > 0 } value)
                    return value;
                Space();
                if (!AtEnd && json[at] == ']')
                {
                    at++;
                    return "";
                }
                if (AtEnd || json[at] != ',')
                    return Wrong("after array element");
                at++;
                Space();
            }
        }

        private string Text()
        {
            for (at++; !AtEnd; at++)
            {
                if (json[at] == '"')
                {
                    at++;
                    return "";
                }
                if (json[at] < 0x20)
                    return Wrong("in string literal");
                if (json[at] != '\\')
                    continue;
                at++;
                if (AtEnd || !"bfnrt\\/\"u"u8.Contains(json[at]))
                    return Wrong("in string escape code");
                if (json[at] != 'u')
                    continue;
                for (var i = 0; i < 4; i++)
                {
                    at++;
                    if (AtEnd || !char.IsAsciiHexDigit((char)json[at]))
                        return Wrong("in \\u hexadecimal character escape");
                }
            }
            return Wrong("");
        }

        private string Literal(string word)
        {
            for (var i = 0; i < word.Length; i++, at++)
            {
                if (AtEnd || json[at] != word[i])
                    return Wrong($"in literal {word} (expecting '{word[i]}')");
            }
            return "";
        }

        private string Number()
        {
            if (json[at] == '-')
            {
                at++;
                if (AtEnd || !IsDigit())
                    return Wrong("in numeric literal");
            }
            if (json[at] == '0')
                at++;
            else
                Digits();
            if (!AtEnd && json[at] == '.')
            {
                at++;
                if (AtEnd || !IsDigit())
                    return Wrong("after decimal point in numeric literal");
                Digits();
            }
            if (AtEnd || json[at] is not ((byte)'e' or (byte)'E'))
                return "";
            at++;
            if (!AtEnd && json[at] is (byte)'+' or (byte)'-')
                at++;
            if (AtEnd || !IsDigit())
                return Wrong("in exponent of numeric literal");
            Digits();
            return "";
        }

        private readonly bool IsDigit() => json[at] is >= (byte)'0' and <= (byte)'9';

        private void Digits()
        {
            while (!AtEnd && IsDigit())
                at++;
        }
    }
}
