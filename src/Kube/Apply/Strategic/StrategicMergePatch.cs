using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// A strategic merge patch (<c>application/strategic-merge-patch+json</c>): a merge patch that knows from the schema which lists merge,
/// and by which key. Source: apimachinery's <c>strategicpatch</c>. Custom resources do not take it (the caller answers 415).
/// </summary>
/// <remarks>
/// Directives: <c>$patch</c> (<c>delete</c>, <c>replace</c>) in maps and in list items; <c>$retainKeys</c>;
/// <c>$deleteFromPrimitiveList/field</c>; <c>$setElementOrder/field</c>.
/// </remarks>
public static class StrategicMergePatch
{
    /// <summary>
    /// Applies a patch document to an object of the schema. 400 when the document or a directive has the wrong form, 422 for lists of
    /// lists, 500 with apimachinery's text for the rest (an item without its merge key, an unknown <c>$patch</c>), as in the original.
    /// The result shares with the target what the patch does not touch.
    /// </summary>
    public static ApiResult<MapValue> Apply(MapValue target, Value patch, StructuralSchema schema)
    {
        if (patch is not MapValue map)
            return Status.BadRequest(
                $"json: cannot unmarshal {GoText.JsonKind(patch)} into Go value of type map[string]interface {{}}"
            );
        var merge = new StrategicMerge();
        return merge.MergeMap(target, map, schema) is { } patched ? patched : merge.Error!;
    }
}
