namespace Pangea.Kube.Schema.Cel;

/// <summary>
/// Fields whose names are no CEL names are written escaped. Source: the table of escapes in the Kubernetes documentation of
/// <c>x-kubernetes-validations</c>.
/// </summary>
internal static class CelNames
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    };

    /// <summary>Whether a word cannot be a name in an expression.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>The name that an escaped one stands for; false when it is not escaped.</summary>
    public static bool TryUnescape(string field, out string name)
    {
        name = field;
        if (!field.Contains("__", StringComparison.Ordinal))
            return false;
        if (
            field.StartsWith("__", StringComparison.Ordinal)
            && field.EndsWith("__", StringComparison.Ordinal)
            && field.Length > 4
            && Reserved.Contains(field[2..^2])
        )
        {
            name = field[2..^2];
            return true;
        }
        name = field
            .Replace("__dot__", ".", StringComparison.Ordinal)
            .Replace("__dash__", "-", StringComparison.Ordinal)
            .Replace("__slash__", "/", StringComparison.Ordinal)
            .Replace("__underscores__", "__", StringComparison.Ordinal);
        return name != field;
    }
}
