using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>
/// An object on its way into a store: its tree and the bytes that are stored, which carry no resourceVersion because the
/// store has not given one yet. When it has, <see cref="Resolve"/> makes the object that readers see; the encoding is done once.
/// </summary>
public sealed class StoredObject
{
    private readonly MapValue root;
    private readonly byte[] bytes;
    private readonly int offset;
    private KubeObject? resolved;

    /// <summary>Encodes a tree. It has a <c>metadata.uid</c>; its resourceVersion, if any, is left out.</summary>
    public StoredObject(MapValue root)
    {
        var metadata = (root.Map("metadata") ?? MapValue.Empty).Without("resourceVersion").Without("selfLink");
        this.root = root.With("metadata", metadata);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            offset = Write(writer, this.root);
        if (offset < 0)
            throw new ArgumentException("An object that is to be stored has a metadata.uid.", nameof(root));
        bytes = buffer.WrittenSpan.ToArray();
    }

    /// <summary>The bytes to store.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The object as it is after the store gave it this revision; the same instance for every caller.</summary>
    public KubeObject Resolve(long revision)
    {
        if (resolved is { } done)
            return done;
        var text = revision.ToString(CultureInfo.InvariantCulture);
        var made = new KubeObject(
            Splice(bytes, offset, text),
            root.With("metadata", root.Map("metadata")!.With("resourceVersion", text))
        );
        return Interlocked.CompareExchange(ref resolved, made, null) ?? made;
    }

    internal static byte[] Splice(ReadOnlySpan<byte> json, int offset, string revision)
    {
        var head = "\"resourceVersion\":\""u8;
        var result = new byte[json.Length + head.Length + revision.Length + 2];
        json[..offset].CopyTo(result);
        var at = offset;
        head.CopyTo(result.AsSpan(at));
        at += head.Length;
        at += Encoding.ASCII.GetBytes(revision, result.AsSpan(at));
        result[at++] = (byte)'"';
        result[at++] = (byte)',';
        json[offset..].CopyTo(result.AsSpan(at));
        return result;
    }

    private static int Write(Utf8JsonWriter writer, MapValue root)
    {
        var found = -1;
        writer.WriteStartObject();
        foreach (var (key, value) in root)
        {
            writer.WritePropertyName(key);
            if (key == "metadata" && value is MapValue metadata)
                found = WriteMetadata(writer, metadata);
            else
                value.WriteTo(writer);
        }
        writer.WriteEndObject();
        return found;
    }

    private static int WriteMetadata(Utf8JsonWriter writer, MapValue metadata)
    {
        var found = -1;
        var first = true;
        writer.WriteStartObject();
        foreach (var (key, value) in metadata)
        {
            // The writer puts the comma before the name; a resourceVersion goes between the two.
            if (key == "uid")
                found = (int)(writer.BytesCommitted + writer.BytesPending) + (first ? 0 : 1);
            first = false;
            writer.WritePropertyName(key);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
        return found;
    }
}
