using System.Runtime.InteropServices;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Reads the JSON of a built-in kind straight into the tree that the original would store: one pass over the bytes reads, prunes,
/// normalizes, defaults, and finds unknown and repeated fields.
/// </summary>
internal ref struct JsonDecoder
{
    private readonly DecodeContext context;
    private readonly bool defaults;
    private readonly List<KeyValuePair<string, Value>> scratch = new(32);
    private Utf8JsonReader reader;
    private Value?[] slots = new Value?[128];
    private int top;

    public JsonDecoder(ReadOnlySpan<byte> json, DecodeContext context, bool defaults)
    {
        reader = new(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        this.context = context;
        this.defaults = defaults;
    }

    /// <summary>Reads the document; null when it is no object, which the context then knows.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public MapValue? Document(StructuralSchema schema)
    {
        if (!reader.Read())
            throw new JsonException("unexpected end of JSON input");
        var value = Value(schema, roundToMilli: false);
        if (reader.Read())
            throw new JsonException("invalid character after top-level value");
        return value as MapValue;
    }

    // The reader stands on the value's first token, and is left on its last. Null is for absent.
    private Value? Value(StructuralSchema schema, bool roundToMilli)
    {
        if (schema.Form == ValueForm.Raw)
            return reader.TokenType == JsonTokenType.Null ? null : JsonText.ReadValue(ref reader, scratch);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                if (schema is { Type: SchemaType.Object, Form: ValueForm.Plain })
                    return schema.AdditionalProperties is { } values ? Entries(schema, values) : Fields(schema);
                ScalarDecoder.Mismatch(schema, "object", context);
                reader.Skip();
                return null;
            case JsonTokenType.StartArray:
                if (schema.Items is { } items)
                    return Items(items);
                ScalarDecoder.Mismatch(schema, "array", context);
                reader.Skip();
                return null;
            case JsonTokenType.String:
                return ScalarDecoder.Text(schema, NameTable.GetValue(ref reader), roundToMilli, context);
            case JsonTokenType.Number:
                return ScalarDecoder.Number(schema, NumberValue.Parse(reader.ValueSpan), roundToMilli, context);
            case JsonTokenType.True:
                return ScalarDecoder.Flag(schema, BoolValue.True, context);
            case JsonTokenType.False:
                return ScalarDecoder.Flag(schema, BoolValue.False, context);
            default:
                return null;
        }
    }

    private MapValue Fields(StructuralSchema schema)
    {
        var fields = schema.Properties;
        var mark = top;
        top += fields.Count;
        if (top > slots.Length)
            Array.Resize(ref slots, Math.Max(top, slots.Length * 2));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var i = reader.ValueIsEscaped
                ? fields.IndexOf(NameTable.Get(ref reader))
                : fields.IndexOf(reader.ValueSpan);
            if (i < 0)
            {
                if (context.Strict)
                    context.Unknown(NameTable.Get(ref reader));
                reader.Skip();
                continue;
            }
            ref readonly var field = ref fields.Fields[i];
            if (context.Strict && slots[mark + i] is not null)
                context.Repeated(field.Name);
            reader.Read();
            context.EnterField(schema, field.Name);
            // A null is remembered as such, so that a repeat of the field is seen.
            var value = Value(field.Schema, roundToMilli: false);
            slots[mark + i] = value ?? NullValue.Instance;
            context.Leave();
        }
        var values = slots.AsSpan(mark, fields.Count);
        foreach (ref var value in values)
        {
            if (value is NullValue)
                value = null;
        }
        var made = FieldAssembly.Assemble(fields, values, defaults);
        values.Clear();
        top = mark;
        return made;
    }

    private ListValue Items(StructuralSchema schema)
    {
        var mark = scratch.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            context.EnterItem(scratch.Count - mark);
            scratch.Add(new("", Value(schema, roundToMilli: false) ?? FieldAssembly.Zero(schema, defaults)));
            context.Leave();
        }
        var items = new Value[scratch.Count - mark];
        for (var i = 0; i < items.Length; i++)
            items[i] = scratch[mark + i].Value;
        scratch.RemoveRange(mark, items.Length);
        return ListValue.Own(items);
    }

    private MapValue Entries(StructuralSchema owner, StructuralSchema schema)
    {
        var round = defaults && owner.IsResourceList;
        var mark = scratch.Count;
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = NameTable.Get(ref reader);
            if (context.Strict && IsRepeat(mark, key, ref seen))
                context.Repeated(key);
            reader.Read();
            context.EnterKey(key);
            scratch.Add(new(key, Value(schema, round) ?? FieldAssembly.Zero(schema, defaults)));
            context.Leave();
        }
        var map = MapValue.Normalize(CollectionsMarshal.AsSpan(scratch)[mark..]);
        scratch.RemoveRange(mark, scratch.Count - mark);
        return map;
    }

    private readonly bool IsRepeat(int mark, string key, ref HashSet<string>? seen)
    {
        const int FewEnoughToWalk = 24;
        if (scratch.Count - mark <= FewEnoughToWalk)
        {
            for (var i = mark; i < scratch.Count; i++)
            {
                if (string.Equals(scratch[i].Key, key, StringComparison.Ordinal))
                    return true;
            }
            return false;
        }
        if (seen is null)
        {
            seen = new(StringComparer.Ordinal);
            for (var i = mark; i < scratch.Count; i++)
                seen.Add(scratch[i].Key);
        }
        return !seen.Add(key);
    }
}
