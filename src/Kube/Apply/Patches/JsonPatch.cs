using System.Collections.Immutable;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// A JSON patch (RFC 6902, <c>application/json-patch+json</c>) with the leniencies that Kubernetes' clients know: <c>replace</c> of a
/// field that is not there adds it, a missing <c>value</c> is null, <c>test</c> for null holds for an absent field, and indices may be
/// negative, counting from the end.
/// </summary>
public sealed class JsonPatch
{
    /// <summary>How many operations a patch may have; more is 413.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes of JSON all <c>copy</c> operations of a patch may add: 3 MiB.</summary>
    public const long MaxCopiedBytes = 3L * 1024 * 1024;

    private readonly ImmutableArray<JsonPatchOperation> operations;

    private JsonPatch(ImmutableArray<JsonPatchOperation> operations, ImmutableArray<string> unknownFields)
    {
        this.operations = operations;
        UnknownFields = unknownFields;
    }

    /// <summary>
    /// Fields of operations that mean nothing, such as <c>[0].comment</c>. Strict field validation refuses them and lenient one warns,
    /// as <c>json patch unknown field "[0].comment"</c>.
    /// </summary>
    public ImmutableArray<string> UnknownFields { get; }

    /// <summary>
    /// Reads a patch document. 400 when it is no list of operations, 413 when it has more than <see cref="MaxOperations"/>; what an
    /// operation says is looked at only when it is applied.
    /// </summary>
    public static ApiResult<JsonPatch> Read(Value document)
    {
        if (document is not ListValue list)
            return NotDecodable(
                $"json: cannot unmarshal {GoText.JsonKind(document)} into Go value of type []handlers.jsonPatchOp"
            );
        if (list.Count > MaxOperations)
            return new Status(
                413,
                StatusReason.RequestEntityTooLarge,
                "Request entity too large: "
                    + $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {list.Count}"
            );
        var operations = ImmutableArray.CreateBuilder<JsonPatchOperation>(list.Count);
        var unknown = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not MapValue operation)
                return NotDecodable(
                    $"json: cannot unmarshal {GoText.JsonKind(list[i])} into Go value of type handlers.jsonPatchOp"
                );
            foreach (var (key, value) in operation)
            {
                if (key is "op" or "path" or "from")
                {
                    if (value is not (StringValue or NullValue))
                        return NotDecodable(
                            $"json: cannot unmarshal {GoText.JsonKind(value)} into Go struct field "
                                + $"jsonPatchOp.{key} of type string"
                        );
                }
                else if (key != "value")
                    unknown.Add(string.Create(CultureInfo.InvariantCulture, $"[{i}].{key}"));
            }
            operations.Add(
                new(
                    operation.Text("op") ?? "unknown",
                    operation.Text("path"),
                    operation.Text("from"),
                    operation["value"] ?? NullValue.Instance
                )
            );
        }
        return new JsonPatch(operations.ToImmutable(), unknown.ToImmutable());
    }

    /// <summary>
    /// Applies the operations in order, all or nothing. When one does not apply: 422 with the original's text, which does not say why.
    /// The result shares with the target what no operation touches.
    /// </summary>
    public ApiResult<MapValue> Apply(MapValue target) =>
        TryApply(target, out _) is MapValue patched ? patched : Rejected();

    /// <summary>Applies the operations to any document; null, and why, when one does not apply.</summary>
    internal Value? TryApply(Value target, out string error)
    {
        error = "";
        var copied = 0L;
        Value? document = target;
        foreach (var operation in operations)
        {
            document = operation.Apply(document, ref copied, ref error);
            if (document is null)
                return null;
        }
        return document;
    }

    private static Status NotDecodable(string why) => Status.BadRequest($"error decoding patch: {why}");

    /// <summary>What the original answers to any patch that is well-formed and does not fit.</summary>
    internal static Status Rejected() =>
        new(422, StatusReason.Invalid, "the server rejected our request due to an error in our request");
}
