using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>Adds to a set the fields that the schema names and that have members below them.</summary>
internal static class NamedFields
{
    public static MapValue Ensure(MapValue node, StructuralSchema? schema)
    {
        using var edit = new MapEdit(node, 0);
        foreach (var (key, value) in node)
        {
            var child = (MapValue)value;
            if (child.Count > 0 && key != FieldTree.Self)
            {
                var childSchema = Shape.Child(schema, key, out var named);
                child = Ensure(child, childSchema);
                if (named)
                    child = FieldTree.AsMember(child);
            }
            edit.Put(key, child);
        }
        return edit.Finish();
    }
}
