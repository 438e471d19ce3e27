using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Decodes objects of built-in kinds as kube-apiserver's typed decoder does, and gives them the form in which it would write them back:
/// unknown fields and nulls dropped, empty values dropped or written as the Go types say, quantities and times canonical. Custom objects are
/// pruned, their metadata alone has a Go type.
/// </summary>
public static class ObjectDecoder
{
    /// <summary>Decodes JSON.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static DecodeResult Decode(ReadOnlySpan<byte> json, StructuralSchema schema, DecodeOptions options)
    {
        if (schema.GoType.Length == 0)
            return CustomObjectDecoder.Decode(json, schema, options);
        var context = new DecodeContext(options.HasFlag(DecodeOptions.Strict));
        var decoder = new JsonDecoder(json, context, options.HasFlag(DecodeOptions.Default));
        return Result(decoder.Document(schema), context);
    }

    /// <summary>
    /// Decodes a tree: the result of a patch, or a document that was not JSON. What is repeated in a document cannot be seen in its tree;
    /// findings are in the order of the tree.
    /// </summary>
    public static DecodeResult Decode(MapValue tree, StructuralSchema schema, DecodeOptions options)
    {
        if (schema.GoType.Length == 0)
            return CustomObjectDecoder.Decode(tree, schema, options);
        var context = new DecodeContext(options.HasFlag(DecodeOptions.Strict));
        var decoder = new TreeDecoder(context, options.HasFlag(DecodeOptions.Default));
        return Result(decoder.Object(schema, tree), context);
    }

    private static DecodeResult Result(MapValue? made, DecodeContext context) =>
        context.Error.Length > 0 ? new(null, context.Error, []) : new(made ?? MapValue.Empty, "", context.Findings);
}
