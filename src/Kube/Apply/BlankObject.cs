using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>What a created object is compared with.</summary>
internal static class BlankObject
{
    /// <summary>
    /// The blank object of a kind: for a built-in one the zero value of its Go type. A struct that is always there is not new when an
    /// object is created, so nobody owns it; with custom resources everything is new. That shows in the recorded ownership.
    /// </summary>
    public static MapValue Of(StructuralSchema schema, GroupVersionKind kind)
    {
        var bare = MapValue.Of(("apiVersion", kind.ApiVersion), ("kind", kind.Kind), ("metadata", MapValue.Empty));
        return schema.GoType.Length == 0 ? bare : ObjectDecoder.Decode(bare, schema, DecodeOptions.None).Object ?? bare;
    }
}
