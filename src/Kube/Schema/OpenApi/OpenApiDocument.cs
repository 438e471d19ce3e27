using System.IO.Compression;

namespace Pangea.Kube.Schema;

/// <summary>
/// One OpenAPI document: written when it is first asked for, and kept compressed, which is also how most clients take it.
/// </summary>
public sealed class OpenApiDocument
{
    private readonly Func<ReadOnlyMemory<byte>> write;
    private readonly Lazy<ReadOnlyMemory<byte>> gzip;

    internal OpenApiDocument(string hash, Func<ReadOnlyMemory<byte>> write)
    {
        Hash = hash;
        this.write = write;
        gzip = new(Compress);
    }

    /// <summary>What changes with the document, in hexadecimal: for entity tags and the <c>hash</c> of URLs.</summary>
    public string Hash { get; }

    /// <summary>The document, compressed.</summary>
    public ReadOnlyMemory<byte> Gzip => gzip.Value;

    /// <summary>The document itself, a copy of its own.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        if (!gzip.IsValueCreated)
            return write();
        using var plain = new MemoryStream();
        using (var stream = new GZipStream(new MemoryStream(Gzip.ToArray()), CompressionMode.Decompress))
            stream.CopyTo(plain);
        return plain.ToArray();
    }

    private ReadOnlyMemory<byte> Compress()
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
            stream.Write(write().Span);
        return compressed.ToArray();
    }
}
