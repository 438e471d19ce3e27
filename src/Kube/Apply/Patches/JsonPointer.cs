namespace Pangea.Kube.Apply;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>
    /// The unescaped tokens of a pointer: none for the empty pointer, which is the whole document; null when it is no pointer.
    /// </summary>
    public static string[]? Parse(string pointer)
    {
        if (pointer.Length == 0)
            return [];
        if (pointer[0] != '/')
            return null;
        var tokens = pointer[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            // In this order: "~01" is "~1", not "/".
            if (tokens[i].Contains('~', StringComparison.Ordinal))
                tokens[i] = tokens[i]
                    .Replace("~1", "/", StringComparison.Ordinal)
                    .Replace("~0", "~", StringComparison.Ordinal);
        }
        return tokens;
    }

    /// <summary>A token as it stands in a pointer.</summary>
    public static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
