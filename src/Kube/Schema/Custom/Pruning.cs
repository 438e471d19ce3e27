using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Drops what a structural schema does not name. Fields under <c>x-kubernetes-preserve-unknown-fields</c> are kept, but what the schema names
/// below them is pruned all the same; so are embedded resources, but for their apiVersion, kind and metadata.
/// </summary>
internal static class Pruning
{
    /// <summary>The pruned object; the same one when there is nothing to drop. Paths of what was dropped are added when asked for.</summary>
    public static MapValue Prune(MapValue obj, StructuralSchema schema, ICollection<string>? unknown) =>
        Map(obj, schema, isResource: true, keep: schema.PreserveUnknownFields, unknown, "");

    private static Value Any(
        Value value,
        StructuralSchema? schema,
        bool keep,
        ICollection<string>? unknown,
        string path
    )
    {
        keep = schema?.PreserveUnknownFields ?? keep;
        return value switch
        {
            MapValue map => Map(map, schema, schema?.EmbeddedResource ?? false, keep, unknown, path),
            ListValue list => List(list, schema?.Items, keep && schema?.Items is null, unknown, path),
            _ => value,
        };
    }

    private static MapValue Map(
        MapValue map,
        StructuralSchema? schema,
        bool isResource,
        bool keep,
        ICollection<string>? unknown,
        string path
    )
    {
        List<KeyValuePair<string, Value>>? changed = null;
        for (var i = 0; i < map.Count; i++)
        {
            var (name, value) = map.Entries[i];
            var made = Entry(name, value, schema, isResource, keep, unknown, path);
            if (changed is null && ReferenceEquals(made, value))
                continue;
            changed ??= [.. map.Entries[..i]];
            if (made is not null)
                changed.Add(new(name, made));
        }
        return changed is null ? map : MapValue.Own([.. changed]);
    }

    // Null when the entry is to go.
    private static Value? Entry(
        string name,
        Value value,
        StructuralSchema? schema,
        bool isResource,
        bool keep,
        ICollection<string>? unknown,
        string path
    )
    {
        if (isResource && name is "apiVersion" or "kind" or "metadata")
            return value;
        if (schema?.Field(name) is { } field)
            return Any(value, field, keep: false, unknown, unknown is null ? "" : Join(path, name));
        if (keep)
            return value;
        unknown?.Add(Join(path, name));
        return null;
    }

    private static ListValue List(
        ListValue list,
        StructuralSchema? items,
        bool keep,
        ICollection<string>? unknown,
        string path
    )
    {
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var at = unknown is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            var made = keep ? list[i] : Any(list[i], items, keep: false, unknown, at);
            if (changed is null && ReferenceEquals(made, list[i]))
                continue;
            changed ??= list.Items.ToArray();
            changed[i] = made;
        }
        return changed is null ? list : ListValue.Own(changed);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
