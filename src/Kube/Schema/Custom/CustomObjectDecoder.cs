using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Decodes custom objects: any JSON at first, of which then metadata is fitted to its Go type, and the rest pruned by the schema. Findings come in
/// the original's order: repeats in the order of the document, unknown metadata, unknown fields by path, unknown metadata of embedded objects.
/// </summary>
internal static class CustomObjectDecoder
{
    public static DecodeResult Decode(ReadOnlySpan<byte> json, StructuralSchema schema, DecodeOptions options)
    {
        var context = new DecodeContext(options.HasFlag(DecodeOptions.Strict));
        if (context.Strict)
            RepeatFinder.Find(json, context);
        if (JsonText.Parse(json) is MapValue tree)
            return Decode(tree, schema, options, context);
        return new(null, "json: cannot unmarshal array into Go value of type map[string]interface {}", []);
    }

    public static DecodeResult Decode(MapValue tree, StructuralSchema schema, DecodeOptions options) =>
        Decode(tree, schema, options, new DecodeContext(options.HasFlag(DecodeOptions.Strict)));

    private static DecodeResult Decode(
        MapValue tree,
        StructuralSchema schema,
        DecodeOptions options,
        DecodeContext context
    )
    {
        var made = Metadata(tree, schema, context);
        var unknown = context.Strict ? new List<string>() : null;
        made = Pruning.Prune(made, schema, unknown);
        if (unknown is not null)
        {
            unknown.Sort(StringComparer.Ordinal);
            unknown.ForEach(context.UnknownPath);
        }
        made = options.HasFlag(DecodeOptions.Default)
            ? Defaulting.Default(made, schema)
            : Defaulting.DropNulls(made, schema);
        made = (MapValue)Embedded(made, schema, context);
        return context.Error.Length > 0 ? new(null, context.Error, []) : new(made, "", context.Findings);
    }

    private static MapValue Metadata(MapValue obj, StructuralSchema schema, DecodeContext context)
    {
        if (obj["metadata"] is not { } metadata || schema.Field("metadata") is not { } meta)
            return obj;
        context.EnterKey("metadata");
        Value made = MapValue.Empty;
        if (metadata is MapValue map)
            made = new TreeDecoder(context, defaults: false).Object(meta, map);
        else if (metadata is not NullValue)
            ScalarDecoder.Mismatch(meta, JsonTypes.GoWord(metadata), context);
        context.Leave();
        return obj.With("metadata", made);
    }

    // Objects inside objects carry metadata too.
    private static Value Embedded(Value value, StructuralSchema schema, DecodeContext context)
    {
        switch (value)
        {
            case MapValue map when schema.GoType.Length == 0:
                var made = schema.EmbeddedResource ? Metadata(map, schema, context) : map;
                foreach (var (name, inner) in map)
                {
                    if (inner is not (MapValue or ListValue) || schema.Field(name) is not { } field)
                        continue;
                    context.EnterKey(name);
                    made = made.With(
                        name,
                        name == "metadata" && schema.EmbeddedResource ? made[name] : Embedded(inner, field, context)
                    );
                    context.Leave();
                }
                return made;
            case ListValue list when schema.Items is { } items:
                var changed = list;
                for (var i = 0; i < list.Count; i++)
                {
                    context.EnterItem(i);
                    changed = changed.SetItem(i, Embedded(list[i], items, context));
                    context.Leave();
                }
                return changed;
            default:
                return value;
        }
    }
}
