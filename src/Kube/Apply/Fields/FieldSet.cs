using System.Buffers;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// An immutable set of the fields of an object: what one manager owns, or what a change touched. A parent is not a member because its
/// child is. Source: structured-merge-diff's <c>fieldpath.Set</c>.
/// </summary>
public sealed class FieldSet : IEquatable<FieldSet>
{
    internal FieldSet(MapValue root) => Root = root;

    /// <summary>The empty set.</summary>
    public static FieldSet Empty { get; } = new(MapValue.Empty);

    /// <summary>The set as FieldsV1, the form in which objects carry it.</summary>
    public MapValue ToFieldsV1() => Root;

    internal MapValue Root { get; }

    /// <summary>Whether there is no member.</summary>
    public bool IsEmpty => Root.Count == 0;

    /// <summary>How many members there are.</summary>
    public int Count => FieldTree.CountBelow(Root);

    /// <summary>Reads FieldsV1. False, and why, when the document is none. Null is the empty set.</summary>
    public static bool TryRead(Value? document, out FieldSet set, out string error)
    {
        var root = FieldsV1.Read(document, out error);
        set = root is null ? Empty : Wrap(root);
        return root is not null;
    }

    /// <summary>A set of these paths. The empty path, the whole object, is never a member.</summary>
    public static FieldSet Of(params IEnumerable<FieldPath> paths)
    {
        var root = MapValue.Empty;
        foreach (var path in paths)
        {
            var node = MapValue.Empty;
            for (var i = path.Elements.Length - 1; i >= 0; i--)
                node = MapValue.Of((path.Elements[i].Text, node));
            root = FieldTree.Union(root, node);
        }
        return Wrap(root);
    }

    /// <summary>A set of fields, each named with the dots between its names: <c>status</c>, <c>metadata.generation</c>.</summary>
    public static FieldSet OfFields(params IEnumerable<string> dotted) =>
        Of(dotted.Select(d => FieldPath.OfFields(d.Split('.'))));

    private static FieldSet Wrap(MapValue root) => root.Count == 0 ? Empty : new(root);

    private FieldSet Same(MapValue root) => ReferenceEquals(root, Root) ? this : Wrap(root);

    /// <summary>All that is in this set or the other.</summary>
    public FieldSet Union(FieldSet other) => Same(FieldTree.Union(Root, other.Root));

    /// <summary>All that is in both.</summary>
    public FieldSet Intersect(FieldSet other) => Same(FieldTree.Intersect(Root, other.Root));

    /// <summary>All that is in this set and not in the other. Members below a member of the other stay.</summary>
    public FieldSet Except(FieldSet other) => Same(FieldTree.Except(Root, other.Root));

    /// <summary>All that is in this set, and neither in the other nor below one of its members.</summary>
    public FieldSet ExceptRecursively(FieldSet other) => Same(FieldTree.ExceptRecursively(Root, other.Root));

    /// <summary>Whether the two have a member in common.</summary>
    public bool Overlaps(FieldSet other) => FieldTree.Overlap(Root, other.Root);

    /// <summary>The members that have no member below them.</summary>
    public FieldSet Leaves() => Same(FieldTree.Leaves(Root));

    /// <summary>
    /// The set with all fields that the schema names and that have members below them. Ownership does not record these, because a
    /// struct comes and goes with its fields.
    /// </summary>
    public FieldSet WithNamedFields(StructuralSchema schema) => Same(NamedFields.Ensure(Root, schema));

    /// <summary>Whether a path is a member.</summary>
    public bool Contains(FieldPath path)
    {
        if (path.Elements.IsDefaultOrEmpty)
            return false;
        var node = Root;
        foreach (var element in path.Elements)
        {
            if (node[element.Text] is not MapValue child)
                return false;
            node = child;
        }
        return FieldTree.IsMember(node);
    }

    /// <summary>
    /// The members, in the original's order: those of a level by their elements, then what is below each. Conflicts are listed so.
    /// </summary>
    public IEnumerable<FieldPath> Paths() => Paths(Root, new([]));

    private static IEnumerable<FieldPath> Paths(MapValue node, FieldPath prefix)
    {
        var children = FieldsV1.Sorted(node);
        foreach (var (element, child) in children)
        {
            if (FieldTree.IsMember(child))
                yield return prefix.Then(element);
        }
        foreach (var (element, child) in children)
        {
            if (child.Count == 0)
                continue;
            foreach (var path in Paths(child, prefix.Then(element)))
                yield return path;
        }
    }

    /// <summary>Writes the set as FieldsV1 with its elements in the original's order (numbers in keys count as numbers).</summary>
    public void WriteFieldsV1(IBufferWriter<byte> output) => FieldsV1.Write(Root, output);

    /// <summary>Whether both have the same members.</summary>
    public bool Equals(FieldSet? other) => other is not null && Root.Equals(other.Root);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Root.GetHashCode();

    /// <summary>The members, one a line.</summary>
    public override string ToString() => string.Join('\n', Paths());
}
