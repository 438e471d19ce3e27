using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>Reads JSON text into values.</summary>
public static class JsonText
{
    /// <summary>How deep a document may nest; deeper is refused, so that no input overflows the stack.</summary>
    public const int MaxDepth = 256;

    /// <summary>How values are written: compact, and with only the escapes that JSON itself demands.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = MaxDepth + 8,
        };

    /// <summary>
    /// Reads one JSON document. Of a repeated key the last value counts, as in Kubernetes' lenient decoder (the strict
    /// check that reports repeats is <c>Kube.Schema</c>'s).
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, nests too deep, or has something after the document.</exception>
    public static Value Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
            throw new JsonException("unexpected end of JSON input");
        var scratch = new List<KeyValuePair<string, Value>>(32);
        var value = ReadValue(ref reader, scratch);
        if (reader.Read())
            throw new JsonException("invalid character after top-level value");
        return value;
    }

    /// <summary>Reads one JSON document from text.</summary>
    /// <exception cref="JsonException">See <see cref="Parse(ReadOnlySpan{byte})"/>.</exception>
    public static Value Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads one JSON document that must be an object.</summary>
    /// <exception cref="JsonException">It is not JSON, or not an object.</exception>
    public static MapValue ParseMap(ReadOnlySpan<byte> json) =>
        Parse(json) as MapValue ?? throw new JsonException("a JSON object is needed");

    /// <summary>The items of a JSON array.</summary>
    internal static Value[] ParseItems(ReadOnlySpan<byte> json) => ((ListValue)Parse(json)).Items.ToArray();

    /// <summary>
    /// Reads an object's canonical JSON. Its <c>metadata.managedFields</c>, half of it and seldom looked at, are read when they are asked for.
    /// </summary>
    /// <param name="json">The text; it is kept.</param>
    internal static MapValue ParseStored(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        var scratch = new List<KeyValuePair<string, Value>>(32);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = NameTable.Get(ref reader);
            reader.Read();
            var value =
                key == "metadata" && reader.TokenType == JsonTokenType.StartObject
                    ? Metadata(ref reader, json, scratch)
                    : ReadValue(ref reader, scratch);
            scratch.Add(new(key, value));
        }
        return MapValue.Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scratch));
    }

    private static MapValue Metadata(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> json,
        List<KeyValuePair<string, Value>> scratch
    )
    {
        var mark = scratch.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = NameTable.Get(ref reader);
            reader.Read();
            if (key == "managedFields" && reader.TokenType == JsonTokenType.StartArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                scratch.Add(new(key, ListValue.Unread(json[start..(int)reader.BytesConsumed])));
            }
            else
                scratch.Add(new(key, ReadValue(ref reader, scratch)));
        }
        var map = MapValue.Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scratch)[mark..]);
        scratch.RemoveRange(mark, scratch.Count - mark);
        return map;
    }

    /// <summary>Reads the value the reader stands on, and leaves it on the value's last token.</summary>
    internal static Value ReadValue(ref Utf8JsonReader reader, List<KeyValuePair<string, Value>> scratch)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
            {
                // One scratch list serves all levels: each map takes the entries above its mark and gives them back.
                var mark = scratch.Count;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = NameTable.Get(ref reader);
                    reader.Read();
                    var value = ReadValue(ref reader, scratch);
                    scratch.Add(new(key, value));
                }
                var map = MapValue.Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scratch)[mark..]);
                scratch.RemoveRange(mark, scratch.Count - mark);
                return map;
            }
            case JsonTokenType.StartArray:
            {
                var mark = scratch.Count;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    scratch.Add(new("", ReadValue(ref reader, scratch)));
                var items = new Value[scratch.Count - mark];
                for (var i = 0; i < items.Length; i++)
                    items[i] = scratch[mark + i].Value;
                scratch.RemoveRange(mark, items.Length);
                return ListValue.Own(items);
            }
            case JsonTokenType.String:
                return NameTable.GetValue(ref reader);
            case JsonTokenType.Number:
                return NumberValue.Parse(reader.ValueSpan);
            case JsonTokenType.True:
                return BoolValue.True;
            case JsonTokenType.False:
                return BoolValue.False;
            default:
                return NullValue.Instance;
        }
    }

    /// <summary>
    /// The text of the token the reader stands on. Bytes that are no UTF-8, and halves of surrogate pairs, become U+FFFD, as in Go: a
    /// client's mistake is no reason to fail.
    /// </summary>
    internal static string ReadText(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Unescape(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);

    // The reader has checked that escapes are well formed.
    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var buffer = ArrayPool<char>.Shared.Rent(escaped.Length);
        var n = 0;
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
                plain = escaped.Length;
            n += Encoding.UTF8.GetChars(escaped[..plain], buffer.AsSpan(n));
            escaped = escaped[plain..];
            if (escaped.IsEmpty)
                break;
            switch (escaped[1])
            {
                case (byte)'u':
                    buffer[n++] = (char)Convert.ToUInt16(Encoding.ASCII.GetString(escaped.Slice(2, 4)), 16);
                    escaped = escaped[6..];
                    continue;
                case (byte)'b':
                    buffer[n++] = '\b';
                    break;
                case (byte)'f':
                    buffer[n++] = '\f';
                    break;
                case (byte)'n':
                    buffer[n++] = '\n';
                    break;
                case (byte)'r':
                    buffer[n++] = '\r';
                    break;
                case (byte)'t':
                    buffer[n++] = '\t';
                    break;
                default:
                    buffer[n++] = (char)escaped[1];
                    break;
            }
            escaped = escaped[2..];
        }
        ReplaceLoneSurrogates(buffer.AsSpan(0, n));
        var text = new string(buffer, 0, n);
        ArrayPool<char>.Shared.Return(buffer);
        return text;
    }

    private static void ReplaceLoneSurrogates(Span<char> text)
    {
        for (var i = text.IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else
                text[i] = '\ufffd';
        }
    }
}
