using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// Brings a stored set in line with a schema that changed since: where a list or map has become one thing, whoever owned parts of it
/// owns it as a whole. The other way round needs nothing.
/// </summary>
internal static class SchemaReconciliation
{
    /// <summary>The set as the schema has it now; the very same one nearly always.</summary>
    public static MapValue Reconcile(MapValue root, StructuralSchema schema)
    {
        using var edit = new MapEdit(root, 0);
        foreach (var (key, value) in root)
            edit.Put(key, ReconcileChild((MapValue)value, schema, key));
        return edit.Finish();
    }

    private static MapValue ReconcileChild(MapValue node, StructuralSchema schema, string key)
    {
        if (node.Count == 0 || Shape.Child(schema, key, out _) is not { } child)
            return node;
        var form = Shape.FormOf(child, null);
        var isWhole = form switch
        {
            Form.Map => child.AtomicMap,
            Form.List => Shape.IsAtomicList(child),
            _ => false,
        };
        if (isWhole && FieldTree.HasChildren(node))
            return MapValue.Empty;
        // What the schema leaves open cannot have been declared one thing.
        var open = Shape.IsDeduced(child) && child.Properties.Count == 0;
        return form == Form.Scalar || open ? node : Reconcile(node, child);
    }
}
