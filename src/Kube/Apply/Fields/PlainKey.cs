namespace Pangea.Kube.Apply;

/// <summary>
/// Recognizes the canonical form of nearly all keys and set items in field sets, <c>k:{"containerPort":80,"protocol":"TCP"}</c>, without
/// parsing them as JSON: that is done for every entry of every object that is written.
/// </summary>
internal static class PlainKey
{
    /// <summary>Whether an element is canonical beyond doubt; false says nothing.</summary>
    public static bool Matches(ReadOnlySpan<char> element)
    {
        if (element.StartsWith("v:", StringComparison.Ordinal))
        {
            element = element[2..];
            return TakeScalar(ref element) && element.IsEmpty;
        }
        if (!element.StartsWith("k:{", StringComparison.Ordinal) || element[^1] != '}')
            return false;
        element = element[3..^1];
        var last = ReadOnlySpan<char>.Empty;
        while (true)
        {
            if (!TakeText(ref element, out var name) || !Take(ref element, ':') || !TakeScalar(ref element))
                return false;
            if (!last.IsEmpty && last.SequenceCompareTo(name) >= 0)
                return false;
            last = name;
            if (element.IsEmpty)
                return true;
            if (!Take(ref element, ','))
                return false;
        }
    }

    private static bool TakeScalar(scoped ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
            return false;
        if (rest[0] == '"')
            return TakeText(ref rest, out _);
        foreach (var word in Words)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                rest = rest[word.Length..];
                return true;
            }
        }
        // A whole number without a sign and without leading zeros.
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = rest.Length;
        if (digits is 0 or > 18 || (rest[0] == '0' && digits > 1))
            return false;
        rest = rest[digits..];
        return rest.IsEmpty || rest[0] is ',' or '}';
    }

    // A text of which no character needs escaping.
    private static bool TakeText(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> text)
    {
        text = default;
        if (!Take(ref rest, '"'))
            return false;
        var end = rest.IndexOf('"');
        if (end < 0)
            return false;
        text = rest[..end];
        rest = rest[(end + 1)..];
        return text.IndexOfAnyExcept(ItemKey.Plain) < 0;
    }

    private static bool Take(scoped ref ReadOnlySpan<char> rest, char c)
    {
        if (rest.IsEmpty || rest[0] != c)
            return false;
        rest = rest[1..];
        return true;
    }

    private static readonly string[] Words = ["true", "false", "null"];
}
