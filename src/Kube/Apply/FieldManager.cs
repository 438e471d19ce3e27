using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// Records in <c>metadata.managedFields</c> who owns which fields of the objects of a kind, and merges applied configurations by it
/// (server-side apply). Every create, update and patch goes through <see cref="Update"/>, every apply through <see cref="Apply"/>. One
/// instance for a kind, version and subresource; it has no state. Source: apimachinery's <c>managedfields</c>.
/// </summary>
/// <remarks>
/// Objects come in the version of the manager, decoded and defaulted as they will be stored. What costs is proportional to what changed:
/// trees that share parts with the live object, as patches make them, are not looked into.
/// </remarks>
/// <param name="kind">The kind, in the version in which objects come.</param>
/// <param name="schema">Its schema.</param>
public sealed class FieldManager(GroupVersionKind kind, StructuralSchema schema)
{
    // What the server itself sets, or what tells objects apart; nobody owns these.
    private static readonly MapValue NeverOwned = FieldSet
        .OfFields(
            "apiVersion",
            "kind",
            "metadata",
            "metadata.name",
            "metadata.namespace",
            "metadata.creationTimestamp",
            "metadata.selfLink",
            "metadata.uid",
            "metadata.clusterName",
            "metadata.generation",
            "metadata.managedFields",
            "metadata.resourceVersion"
        )
        .Root;

    private const string BeforeFirstApply = "before-first-apply";
    private const string UnknownManager = "unknown";

    private readonly string apiVersion = kind.ApiVersion;

    /// <summary>The subresource whose endpoint this is for, or empty for the object's own.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>
    /// The fields that this endpoint does not let through, with all below them: <c>status</c> at the object's own endpoint, <c>spec</c>
    /// at that of the status. Nobody comes to own them here.
    /// </summary>
    public FieldSet ResetFields { get; init; } = FieldSet.Empty;

    /// <summary>
    /// Converts between the kind's versions. Without it all recorded ownership is taken to be in this version.
    /// </summary>
    public IVersionConverter? Versions { get; init; }

    /// <summary>
    /// The object with the ownership that a create, update or patch leads to: its writer owns what it changed, and loses nothing else it
    /// had; others lose what was changed or removed. Never fails: where the recorded ownership cannot be read it begins anew.
    /// </summary>
    /// <param name="live">The object as it is stored; null when it is created.</param>
    /// <param name="updated">
    /// The object as it is to be. Its own <c>managedFields</c>, if valid, replace those recorded; an empty list clears them. Through a
    /// subresource they are ignored.
    /// </param>
    /// <param name="manager">The writer's name; empty for <c>unknown</c>.</param>
    /// <param name="now">The time of the write. It is recorded only where the write changed something.</param>
    public MapValue Update(MapValue? live, MapValue updated, string manager, DateTimeOffset now)
    {
        var recorded = ManagedFieldsOf(live);
        var given = ManagedFieldsOf(updated);
        var managed = StartingPoint(recorded, given, out var cleared);
        // An object whose ownership nobody records goes on so until it is applied to: a client cleared it on purpose.
        var tracked = live is null || managed.Entries.Length > 0;
        if (tracked)
            managed = Record(live ?? Blank, updated, managed, manager, now);
        else if (cleared)
            managed = ManagedFields.Empty;
        return WithManagedFields(updated, managed.ToValue());
    }

    /// <summary>
    /// Merges an applied configuration into an object. 409 with a cause for each field when it would change what others own and
    /// <paramref name="force"/> is not set; 400 when the configuration is of another kind or has <c>managedFields</c>; 500, as in the
    /// original, when it does not have the shape of its schema.
    /// </summary>
    /// <param name="live">The object as it is stored; null when there is none yet.</param>
    /// <param name="config">The configuration: all that the manager wants to own. What it owned and does not name any more is removed.</param>
    /// <param name="manager">The applier's name.</param>
    /// <param name="now">The time of the apply. It is recorded only where the apply changed the object or the ownership.</param>
    /// <param name="force">Whether to take fields from their owners.</param>
    /// <returns>
    /// The merged object with its ownership, not yet defaulted nor validated. When nothing changes, the live object itself.
    /// </returns>
    public ApiResult<MapValue> Apply(MapValue? live, MapValue config, string manager, DateTimeOffset now, bool force)
    {
        var recorded = ManagedFieldsOf(live);
        if (ManagedFields.Read(recorded, trusted: true, out var error) is not { } managed)
            return new Status(500, "", $"failed to decode managed fields: {error}");
        if (CheckConfig(config) is { } invalid)
            return invalid;
        var current = live is null ? null : WithManagedFields(live, null);
        if (managed.Entries.IsEmpty && current is not null)
            managed = Record(Blank, current, managed, BeforeFirstApply, now);
        var operation = new ApplyOperation(schema, apiVersion, Versions, ResetFields)
        {
            Self = Entry(manager, applied: true, MapValue.Empty, Timestamps.Format(now)),
            NeverOwned = NeverOwned,
        };
        var result = operation.Run(current, config, managed, force, manager == LastApplied.Manager);
        if (result.Conflicts is { } conflicts)
            return conflicts.ToStatus();
        var merged = manager == LastApplied.Manager ? LastApplied.Update(result.Merged!, config) : result.Merged!;
        var list = result.Managed!.ToValue();
        return live is not null && ReferenceEquals(merged, current) && ReferenceEquals(list, recorded)
            ? live
            : WithManagedFields(merged, list);
    }

