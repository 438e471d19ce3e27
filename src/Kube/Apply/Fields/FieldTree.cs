using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// The algebra of field sets on their FieldsV1 trees. A node is a map from path elements to nodes; an empty node is a member of the
/// set, and one that has members below it is a member itself only if it has the entry <c>.</c>. The root is no member, so an empty root
/// is the empty set. Results are the very same tree where nothing changes.
/// </summary>
/// <remarks>
/// Working on the trees as they are stored is what makes recording ownership cheap on every write: nothing is decoded, and only the
/// nodes on the way to a change are made anew. Entries stand in the ordinal order of their text; the original's order, in which numbers
/// count as numbers, is used where sets are listed (<see cref="FieldSet.Paths()"/>).
/// </remarks>
internal static class FieldTree
{
    /// <summary>The entry that makes a node with members below it a member itself. It sorts before all elements.</summary>
    public const string Self = ".";

    /// <summary>Whether the node is a member itself.</summary>
    public static bool IsMember(MapValue node) => node.Count == 0 || node.Entries[0].Key == Self;

    /// <summary>Whether there are members below the node.</summary>
    public static bool HasChildren(MapValue node) =>
        node.Count > (node.Count > 0 && node.Entries[0].Key == Self ? 1 : 0);

    /// <summary>The node as a member.</summary>
    public static MapValue AsMember(MapValue node) => IsMember(node) ? node : node.With(Self, MapValue.Empty);

    /// <summary>The set of all that is in one root or the other.</summary>
    public static MapValue Union(MapValue a, MapValue b) =>
        a.Count == 0 ? b
        : b.Count == 0 ? a
        : UnionNode(a, b);

    /// <summary>The union of two nodes.</summary>
    public static MapValue UnionNode(MapValue a, MapValue b)
    {
        if (ReferenceEquals(a, b))
            return a;
        if (b.Count == 0)
            return AsMember(a);
        if (a.Count == 0)
            return AsMember(b);
        using var edit = new MapEdit(a, b.Count);
        var i = 0;
        foreach (var (key, value) in b)
        {
            i = edit.TakeBefore(i, key);
            if (i < a.Count && a.Entries[i].Key == key)
            {
                edit.Put(a.Entries[i].Key, UnionNode((MapValue)a.Entries[i].Value, (MapValue)value));
                i++;
            }
            else
                edit.Put(key, value);
        }
        edit.TakeRest(i);
        return edit.Finish();
    }

    /// <summary>The set of all that is in root <paramref name="a"/> and not in root <paramref name="b"/>.</summary>
    public static MapValue Except(MapValue a, MapValue b) =>
        a.Count == 0 || b.Count == 0 ? a : ExceptChildren(a, b, bothMembers: false, recursive: false) ?? MapValue.Empty;

    /// <summary>Like <see cref="Except"/>, but what is below a member of <paramref name="b"/> goes too.</summary>
    public static MapValue ExceptRecursively(MapValue a, MapValue b) =>
        a.Count == 0 || b.Count == 0 ? a : ExceptChildren(a, b, bothMembers: false, recursive: true) ?? MapValue.Empty;

    private static MapValue? ExceptNode(MapValue a, MapValue b, bool recursive)
    {
        var bIsMember = IsMember(b);
        if (recursive && bIsMember)
            return null;
        if (a.Count == 0)
            return bIsMember ? null : a;
        return ExceptChildren(a, b, bIsMember && IsMember(a), recursive);
    }

    // Null when nothing is left. The entry "." stands for the node itself, which the caller has compared.
    private static MapValue? ExceptChildren(MapValue a, MapValue b, bool bothMembers, bool recursive)
    {
        using var edit = new MapEdit(a, 0);
        var others = b.Entries;
        var j = 0;
        var isMember = false;
        var children = 0;
        foreach (var (key, value) in a)
        {
            if (key == Self)
            {
                isMember = !bothMembers;
                if (isMember)
                    edit.Put(key, value);
                continue;
            }
            while (j < others.Length && string.CompareOrdinal(others[j].Key, key) < 0)
                j++;
            var left =
                j < others.Length && others[j].Key == key
                    ? ExceptNode((MapValue)value, (MapValue)others[j].Value, recursive)
                    : (MapValue)value;
            if (left is not null)
            {
                edit.Put(key, left);
                children++;
            }
        }
        if (children == 0)
            return isMember ? MapValue.Empty : null;
        return edit.Finish();
    }

    /// <summary>The set of all that is in both roots.</summary>
    public static MapValue Intersect(MapValue a, MapValue b) =>
        ReferenceEquals(a, b) ? a
        : a.Count == 0 || b.Count == 0 ? MapValue.Empty
        : IntersectChildren(a, b, bothMembers: false) ?? MapValue.Empty;

    private static MapValue? IntersectNode(MapValue a, MapValue b)
    {
        if (ReferenceEquals(a, b))
            return a;
        var bothMembers = IsMember(a) && IsMember(b);
        if (a.Count == 0 || b.Count == 0)
            return bothMembers ? MapValue.Empty : null;
        return IntersectChildren(a, b, bothMembers);
    }

    private static MapValue? IntersectChildren(MapValue a, MapValue b, bool bothMembers)
    {
        using var edit = new MapEdit(a, 0);
        if (bothMembers)
            edit.Put(Self, MapValue.Empty);
        var others = b.Entries;
        var j = 0;
        var children = 0;
        foreach (var (key, value) in a)
        {
            if (key == Self)
                continue;
            while (j < others.Length && string.CompareOrdinal(others[j].Key, key) < 0)
                j++;
            if (j == others.Length)
                break;
            if (others[j].Key == key && IntersectNode((MapValue)value, (MapValue)others[j].Value) is { } shared)
            {
                edit.Put(key, shared);
                children++;
            }
        }
        if (children == 0)
            return bothMembers ? MapValue.Empty : null;
        return edit.Finish();
    }

    /// <summary>Whether two roots have a member in common.</summary>
    public static bool Overlap(MapValue a, MapValue b) => a.Count > 0 && b.Count > 0 && OverlapChildren(a, b);

    private static bool OverlapNode(MapValue a, MapValue b) =>
        (IsMember(a) && IsMember(b)) || (a.Count > 0 && b.Count > 0 && OverlapChildren(a, b));

    private static bool OverlapChildren(MapValue a, MapValue b)
    {
        var x = a.Entries;
        var y = b.Entries;
        int i = 0,
            j = 0;
        while (i < x.Length && j < y.Length)
        {
            var order = string.CompareOrdinal(x[i].Key, y[j].Key);
            if (order == 0)
            {
                // The entry "." of both was told by the caller, except at the root, where it means nothing.
                if (x[i].Key != Self && OverlapNode((MapValue)x[i].Value, (MapValue)y[j].Value))
                    return true;
                i++;
                j++;
            }
            else if (order < 0)
                i++;
            else
                j++;
        }
        return false;
    }

    /// <summary>The members of a root that have no member below them.</summary>
    public static MapValue Leaves(MapValue root)
    {
        using var edit = new MapEdit(root, 0);
        foreach (var (key, value) in root)
        {
            if (key != Self)
                edit.Put(key, Leaves((MapValue)value));
        }
        return edit.Finish();
    }

    /// <summary>How many members are below a node.</summary>
    public static int CountBelow(MapValue node)
    {
        var count = 0;
        foreach (var (key, value) in node)
        {
            if (key != Self)
                count += (IsMember((MapValue)value) ? 1 : 0) + CountBelow((MapValue)value);
        }
        return count;
    }
}
