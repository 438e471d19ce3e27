using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>The errors of strategic merge patches, in apimachinery's words and with the codes the API server gives them.</summary>
internal static class PatchError
{
    public static Status BadPrimitiveList() => Status.BadRequest("invalid patch format of primitive list");

    public static Status BadRetainKeys() => Status.BadRequest("invalid patch format of retainKeys");

    public static Status BadElementOrder() => Status.BadRequest("invalid patch format of setElementOrder list");

    public static Status ListOfLists() => JsonPatch.Rejected();

    public static Status NoMergeKey(Value item, string mergeKey) =>
        Unknown($"map: {GoText.Print(item)} does not contain declared merge key: {mergeKey}");

    public static Status MapExpected(Value actual) =>
        Unknown($"expected a map[string]interface {{}}, but received a {GoText.TypeName(actual)}");

    public static Status ListExpected(Value actual) =>
        Unknown($"expected a []interface {{}}, but received a {GoText.TypeName(actual)}");

    public static Status UnknownDirective(Value directive, MapValue map) =>
        Unknown($"unknown patch type: {GoText.Print(directive)} in map: {GoText.Print(map)}");

    public static Status MergingLists() => Unknown("merging lists cannot yet be specified in the patch");

    public static Status NoKeyForMerging() => Unknown("cannot merge lists without merge key for struct");

    public static Status MixedItems(ListValue original, ListValue patch) =>
        Unknown($"list element types are not identical: [{GoText.Print(original)} {GoText.Print(patch)}]");

    public static Status OrderMismatch(ListValue patch, ListValue order) =>
        Unknown(
            $"The order in patch list:\n{GoText.Print(patch)}\n doesn't match $setElementOrder list:\n{GoText.Print(order)}\n"
        );

    public static Status NoItems() => Unknown("no elements in any of the given slices");

    public static Status NoSuchField(StructuralSchema schema, string field) =>
        Unknown(
            $"unable to find api field in struct {schema.TypeName[(schema.TypeName.LastIndexOf('.') + 1)..]} for the json field {GoText.Quote(field)}"
        );

    public static Status NoList() => Unknown("expected slice or array type, but got: struct");

    // An error that the original's handler does not know becomes a 500 without a reason.
    private static Status Unknown(string message) => new(500, "", message);
}
