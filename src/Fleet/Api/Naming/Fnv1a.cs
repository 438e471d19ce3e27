using System.Text;

namespace Pangea.Fleet.Api;

/// <summary>The hash FNV-1a with 32 bits, which names and tie-breaks of the original rest on.</summary>
public static class Fnv1a
{
    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static uint Hash32(string text)
    {
        var hash = 2166136261u;
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(text, bytes, out var length))
            return Fold(hash, bytes[..length]);
        return Fold(hash, Encoding.UTF8.GetBytes(text));
    }

    private static uint Fold(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            hash = unchecked((hash ^ b) * 16777619u);
        return hash;
    }
}
