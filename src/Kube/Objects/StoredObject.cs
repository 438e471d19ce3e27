using System.Globalization;
using System.Text;

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
        var output = new JsonOutput(4096);
        offset = Write(ref output, this.root);
        bytes = output.ToArray();
        output.Dispose();
        if (offset < 0)
            throw new ArgumentException("An object that is to be stored has a metadata.uid.", nameof(root));
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
        var result = GC.AllocateUninitializedArray<byte>(json.Length + head.Length + revision.Length + 2);
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

    private static int Write(ref JsonOutput output, MapValue root)
    {
        var found = -1;
        var separator = (byte)'{';
        foreach (var (key, value) in root)
        {
            output.Write(separator);
            separator = (byte)',';
            output.WriteText(key);
            output.Write((byte)':');
            if (key == "metadata" && value is MapValue metadata)
                found = WriteMetadata(ref output, metadata);
            else
                value.Write(ref output);
        }
        output.Write((byte)'}');
        return found;
    }

    private static int WriteMetadata(ref JsonOutput output, MapValue metadata)
    {
        var found = -1;
        output.Write((byte)'{');
        var first = true;
        foreach (var (key, value) in metadata)
        {
            if (!first)
                output.Write((byte)',');
            first = false;
            // A resourceVersion goes between the comma and the name.
            if (key == "uid")
                found = output.Written.Length;
            output.WriteText(key);
            output.Write((byte)':');
            value.Write(ref output);
        }
        output.Write((byte)'}');
        return found;
    }
}
