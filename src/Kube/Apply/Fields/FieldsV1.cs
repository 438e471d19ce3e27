using System.Buffers;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>Reads FieldsV1 that a client sent, and writes field sets in the original's order.</summary>
internal static class FieldsV1
{
    /// <summary>
    /// The canonical root of a document, or null and why it is none. Elements of unknown kinds are dropped, keys and values are written
    /// anew, and what a member needs not is left out. Null is the empty set.
    /// </summary>
    public static MapValue? Read(Value? document, out string error)
    {
        error = "";
        if (document is null or NullValue)
            return MapValue.Empty;
        var root = ReadNode(document, ref error);
        return root is null ? null : root.Without(FieldTree.Self);
    }

    private static MapValue? ReadNode(Value document, ref string error)
    {
        if (document is NullValue)
            return MapValue.Empty;
        if (document is not MapValue map)
        {
            error = $"expected a map, got {GoText.Print(document)}";
            return null;
        }
        if (map.Count == 0)
            return map;
        using var edit = new MapEdit(map, 0);
        var children = 0;
        foreach (var (key, value) in map)
        {
            if (key == FieldTree.Self)
            {
                edit.Put(key, MapValue.Empty);
                continue;
            }
            var text = key;
            if (!IsField(key))
            {
                if (!PathElement.TryParse(key, out var element, out error))
                {
                    if (error.Length > 0)
                        return null;
                    continue;
                }
                text = element!.Text == key ? key : element.Text;
            }
            if (ReadNode(value, ref error) is not { } child)
                return null;
            edit.Put(text, child);
            children++;
        }
        // An element whose children are all of unknown kinds is a member, as one without children is.
        return children == 0 ? MapValue.Empty : edit.Finish();
    }

    private static bool IsField(string key) => key.Length >= 2 && key[1] == ':' && key[0] == 'f';

    /// <summary>
    /// Whether a tree is a root in canonical form already, as all are that we wrote ourselves: then there is no need to read it.
    /// </summary>
    public static bool IsCanonical(MapValue root) =>
        (root.Count == 0 || root.Entries[0].Key != FieldTree.Self) && AreNodesCanonical(root);

    private static bool AreNodesCanonical(MapValue node)
    {
        foreach (var (key, value) in node)
        {
            if (value is not MapValue child)
                return false;
            if (key == FieldTree.Self ? child.Count != 0 || node.Count == 1 : !IsField(key) && !IsCanonical(key))
                return false;
            if (child.Count > 0 && !AreNodesCanonical(child))
                return false;
        }
        return true;
    }

    private static bool IsCanonical(string element) =>
        PlainKey.Matches(element) || (PathElement.TryParse(element, out var parsed, out _) && parsed!.Text == element);

    /// <summary>Writes a root as the original does: <c>.</c> first, then elements in their own order.</summary>
    public static void Write(MapValue root, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.WriterOptions);
        WriteNode(root, writer);
    }

    private static void WriteNode(MapValue node, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (node.Count > 0 && node.Entries[0].Key == FieldTree.Self)
        {
            writer.WriteStartObject(FieldTree.Self);
            writer.WriteEndObject();
        }
        foreach (var (element, child) in Sorted(node))
        {
            writer.WritePropertyName(element.Text);
            WriteNode(child, writer);
        }
        writer.WriteEndObject();
    }

    /// <summary>The children of a node in the order of their elements.</summary>
    public static List<(PathElement Element, MapValue Node)> Sorted(MapValue node)
    {
        var children = new List<(PathElement Element, MapValue Node)>(node.Count);
        foreach (var (key, value) in node)
        {
            if (key != FieldTree.Self && PathElement.TryParse(key, out var element, out _))
                children.Add((element!, (MapValue)value));
        }
        children.Sort(static (a, b) => a.Element.CompareTo(b.Element));
        return children;
    }
}
