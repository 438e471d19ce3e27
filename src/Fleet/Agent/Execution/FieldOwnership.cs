using System.Collections.Immutable;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Reads and changes what <c>metadata.managedFields</c> says of one manager. A created object's fields belong to it by <c>Update</c>, an applied one's by
/// <c>Apply</c>, and apply only removes what belongs to it by <c>Apply</c>. Pure. Source: "Server-Side Apply" in the Kubernetes documentation.
/// </summary>
internal static class FieldOwnership
{
    /// <summary>The entries of an object as a server sent it.</summary>
    public static ListValue Of(KubeObject live) =>
        live.Root.At("metadata", "managedFields") as ListValue ?? ListValue.Empty;

    /// <summary>
    /// Whether something belongs to the manager that nobody wants any more: it has it by <c>Update</c>, does not apply it, and it is not in what is
    /// wanted.
    /// </summary>
    public static bool HasLeftovers(ListValue entries, string manager, MapValue wanted)
    {
        var applied = Fields(entries, manager, "Apply") ?? MapValue.Empty;
        return Fields(entries, manager, "Update") is { } updated && HasLeftovers(updated, applied, wanted);
    }

    /// <summary>Whether a field, or something in it, belongs to the manager.</summary>
    public static bool Owns(ListValue entries, string manager, ImmutableArray<FieldStep> path) =>
        Owns(Fields(entries, manager, "Apply"), path) || Owns(Fields(entries, manager, "Update"), path);

    /// <summary>
    /// The entries with all that the manager has as one entry of <c>Apply</c>, without the released fields: their values stay as they are, and
    /// belong to whoever else has them.
    /// </summary>
    public static ListValue Gathered(
        ListValue entries,
        string manager,
        ImmutableArray<ImmutableArray<FieldStep>> released
    )
    {
        var fields = MapValue.Empty;
        MapValue? own = null;
        var others = new List<Value>(entries.Count);
        foreach (var entry in entries.Maps)
        {
            if (!IsOwn(entry, manager))
            {
                others.Add(entry);
                continue;
            }
            fields = Union(fields, entry.Map("fieldsV1") ?? MapValue.Empty);
            // One operation a manager: that of the applied entry counts, if there is one.
            if (own is null || entry.Text("operation") == "Apply")
                own = entry;
        }
        foreach (var path in released)
            fields = Without(fields, path, 0) ?? MapValue.Empty;
        return own is null || fields.Count == 0
            ? ListValue.From(others)
            : ListValue.From([.. others, own.With("operation", "Apply").With("fieldsV1", fields)]);
    }

    private static bool IsOwn(MapValue entry, string manager) =>
        entry.Text("manager") == manager && entry.Text("subresource") is null or "";

    private static MapValue? Fields(ListValue entries, string manager, string operation)
    {
        foreach (var entry in entries.Maps)
        {
            if (IsOwn(entry, manager) && entry.Text("operation") == operation)
                return entry.Map("fieldsV1");
        }
        return null;
    }

    private static bool HasLeftovers(MapValue updated, MapValue applied, Value? wanted)
    {
        foreach (var (step, below) in updated)
        {
            if (step == "." || below is not MapValue children)
                continue;
            var there = Find(wanted, step);
            if (children.Count == 0)
            {
                if (there is null && !applied.ContainsKey(step))
                    return true;
            }
            else if (HasLeftovers(children, applied.Map(step) ?? MapValue.Empty, there))
                return true;
        }
        return false;
    }

    /// <summary>What stands in a value where a step of a field set points.</summary>
    private static Value? Find(Value? value, string step)
    {
        if (step.Length < 2)
            return null;
        var rest = step[2..];
        switch (step[..2])
        {
            case "f:":
                return (value as MapValue)?[rest];
            case "k:":
                return TryParse(rest) is MapValue key
                    ? (value as ListValue)?.Maps.FirstOrDefault(item => Matches(item, key))
                    : null;
            case "v:":
                return TryParse(rest) is { } scalar ? (value as ListValue)?.FirstOrDefault(scalar.Equals) : null;
            case "i:":
                return int.TryParse(rest, out var index) && value is ListValue list && index < list.Count
                    ? list[index]
                    : null;
            default:
                return null;
        }
    }

    // Part of a key may be a default that the item does not say, such as a port's protocol.
    private static bool Matches(MapValue item, MapValue key)
    {
        foreach (var (name, value) in key)
        {
            if (item[name] is { } has && !has.Equals(value))
                return false;
        }
        return true;
    }

    private static Value? TryParse(string json)
    {
        try
        {
            return JsonText.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Owns(MapValue? fields, ImmutableArray<FieldStep> path)
    {
        var at = fields;
        foreach (var step in path)
        {
            if (at is null)
                return false;
            at = StepOf(at, step) is { } key ? at.Map(key) : null;
        }
        return at is not null;
    }

    private static string? StepOf(MapValue fields, FieldStep step)
    {
        if (step.Item is not { } item)
            return fields.ContainsKey("f:" + step.Field) ? "f:" + step.Field : null;
        foreach (var key in fields.Keys)
        {
            if (key.StartsWith("k:", StringComparison.Ordinal) && TryParse(key[2..]) is MapValue k && Matches(item, k))
                return key;
        }
        return null;
    }

    private static MapValue Union(MapValue a, MapValue b)
    {
        foreach (var (step, below) in b)
        {
            a = a.With(step, a[step] is MapValue have && below is MapValue more ? Union(have, more) : a[step] ?? below);
        }
        return a;
    }

    private static MapValue? Without(MapValue fields, ImmutableArray<FieldStep> path, int depth)
    {
        if (StepOf(fields, path[depth]) is not { } step)
            return fields;
        var below = depth + 1 < path.Length ? Without(fields.Map(step) ?? MapValue.Empty, path, depth + 1) : null;
        var left = fields.With(step, below);
        // An empty node would mean the whole field.
        return left.Count == 0 ? null : left;
    }
}
