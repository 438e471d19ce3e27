using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// Removes from a merged object what its applier applied last time, does not apply now, and nobody else owns. Source: the prune step of
/// structured-merge-diff's <c>Updater.Apply</c>.
/// </summary>
internal static class Pruning
{
    /// <summary>
    /// Prunes. <paramref name="managed"/> has the applier's new fields already; <paramref name="last"/> is what it applied last time.
    /// </summary>
    public static VersionedObject Prune(
        VersionedObject merged,
        IReadOnlyCollection<ManagedFieldsEntry> managed,
        ManagedFieldsEntry last,
        MapValue applied,
        IVersionConverter? versions
    )
    {
        var sameVersion = versions is null || last.ApiVersion == merged.ApiVersion;
        if (sameVersion && FieldTree.Except(last.Fields.Root, applied).Count == 0)
            return merged;
        if (In(merged, last.ApiVersion, versions) is not { } then)
            return merged;
        var lastFields = NamedFields.Ensure(last.Fields.Root, then.Schema);
        var pruned = then with { Object = Removal.Remove(then.Schema, then.Object, lastFields) };
        // Give back what anybody owns, first in the version of the last apply: conversion may need fields that were pruned.
        var byVersion = managed
            .GroupBy(e => versions is null ? merged.ApiVersion : e.ApiVersion, StringComparer.Ordinal)
            .OrderBy(g => g.Key == last.ApiVersion ? 0 : 1);
        foreach (var group in byVersion)
        {
            var owned = group.Aggregate(MapValue.Empty, (all, e) => FieldTree.Union(all, e.Fields.Root));
            pruned = GiveBack(then, pruned, group.Key, owned, versions);
        }
        // And what nobody owned, or only others did: only the applier's own fields may go.
        if (In(pruned, last.ApiVersion, versions) is not { } left)
            return merged;
        var gone = FieldTree.Intersect(FieldTree.Except(FieldsOf(then), FieldsOf(left)), lastFields);
        var result = then with { Object = Removal.Remove(then.Schema, then.Object, gone) };
        return In(result, merged.ApiVersion, versions) ?? merged;
    }

    private static VersionedObject GiveBack(
        VersionedObject whole,
        VersionedObject pruned,
        string apiVersion,
        MapValue owned,
        IVersionConverter? versions
    )
    {
        if (In(whole, apiVersion, versions) is not { } all || In(pruned, apiVersion, versions) is not { } left)
            return pruned;
        var kept = FieldTree.Union(FieldsOf(left), NamedFields.Ensure(owned, all.Schema));
        return all with { Object = Removal.Remove(all.Schema, all.Object, FieldTree.Except(FieldsOf(all), kept)) };
    }

    private static MapValue FieldsOf(VersionedObject value) =>
        NamedFields.Ensure(FieldSetOf.Value(value.Schema, value.Object), value.Schema);

    private static VersionedObject? In(VersionedObject value, string apiVersion, IVersionConverter? versions) =>
        versions is null || value.ApiVersion == apiVersion ? value : versions.Convert(value, apiVersion);
}
