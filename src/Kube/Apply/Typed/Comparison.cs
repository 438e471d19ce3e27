using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>What a change does to an object, field by field.</summary>
/// <param name="Added">Fields that were not there.</param>
/// <param name="Modified">Fields that have another value.</param>
/// <param name="Removed">Fields that are gone.</param>
public sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>Whether nothing changed.</summary>
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>
    /// Compares two values of a schema. What is one thing (scalars, atomic lists and maps) counts as a whole; items of lists that merge
    /// go by their keys, in any order.
    /// </summary>
    public static Comparison Of(StructuralSchema schema, Value? before, Value? after)
    {
        var comparer = new Comparer(mergeAdded: false);
        var changes = comparer.Compare(schema, before, after);
        return new(Root(changes.Added), Root(changes.Modified), Root(changes.Removed));
    }

    private static FieldSet Root(MapValue? node) =>
        node is null || node.Count == 0 ? FieldSet.Empty : new(node.Without(FieldTree.Self));
}
