using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>What an apply leads to: a merged object and who owns it, or conflicts.</summary>
internal readonly record struct ApplyOutcome(MapValue? Merged, ManagedFields? Managed, Conflicts? Conflicts);

/// <summary>One apply, once its configuration is known to be valid.</summary>
internal sealed class ApplyOperation(
    StructuralSchema schema,
    string apiVersion,
    IVersionConverter? versions,
    FieldSet resetFields
)
{
    /// <summary>The applier, and the time of the apply.</summary>
    public required ManagedFieldsEntry Self { get; init; }

    /// <summary>Fields that nobody owns.</summary>
    public required MapValue NeverOwned { get; init; }

    /// <summary>
    /// Merges, prunes, looks for conflicts and hands over ownership. <paramref name="live"/> has no managedFields, and is null when the
    /// object is created. <paramref name="migrate"/> says that fields of client-side apply may be taken without force.
    /// </summary>
    public ApplyOutcome Run(MapValue? live, MapValue config, ManagedFields managed, bool force, bool migrate)
    {
        var applied = FieldTree.ExceptRecursively(FieldSetOf.Value(schema, config), resetFields.Root);
        var before = live ?? MapValue.Of(("apiVersion", config["apiVersion"]), ("kind", config["kind"]));
        var merged = new VersionedObject(apiVersion, schema, TypedMerge.Merge(schema, before, config));
        var entries = Reconciled(managed);
        var last = managed.Find(Self);
        var claim = Self.With(applied);
        if (last is not null)
        {
            entries.RemoveAll(e => e.IsSameManager(Self));
            merged = Pruning.Prune(merged, [.. entries, claim], Reconcile(last), applied, versions);
        }
        var after = merged.Object.Equals(before) ? before : merged.Object;
        var change = new VersionedChange(new(apiVersion, schema, before), merged, versions, resetFields);
        if (!force && ConflictsOf(entries, change) is { IsEmpty: false } conflicts)
        {
            if (!migrate || LastApplied.AllowedConflicts(schema, before, apiVersion) is not { } allowed)
                return new(null, null, conflicts);
            conflicts = conflicts.Except(allowed);
            if (!conflicts.IsEmpty)
                return new(null, null, conflicts);
        }
        var left = TakeFromOthers(entries, change, ReferenceEquals(after, before));
        if (Claimed(applied, last, changed: !ReferenceEquals(after, before)) is { } own)
            left.Add(own);
        return new(after, Unchanged(left, managed) ? managed : ManagedFields.Of(left), null);
    }

    /// <summary>The applier's entry; the one it had where nothing changed, null when it owns nothing.</summary>
    private ManagedFieldsEntry? Claimed(MapValue applied, ManagedFieldsEntry? last, bool changed)
    {
        var fields = FieldTree.Except(applied, NeverOwned);
        if (fields.Count == 0)
            return null;
        // The original gives an applier no time when its first apply changes no value; that entry is as new as any other.
        return !changed && last is not null && last.ApiVersion == apiVersion && last.Fields.Root.Equals(fields)
            ? last
            : Self.With(fields);
    }

    private List<ManagedFieldsEntry> Reconciled(ManagedFields managed)
    {
        var entries = new List<ManagedFieldsEntry>(managed.Entries.Length);
        foreach (var entry in managed.Entries)
            entries.Add(Reconcile(entry));
        return entries;
    }

    // Ownership in another version waits for a write in that version to be brought in line.
    private ManagedFieldsEntry Reconcile(ManagedFieldsEntry entry) =>
        versions is null || entry.ApiVersion == apiVersion
            ? entry.With(SchemaReconciliation.Reconcile(entry.Fields.Root, schema))
            : entry;

    private static Conflicts ConflictsOf(List<ManagedFieldsEntry> others, VersionedChange change)
    {
        var conflicts = new Conflicts();
        foreach (var other in others)
        {
            if (change.In(other.ApiVersion) is { } touched)
                conflicts.Add(other, other.Fields.Root, touched.Changed);
        }
        return conflicts;
    }

    private static List<ManagedFieldsEntry> TakeFromOthers(
        List<ManagedFieldsEntry> others,
        VersionedChange change,
        bool unchanged
    )
    {
        if (unchanged)
            return [.. others];
        var left = new List<ManagedFieldsEntry>(others.Count + 1);
        foreach (var other in others)
        {
            if (change.In(other.ApiVersion) is not { } touched)
                continue;
            var fields = FieldTree.Except(FieldTree.Except(other.Fields.Root, touched.Changed), touched.Removed);
            if (fields.Count > 0)
                left.Add(other.With(fields));
        }
        return left;
    }

    private static bool Unchanged(List<ManagedFieldsEntry> entries, ManagedFields managed) =>
        entries.Count == managed.Entries.Length && entries.All(managed.Entries.Contains);
}
