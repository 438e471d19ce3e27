using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>
/// Collects JSON in a rented buffer. Twice as fast as a Utf8JsonWriter, for it checks nothing and knows no options: values are valid by
/// construction. Escapes only what JSON demands.
/// </summary>
internal ref struct JsonOutput
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (char)i),
        '"',
        '\\',
    ]);

    private byte[] buffer;
    private int length;

    public JsonOutput(int sizeHint) => buffer = ArrayPool<byte>.Shared.Rent(sizeHint);

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>What was written, in an array of its own.</summary>
    public readonly byte[] ToArray()
    {
        var copy = GC.AllocateUninitializedArray<byte>(length);
        Written.CopyTo(copy);
        return copy;
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    public void Write(byte token)
    {
        if (length == buffer.Length)
            Grow(1);
        buffer[length++] = token;
    }

    public void Write(ReadOnlySpan<byte> token)
    {
        if (buffer.Length - length < token.Length)
            Grow(token.Length);
        token.CopyTo(buffer.AsSpan(length));
        length += token.Length;
    }

    public void Write(long number)
    {
        if (buffer.Length - length < 20)
            Grow(20);
        Utf8Formatter.TryFormat(number, buffer.AsSpan(length), out var written);
        length += written;
    }

    /// <summary>Digits, or other text that needs no quotes.</summary>
    public void WriteRaw(string ascii)
    {
        if (buffer.Length - length < ascii.Length)
            Grow(ascii.Length);
        length += Encoding.ASCII.GetBytes(ascii, buffer.AsSpan(length));
    }

    /// <summary>A text in quotes.</summary>
    public void WriteText(string text)
    {
        var most = (text.Length * 3) + 2;
        if (buffer.Length - length < most)
            Grow(most);
        buffer[length++] = (byte)'"';
        var rest = text.AsSpan();
        while (true)
        {
            var plain = rest.IndexOfAny(Escaped);
            if (plain < 0)
                break;
            Plain(rest[..plain]);
            Escape(rest[plain]);
            rest = rest[(plain + 1)..];
        }
        Plain(rest);
        Write((byte)'"');
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        if (buffer.Length - length < text.Length * 3)
            Grow(text.Length * 3);
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '"':
                Write("\\\""u8);
                break;
            case '\\':
                Write("\\\\"u8);
                break;
            case '\n':
                Write("\\n"u8);
                break;
            case '\r':
                Write("\\r"u8);
                break;
            case '\t':
                Write("\\t"u8);
                break;
            case '\b':
                Write("\\b"u8);
                break;
            case '\f':
                Write("\\f"u8);
                break;
            default:
                Write("\\u00"u8);
                Write((byte)('0' + (c >> 4)));
                Write((byte)"0123456789abcdef"[c & 0xF]);
                break;
        }
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + more));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