    /// <summary>
    /// The live object where an update differs from it only in when its entries were last changed, else the update. For the end of a
    /// write: what a strategy or a default undid was counted as a change before, and must not cause one.
    /// </summary>
    public static MapValue IgnoreTimes(MapValue live, MapValue updated)
    {
        var (old, now) = (ManagedFieldsOf(live) as ListValue, ManagedFieldsOf(updated) as ListValue);
        if (old is null || now is null || old.Count != now.Count)
            return updated;
        for (var i = 0; i < old.Count; i++)
        {
            if (!Value.Equal(WithoutTime(old[i]), WithoutTime(now[i])))
                return updated;
        }
        return WithManagedFields(updated, old).Equals(live) ? live : updated;
    }

    private static Value WithoutTime(Value entry) => entry is MapValue map ? map.Without("time") : entry;

    private Status? CheckConfig(MapValue config)
    {
        var version = GroupVersion.Parse(config.Text("apiVersion") ?? "");
        var given = version.Kind(config.Text("kind") ?? "");
        if (given != kind)
            return Status.BadRequest($"invalid object type: {given}");
        if (config.Map("metadata")?["managedFields"] is not (null or NullValue))
            return Status.BadRequest("metadata.managedFields must be nil");
        var problem = TypedValidation.Check(schema, config);
        if (problem.Length == 0)
            return null;
        var metadata = config.Map("metadata");
        return new(
            500,
            "",
            $"failed to create typed patch object ({metadata?.Text("namespace")}/{metadata?.Text("name")}; {kind}): {problem}"
        );
    }

    /// <summary>The ownership that a write starts from, and whether the write cleared it.</summary>
    private ManagedFields StartingPoint(Value? recorded, Value? given, out bool cleared)
    {
        cleared = false;
        if (Subresource.Length == 0 && given is ListValue list && !Value.Equal(recorded, given))
        {
            // An empty list, and a list of one empty entry, ask for no ownership to be recorded.
            cleared = list.Count == 0 || (list.Count == 1 && list[0] is MapValue { Count: 0 });
            if (cleared)
                return ManagedFields.Empty;
            if (ManagedFields.Read(list, out _) is { Entries.Length: > 0 } valid)
                return valid;
        }
        return ManagedFields.Read(recorded, trusted: true, out _) ?? ManagedFields.Empty;
    }

    /// <summary>The ownership after a write other than an apply.</summary>
    private ManagedFields Record(
        MapValue before,
        MapValue after,
        ManagedFields managed,
        string manager,
        DateTimeOffset now
    )
    {
        var change = new VersionedChange(
            new(apiVersion, schema, before),
            new(apiVersion, schema, after),
            Versions,
            ResetFields
        );
        var here = change.Here;
        if (here.IsNone)
            return managed;
        var owned = FieldTree.Except(here.Changed, NeverOwned);
        var self = Entry(manager, applied: false, owned, "");
        var entries = new List<ManagedFieldsEntry>(managed.Entries.Length + 1);
        var same = true;
        var found = false;
        foreach (var entry in managed.Entries)
        {
            if (change.In(entry.ApiVersion) is not { } touched)
            {
                same = false;
                continue;
            }
            var isSelf = entry.IsSameManager(self);
            var fields = SchemaReconciliation.Reconcile(entry.Fields.Root, touched.Schema);
            // What the writer changed stays with the writer, so there is no need to take it away first.
            if (!isSelf || !ReferenceEquals(owned, touched.Changed))
                fields = FieldTree.Except(fields, touched.Changed);
            fields = FieldTree.Except(fields, touched.Removed);
            if (isSelf)
                fields = FieldTree.Union(fields, owned);
            found |= isSelf;
            same &= ReferenceEquals(fields, entry.Fields.Root) && !(isSelf && owned.Count > 0);
            if (fields.Count > 0)
                entries.Add(entry.With(fields, isSelf && owned.Count > 0 ? Timestamps.Format(now) : null));
        }
        if (!found && owned.Count > 0)
            entries.Add(Entry(manager, applied: false, owned, Timestamps.Format(now)));
        else if (same)
            return managed;
        return ManagedFields.Of(ManagerCap.Cap(entries));
    }

    private ManagedFieldsEntry Entry(string manager, bool applied, MapValue fields, string time) =>
        new(
            manager.Length == 0 ? UnknownManager : manager,
            applied,
            apiVersion,
            Subresource,
            time,
            fields.Count == 0 ? FieldSet.Empty : new(fields)
        );

    private MapValue? blank;

    /// <summary>What an object is compared with when it is created.</summary>
    private MapValue Blank => blank ??= BlankObject.Of(schema, kind);

    private static Value? ManagedFieldsOf(MapValue? value) => value?.Map("metadata")?["managedFields"];

    private static MapValue WithManagedFields(MapValue value, ListValue? managedFields)
    {
        if (value.Map("metadata") is not { } metadata)
            return managedFields is null ? value : value.WithAt(managedFields, "metadata", "managedFields");
        return value.With("metadata", metadata.With("managedFields", managedFields));
    }
}
