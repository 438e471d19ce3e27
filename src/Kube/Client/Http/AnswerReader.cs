using System.Buffers;

namespace Pangea.Kube.Client;

/// <summary>Reads an answer's body into one array, without a copy when its length is known.</summary>
internal static class AnswerReader
{
    /// <summary>The whole body; null when it is larger than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(
        HttpResponseMessage response,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var length = response.Content.Headers.ContentLength;
        if (length > limit)
            return null;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var _ = stream;
        if (length is { } known)
        {
            var exact = GC.AllocateUninitializedArray<byte>((int)known);
            await stream.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        var used = 0;
        try
        {
            while (true)
            {
                if (used == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, used).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
                var n = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken);
                if (n == 0)
                    return buffer.AsSpan(0, used).ToArray();
                used += n;
                if (used > limit)
                    return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
