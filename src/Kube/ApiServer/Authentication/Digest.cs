using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A SHA-256 digest as a key. Secrets are looked up by their digest: how long that takes says nothing of the secret, and the tables do not
/// hold it.
/// </summary>
internal readonly record struct Digest(long A, long B, long C, long D)
{
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        var parts = MemoryMarshal.Cast<byte, long>(hash);
        return new(parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>The digest of a text in UTF-8.</summary>
    public static Digest Of(ReadOnlySpan<char> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var digest = Of(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return digest;
    }
}
