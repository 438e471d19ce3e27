using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// The entries of <c>metadata.managedFields</c>. Immutable; entries that do not change keep their tree, and a list of which nothing
/// changed is the very same list.
/// </summary>
public sealed class ManagedFields
{
    private readonly ListValue? encoded;

    private ManagedFields(ImmutableArray<ManagedFieldsEntry> entries, ListValue? encoded)
    {
        Entries = entries;
        this.encoded = encoded;
    }

    /// <summary>No entries: nobody's ownership is recorded.</summary>
    public static ManagedFields Empty { get; } = new([], null);

    /// <summary>The entries, each of another manager.</summary>
    public ImmutableArray<ManagedFieldsEntry> Entries { get; }

    /// <summary>Entries in the order in which objects carry them: appliers first, then by time, name, version and subresource.</summary>
    public static ManagedFields Of(IEnumerable<ManagedFieldsEntry> entries)
    {
        ImmutableArray<ManagedFieldsEntry> sorted = [.. entries];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (Compare(sorted[i - 1], sorted[i]) > 0)
            {
                sorted = sorted.Sort(Compare);
                break;
            }
        }
        return sorted.IsEmpty ? Empty : new(sorted, null);
    }

    /// <summary>
    /// Reads what an object carries at <c>metadata.managedFields</c>. Null, and why, when it is not valid. Entries that own nothing are
    /// left out.
    /// </summary>
    public static ManagedFields? Read(Value? list, out string error) => Read(list, trusted: false, out error);

    /// <summary>
    /// Reads what an object carries. What we stored ourselves is only looked at for its form; what a client sent is made canonical.
    /// </summary>
    internal static ManagedFields? Read(Value? value, bool trusted, out string error)
    {
        error = "";
        if (value is null or NullValue or ListValue { Count: 0 })
            return Empty;
        if (value is not ListValue list)
        {
            error = "managedFields must be a list";
            return null;
        }
        var entries = ImmutableArray.CreateBuilder<ManagedFieldsEntry>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (ReadEntry(list[i] as MapValue ?? MapValue.Empty, i, trusted, out error) is not { } entry)
                return null;
            // Of two entries of one manager the last one counts.
            var same = IndexOf(entries, entry);
            if (same >= 0)
                entries[same] = entry;
            else
                entries.Add(entry);
        }
        return trusted && entries.Count == list.Count
            ? new(entries.DrainToImmutable(), list)
            : Of(entries.Where(e => !e.Fields.IsEmpty));
    }

    private static int IndexOf(ImmutableArray<ManagedFieldsEntry>.Builder entries, ManagedFieldsEntry entry)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].IsSameManager(entry))
                return i;
        }
        return -1;
    }

    private static ManagedFieldsEntry? ReadEntry(MapValue entry, int index, bool trusted, out string error)
    {
        string apiVersion = "",
            fieldsType = "",
            manager = "",
            operation = "",
            subresource = "",
            time = "";
        Value? fieldsV1 = null;
        foreach (var (key, value) in entry)
        {
            var text = (value as StringValue)?.Text ?? "";
            switch (key)
            {
                case "apiVersion":
                    apiVersion = text;
                    break;
                case "fieldsType":
                    fieldsType = text;
                    break;
                case "fieldsV1":
                    fieldsV1 = value;
                    break;
                case "manager":
                    manager = text;
                    break;
                case "operation":
                    operation = text;
                    break;
                case "subresource":
                    subresource = text;
                    break;
                case "time":
                    time = text;
                    break;
            }
        }
        error = "";
        if (operation is not ("Apply" or "Update"))
            error = "operation must be `Apply` or `Update`";
        else if (apiVersion.Length == 0)
            error = "apiVersion must not be empty";
        else if (fieldsType.Length == 0)
            error = $"missing fieldsType in managed fields entry {index}";
        else if (fieldsType != "FieldsV1")
            error = $"invalid fieldsType {GoText.Quote(fieldsType)} in managed fields entry {index}";
        if (error.Length > 0)
            return null;
        if (trusted && fieldsV1 is MapValue root && FieldsV1.IsCanonical(root) && IsWholeSecond(time))
            return new ManagedFieldsEntry(manager, operation == "Apply", apiVersion, subresource, time, new(root)).From(
                entry
            );
        if (!FieldSet.TryRead(fieldsV1, out var fields, out var why))
        {
            error = $"error decoding set: {why}";
            return null;
        }
        return new(manager, operation == "Apply", apiVersion, subresource, WholeSecond(time), fields);
    }

    private static bool IsWholeSecond(string time) => time.Length is 0 or 20 && (time.Length == 0 || time[19] == 'Z');

    private static string WholeSecond(string time) =>
        Timestamps.TryParse(time) is { } parsed ? Timestamps.Format(parsed) : "";

    // Times are all of one form, in which the order of texts is the order of times; an unknown time comes first.
    private static int Compare(ManagedFieldsEntry a, ManagedFieldsEntry b)
    {
        if (a.Applied != b.Applied)
            return a.Applied ? -1 : 1;
        var order = string.CompareOrdinal(a.Time, b.Time);
        if (order == 0)
            order = string.CompareOrdinal(a.Manager, b.Manager);
        if (order == 0)
            order = string.CompareOrdinal(a.ApiVersion, b.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(a.Subresource, b.Subresource);
    }

    /// <summary>The entry of a manager, or null.</summary>
    internal ManagedFieldsEntry? Find(ManagedFieldsEntry manager)
    {
        foreach (var entry in Entries)
        {
            if (entry.IsSameManager(manager))
                return entry;
        }
        return null;
    }

    /// <summary>The entries as an object carries them; null when there are none.</summary>
    public ListValue? ToValue()
    {
        if (encoded is not null || Entries.IsEmpty)
            return encoded;
        var values = new Value[Entries.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Entries[i].ToValue();
        return ListValue.Create(values);
    }
}
