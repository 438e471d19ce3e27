namespace Pangea.Kube.Apply;

/// <summary>
/// Keeps the number of updaters of an object bounded, for instance where every pod of a controller writes under its own name: the oldest
/// entries of a version become one, owned by <c>ancient-changes</c>.
/// </summary>
internal static class ManagerCap
{
    /// <summary>How many <c>Update</c> entries an object may have.</summary>
    public const int MaxUpdaters = 10;

    private const string Bucket = "ancient-changes";

    /// <summary>Merges the oldest updaters until there are few enough; the list itself when there are.</summary>
    public static List<ManagedFieldsEntry> Cap(List<ManagedFieldsEntry> entries)
    {
        var excess = entries.Count(e => !e.Applied) - MaxUpdaters;
        if (excess <= 0)
            return entries;
        var oldestFirst = entries
            .Where(e => !e.Applied)
            .OrderBy(e => e.Time, StringComparer.Ordinal)
            .ThenBy(e => e.Identifier, StringComparer.Ordinal);
        var left = new List<ManagedFieldsEntry>(entries);
        // An entry joins the first one of its version, which so becomes the bucket; one that stays alone keeps its name.
        var buckets = new Dictionary<string, ManagedFieldsEntry>(StringComparer.Ordinal);
        foreach (var entry in oldestFirst)
        {
            if (excess == 0)
                break;
            if (!buckets.TryGetValue(entry.ApiVersion, out var bucket))
            {
                buckets.Add(entry.ApiVersion, entry);
                continue;
            }
            var joined = new ManagedFieldsEntry(
                Bucket,
                applied: false,
                entry.ApiVersion,
                subresource: "",
                // The entry that joins is the younger one.
                entry.Time,
                entry.Fields.Union(bucket.Fields)
            );
            left.Remove(entry);
            left[left.IndexOf(bucket)] = joined;
            buckets[entry.ApiVersion] = joined;
            excess--;
        }
        return left;
    }
}
