using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Takes <c>metadata.managedFields</c> out of what caches keep: often a third of an object, and nobody asks a cache for it.</summary>
internal static class ManagedFields
{
    /// <summary>The object without managed fields; the same one when it has none.</summary>
    public static KubeObject Strip(KubeObject value)
    {
        var json = value.Json.Span;
        if (json.IndexOf("\"managedFields\""u8) < 0 || !TryFind(json, out var start, out var end))
            return value;
        var left = new byte[json.Length - (end - start)];
        json[..start].CopyTo(left);
        json[end..].CopyTo(left.AsSpan(start));
        return KubeObject.FromJson(left);
    }

    /// <summary>Where the member stands, with one of the commas around it.</summary>
    private static bool TryFind(ReadOnlySpan<byte> json, out int start, out int end)
    {
        start = end = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (!isMetadata || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            var before = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("managedFields"u8);
                var name = (int)reader.TokenStartIndex;
                reader.Read();
                reader.Skip();
                if (!found)
                {
                    before = (int)reader.BytesConsumed;
                    continue;
                }
                end = (int)reader.BytesConsumed;
                // The first member takes the comma behind it along, every other one the comma before it.
                var first = json[before - 1] == '{' && IsSpace(json[before..name]);
                start = first ? name : before;
                if (first)
                {
                    var comma = end;
                    while (char.IsWhiteSpace((char)json[comma]))
                        comma++;
                    if (json[comma] == ',')
                        end = comma + 1;
                }
                return true;
            }
            return false;
        }
        return false;
    }

    private static bool IsSpace(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace((char)c))
                return false;
        }
        return true;
    }
}
