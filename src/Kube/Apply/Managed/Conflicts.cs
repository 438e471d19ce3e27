using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>The fields that an apply would change and that others own.</summary>
internal sealed class Conflicts
{
    private readonly List<(ManagedFieldsEntry Owner, MapValue Fields)> found = [];

    public bool IsEmpty => found.Count == 0;

    /// <summary>Notes that an owner has some of the changed fields, if it has.</summary>
    public void Add(ManagedFieldsEntry owner, MapValue owned, MapValue changed)
    {
        var fields = FieldTree.Intersect(owned, changed);
        if (fields.Count > 0)
            found.Add((owner, fields));
    }

    /// <summary>All conflicting fields.</summary>
    public MapValue Fields => found.Aggregate(MapValue.Empty, (all, c) => FieldTree.Union(all, c.Fields));

    /// <summary>The conflicts in other fields than these.</summary>
    public Conflicts Except(MapValue allowed)
    {
        var left = new Conflicts();
        foreach (var (owner, fields) in found)
        {
            var rest = FieldTree.Except(fields, allowed);
            if (rest.Count > 0)
                left.found.Add((owner, rest));
        }
        return left;
    }

    /// <summary>409, with a message and a cause for each field in the words that kubectl and its users know.</summary>
    public Status ToStatus()
    {
        var sorted = found.OrderBy(c => c.Owner.Identifier, StringComparer.Ordinal);
        var lines = new List<string>();
        var causes = new List<StatusCause>();
        foreach (var (owner, fields) in sorted)
        {
            var name = owner.Describe();
            lines.Add($"conflicts with {name}:");
            foreach (var path in new FieldSet(fields).Paths())
            {
                lines.Add($"- {path}");
                causes.Add(new("FieldManagerConflict", $"conflict with {name}", path.ToString()));
            }
        }
        return Status.ApplyConflict(
            causes.Count == 1
                ? $"Apply failed with 1 conflict: {causes[0].Message}: {causes[0].Field}"
                : $"Apply failed with {causes.Count} conflicts: {string.Join('\n', lines)}",
            causes
        );
    }
}
