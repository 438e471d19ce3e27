namespace Pangea.Kube.Storage;

/// <summary>The order of keys: by their UTF-8 bytes, which is the order of their code points.</summary>
/// <remarks>
/// Ordinal comparison of strings orders by UTF-16 units, which puts a surrogate pair (U+10000 and up) before U+E000 to U+FFFF;
/// UTF-8 puts it after them.
/// </remarks>
public sealed class KeyOrder : IComparer<string>
{
    private KeyOrder() { }

    /// <summary>The comparer.</summary>
    public static KeyOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y) =>
        x is null || y is null ? (x is null ? 0 : 1) - (y is null ? 0 : 1) : Compare(x.AsSpan(), y);

    /// <summary>Compares two keys; negative when <paramref name="x"/> comes first.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var common = x.CommonPrefixLength(y);
        return common == x.Length || common == y.Length ? x.Length - y.Length : Rank(x[common]) - Rank(y[common]);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
