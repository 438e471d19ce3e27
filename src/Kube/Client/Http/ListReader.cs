using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Reads a list's JSON in one pass; each item keeps its own bytes. Items of built-in kinds do not say what they are: they get their
/// apiVersion and kind from the list's.
/// </summary>
internal static class ListReader
{
    /// <summary>The list that a text holds.</summary>
    /// <exception cref="JsonException">The text is no list.</exception>
    public static KubeList Read(byte[] json)
    {
        var items = new List<Range>();
        string apiVersion = "",
            kind = "";
        var metadata = MapValue.Empty;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a list is needed");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        items.Add(Skip(ref reader));
                }
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Read();
                apiVersion = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                kind = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = JsonText.Parse(json.AsSpan(Skip(ref reader))) as MapValue ?? MapValue.Empty;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        var itemKind = kind.EndsWith("List", StringComparison.Ordinal) ? kind[..^4] : "";
        var head = Head(apiVersion, itemKind);
        var objects = new KubeObject[items.Count];
        for (var i = 0; i < objects.Length; i++)
            objects[i] = ReadItem(json.AsSpan(items[i]), apiVersion, itemKind, head);
        return new(objects, metadata.Text("resourceVersion") ?? "", metadata.Text("continue") ?? "")
        {
            RemainingItemCount = metadata.Integer("remainingItemCount"),
        };
    }

    private static Range Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    // {"apiVersion":"v1","kind":"Pod",
    private static byte[] Head(string apiVersion, string kind) =>
        kind.Length == 0
            ? []
            : Encoding.UTF8.GetBytes($$"""{"apiVersion":{{(Value)apiVersion}},"kind":{{(Value)kind}},""");

    private static KubeObject ReadItem(ReadOnlySpan<byte> item, string apiVersion, string kind, byte[] head)
    {
        // The common case first: Go's encoder puts kind and apiVersion in front when there are any.
        if (head.Length > 0 && item.StartsWith("{\"metadata\":"u8))
        {
            var whole = GC.AllocateUninitializedArray<byte>(head.Length + item.Length - 1);
            head.CopyTo(whole, 0);
            item[1..].CopyTo(whole.AsSpan(head.Length));
            var read = KubeObject.FromJson(whole);
            // Said twice after all, the last counts; then it is said as the item has it.
            return read.Kind == kind && read.ApiVersion == apiVersion ? read : KubeObject.FromJson(item.ToArray());
        }
        var own = KubeObject.FromJson(item.ToArray());
        if (kind.Length == 0 || own.Kind.Length > 0)
            return own;
        return new KubeObject(own.Root.With("apiVersion", apiVersion).With("kind", kind)).Compact();
    }
}
