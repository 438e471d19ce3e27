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
    /// <exception cref="JsonException">The text is not JSON; <see cref="JsonSyntax.Explain"/> says why in the original's words.</exception>
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
    /// <param name="tree">The tree.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="known">
    /// A tree that was decoded by this schema and these options, or null. What a built-in kind's tree shares with it is not decoded again.
    /// </param>
    public static DecodeResult Decode(
        MapValue tree,
        StructuralSchema schema,
        DecodeOptions options,
        MapValue? known = null
    )
    {
        if (schema.GoType.Length == 0)
            return CustomObjectDecoder.Decode(tree, schema, options);
        var context = new DecodeContext(options.HasFlag(DecodeOptions.Strict));
        var decoder = new TreeDecoder(context, options.HasFlag(DecodeOptions.Default));
        return Result(decoder.Object(schema, tree, known), context);
    }

    /// <summary>
    /// Decodes the first document of YAML. Repeated keys come first among the findings, as one: <c>error converting YAML to JSON: yaml:
    /// unmarshal errors:</c> and a line each; then unknown fields in the order of the tree, as the original goes through sorted JSON.
    /// </summary>
    /// <exception cref="FormatException">The text is not YAML.</exception>
    public static DecodeResult DecodeYaml(ReadOnlySpan<byte> yaml, StructuralSchema schema, DecodeOptions options)
    {
        var document = YamlText.ParseDocument(yaml);
        if (document.Root is not MapValue tree)
            return Decode(document.Root.ToJson().Span, schema, options);
        var result = Decode(tree, schema, options);
        if (document.Repeated.IsEmpty || result.Object is null || !options.HasFlag(DecodeOptions.Strict))
            return result;
        var repeated = string.Join(
            "\n  ",
            document.Repeated.Prepend("error converting YAML to JSON: yaml: unmarshal errors:")
        );
        return result with { Findings = result.Findings.Insert(0, repeated) };
    }

    private static DecodeResult Result(MapValue? made, DecodeContext context) =>
        context.Error.Length > 0 ? new(null, context.Error, []) : new(made ?? MapValue.Empty, "", context.Findings);
}
