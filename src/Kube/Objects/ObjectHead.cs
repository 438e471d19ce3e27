using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>What is read of an object without parsing it whole: type, metadata, and where a resourceVersion belongs.</summary>
internal readonly ref struct ObjectHead
{
    private ObjectHead(string apiVersion, string kind, MapValue metadata, int resourceVersionOffset)
    {
        ApiVersion = apiVersion;
        Kind = kind;
        Metadata = metadata;
        ResourceVersionOffset = resourceVersionOffset;
    }

    public string ApiVersion { get; }

    public string Kind { get; }

    /// <summary>metadata without managedFields.</summary>
    public MapValue Metadata { get; }

    /// <summary>Where <c>"resourceVersion":"N",</c> goes: before <c>"uid"</c>; -1 without a uid.</summary>
    public int ResourceVersionOffset { get; }

    public static ObjectHead Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a JSON object is needed");
        var apiVersion = "";
        var kind = "";
        var metadata = MapValue.Empty;
        var offset = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
                apiVersion = ReadText(ref reader);
            else if (reader.ValueTextEquals("kind"u8))
                kind = ReadText(ref reader);
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = ReadMetadata(ref reader, ref offset);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return new(apiVersion, kind, metadata, offset);
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return NameTable.Get(ref reader);
        reader.Skip();
        return "";
    }

    private static MapValue ReadMetadata(ref Utf8JsonReader reader, ref int offset)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return MapValue.Empty;
        }
        var scratch = new List<KeyValuePair<string, Value>>(24);
        var entries = new List<KeyValuePair<string, Value>>(16);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("managedFields"u8))
            {
                reader.Read();
                reader.Skip();
                continue;
            }
            if (reader.ValueTextEquals("uid"u8))
                offset = (int)reader.TokenStartIndex;
            var key = NameTable.Get(ref reader);
            reader.Read();
            entries.Add(new(key, JsonText.ReadValue(ref reader, scratch)));
        }
        return MapValue.Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries));
    }
}
