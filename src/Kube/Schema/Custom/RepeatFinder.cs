using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Finds the repeated keys of any JSON document, in the order of the document.</summary>
internal static class RepeatFinder
{
    public static void Find(ReadOnlySpan<byte> json, DecodeContext context)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        reader.Read();
        Value(ref reader, context, []);
    }

    // The keys of all open maps stand in one list; each map looks only at its own.
    private static void Value(ref Utf8JsonReader reader, DecodeContext context, List<string> keys)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                context.EnterItem(i);
                Value(ref reader, context, keys);
                context.Leave();
            }
        }
        if (reader.TokenType != JsonTokenType.StartObject)
            return;
        const int FewEnoughToWalk = 24;
        var mark = keys.Count;
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = NameTable.Get(ref reader);
            if (seen is null && keys.Count - mark > FewEnoughToWalk)
                seen = new(keys[mark..], StringComparer.Ordinal);
            if (seen is null ? keys.LastIndexOf(key, keys.Count - 1, keys.Count - mark) >= 0 : !seen.Add(key))
                context.Repeated(key);
            keys.Add(key);
            reader.Read();
            context.EnterKey(key);
            Value(ref reader, context, keys);
            context.Leave();
        }
        keys.RemoveRange(mark, keys.Count - mark);
    }
}
