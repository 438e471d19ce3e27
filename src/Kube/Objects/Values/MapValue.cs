using System.Collections;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>An immutable JSON object; its entries stand sorted by key (ordinal), each key once.</summary>
public sealed class MapValue : Value, IReadOnlyCollection<KeyValuePair<string, Value>>
{
    private readonly KeyValuePair<string, Value>[] entries;

    private MapValue(KeyValuePair<string, Value>[] entries) => this.entries = entries;

    /// <summary>The empty map.</summary>
    public static MapValue Empty { get; } = new([]);

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Length;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Map;

    /// <summary>The entries, sorted by key.</summary>
    public ReadOnlySpan<KeyValuePair<string, Value>> Entries => entries;

    /// <summary>The keys, sorted.</summary>
    public IEnumerable<string> Keys => entries.Select(e => e.Key);

    /// <summary>The value at a key, or null when the key is absent.</summary>
    public Value? this[string key]
    {
        get
        {
            var i = IndexOf(key);
            return i >= 0 ? entries[i].Value : null;
        }
    }

    /// <summary>A map of these entries; a null value leaves the key out, a repeated key takes the last value.</summary>
    public static MapValue Of(params ReadOnlySpan<(string Key, Value? Value)> entries)
    {
        var list = new List<KeyValuePair<string, Value>>(entries.Length);
        foreach (var (key, value) in entries)
        {
            if (value is not null)
                list.Add(new(key, value));
        }
        return Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list));
    }

    /// <summary>A map of these entries; a repeated key takes the last value.</summary>
    public static MapValue From(IEnumerable<KeyValuePair<string, Value>> entries) => Normalize(entries.ToArray());

    /// <summary>A map of text values, as of labels; a repeated key takes the last value.</summary>
    public static MapValue OfTexts(IEnumerable<KeyValuePair<string, string>> entries) =>
        Normalize(entries.Select(e => new KeyValuePair<string, Value>(e.Key, e.Value)).ToArray());

    /// <summary>Takes ownership of entries that are sorted, differ, and that nobody else will change.</summary>
    internal static MapValue Own(KeyValuePair<string, Value>[] sorted) => sorted.Length == 0 ? Empty : new(sorted);

    /// <summary>
    /// A map of these entries, for builders that make many: the entries are copied once, and sorted (in place) only when they
    /// are not yet. A repeated key takes the last value.
    /// </summary>
    public static MapValue Create(Span<KeyValuePair<string, Value>> entries) => Normalize(entries);

    /// <summary>Sorts entries in place, drops all but the last of each key, and copies them into a map.</summary>
    internal static MapValue Normalize(Span<KeyValuePair<string, Value>> list)
    {
        if (list.IsEmpty)
            return Empty;
        var ordered = true;
        for (var i = 1; i < list.Length; i++)
        {
            if (string.CompareOrdinal(list[i - 1].Key, list[i].Key) >= 0)
            {
                ordered = false;
                break;
            }
        }
        return ordered ? new(list.ToArray()) : new(SortAndDropRepeats(list));
    }

    private static KeyValuePair<string, Value>[] SortAndDropRepeats(Span<KeyValuePair<string, Value>> list)
    {
        if (list.Length <= 16)
        {
            for (var i = 1; i < list.Length; i++)
            {
                var entry = list[i];
                var j = i - 1;
                while (j >= 0 && string.CompareOrdinal(list[j].Key, entry.Key) > 0)
                {
                    list[j + 1] = list[j];
                    j--;
                }
                list[j + 1] = entry;
            }
        }
        else
            SortMany(list);
        var n = 0;
        for (var i = 0; i < list.Length; i++)
        {
            if (i + 1 < list.Length && string.Equals(list[i].Key, list[i + 1].Key, StringComparison.Ordinal))
                continue;
            list[n++] = list[i];
        }
        return list[..n].ToArray();
    }

    // Of equal keys the last must stay last, but there are hardly ever any: only then the slower stable sort is used.
    private static void SortMany(Span<KeyValuePair<string, Value>> list)
    {
        var sorted = list.ToArray();
        sorted.AsSpan().Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (string.Equals(sorted[i - 1].Key, sorted[i].Key, StringComparison.Ordinal))
            {
                sorted = [.. list.ToArray().OrderBy(e => e.Key, StringComparer.Ordinal)];
                break;
            }
        }
        sorted.CopyTo(list);
    }

    /// <summary>Whether the key is present (its value may be JSON null).</summary>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>The map at a key, or null when absent or of another kind.</summary>
    public MapValue? Map(string key) => this[key] as MapValue;

    /// <summary>The list at a key, or null when absent or of another kind.</summary>
    public ListValue? List(string key) => this[key] as ListValue;

    /// <summary>The maps in the list at a key; none when absent.</summary>
    public IEnumerable<MapValue> Maps(string key) => List(key)?.Maps ?? [];

    /// <summary>The texts in the list at a key; none when absent.</summary>
    public IEnumerable<string> Texts(string key) => List(key)?.Texts ?? [];

    /// <summary>The text at a key, or null when absent or of another kind.</summary>
    public string? Text(string key) => (this[key] as StringValue)?.Text;

    /// <summary>The integer at a key, or null when absent or of another kind.</summary>
    public long? Integer(string key) => (this[key] as NumberValue)?.Integer;

    /// <summary>The flag at a key, or null when absent or of another kind.</summary>
    public bool? Flag(string key) => (this[key] as BoolValue)?.Flag;

    /// <summary>The value at a path of keys, or null when any step is absent.</summary>
    public Value? At(params ReadOnlySpan<string> path)
    {
        Value? value = this;
        foreach (var key in path)
        {
            value = (value as MapValue)?[key];
            if (value is null)
                return null;
        }
        return value;
    }

    /// <summary>A copy with a key set, or removed when the value is null. The same map when nothing changes.</summary>
    public MapValue With(string key, Value? value)
    {
        var i = Find(key);
        if (value is null)
        {
            if (i < 0)
                return this;
            if (entries.Length == 1)
                return Empty;
            var fewer = new KeyValuePair<string, Value>[entries.Length - 1];
            Array.Copy(entries, fewer, i);
            Array.Copy(entries, i + 1, fewer, i, fewer.Length - i);
            return new(fewer);
        }
        if (i >= 0)
        {
            if (ReferenceEquals(entries[i].Value, value))
                return this;
            var same = (KeyValuePair<string, Value>[])entries.Clone();
            same[i] = new(key, value);
            return new(same);
        }
        var at = ~i;
        var more = new KeyValuePair<string, Value>[entries.Length + 1];
        Array.Copy(entries, more, at);
        more[at] = new(key, value);
        Array.Copy(entries, at, more, at + 1, entries.Length - at);
        return new(more);
    }

    /// <summary>A copy without a key.</summary>
    public MapValue Without(string key) => With(key, null);

    /// <summary>
    /// A copy with those entries of <paramref name="defaults"/> that are absent (or JSON null) here; where both sides hold a map, that
    /// map is filled in the same way. The same map when nothing is missing.
    /// </summary>
    public MapValue WithDefaults(MapValue defaults)
    {
        var theirs = defaults.entries;
        var added = 0;
        var filled = false;
        for (int i = 0, j = 0; j < theirs.Length; j++)
        {
            while (i < entries.Length && string.CompareOrdinal(entries[i].Key, theirs[j].Key) < 0)
                i++;
            if (i == entries.Length || !string.Equals(entries[i].Key, theirs[j].Key, StringComparison.Ordinal))
                added++;
            else if (!ReferenceEquals(Fill(entries[i].Value, theirs[j].Value), entries[i].Value))
                filled = true;
        }
        if (added == 0 && !filled)
            return this;
        var merged = new KeyValuePair<string, Value>[entries.Length + added];
        var n = 0;
        for (int i = 0, j = 0; i < entries.Length || j < theirs.Length; )
        {
            var order =
                i == entries.Length ? 1
                : j == theirs.Length ? -1
                : string.CompareOrdinal(entries[i].Key, theirs[j].Key);
            if (order == 0)
                merged[n++] = new(entries[i].Key, Fill(entries[i++].Value, theirs[j++].Value));
            else
                merged[n++] = order < 0 ? entries[i++] : theirs[j++];
        }
        return new(merged);
    }

    private static Value Fill(Value value, Value fallback) =>
        value is NullValue ? fallback
        : value is MapValue map && fallback is MapValue defaults ? map.WithDefaults(defaults)
        : value;

    /// <summary>
    /// A copy with the value at a path of keys set, or removed when it is null. Maps on the way are made when a value
    /// is set; anything on the way that is no map is replaced by one.
    /// </summary>
    public MapValue WithAt(Value? value, params ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
            return With(path[0], value);
        var child = this[path[0]] as MapValue;
        if (child is null && value is null)
            return this;
        return With(path[0], (child ?? Empty).WithAt(value, path[1..]));
    }

    /// <summary>
    /// The position of a key, or a negative number. Most maps are small, and most lookups are for what is not there: lengths tell most
    /// keys apart faster than an order does.
    /// </summary>
    private int IndexOf(string key)
    {
        if (entries.Length > 16)
            return Find(key);
        for (var i = 0; i < entries.Length; i++)
        {
            var other = entries[i].Key;
            if (ReferenceEquals(other, key) || (other.Length == key.Length && other.AsSpan().SequenceEqual(key)))
                return i;
        }
        return -1;
    }

    /// <summary>The position of a key, or the complement of where it belongs.</summary>
    private int Find(string key)
    {
        int low = 0,
            high = entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(entries[middle].Key, key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            writer.WritePropertyName(key);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    internal override void Write(ref JsonOutput output)
    {
        output.Write((byte)'{');
        for (var i = 0; i < entries.Length; i++)
        {
            if (i > 0)
                output.Write((byte)',');
            output.WriteText(entries[i].Key);
            output.Write((byte)':');
            entries[i].Value.Write(ref output);
        }
        output.Write((byte)'}');
    }

    /// <inheritdoc/>
    public override bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is not MapValue map || map.entries.Length != entries.Length)
            return false;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!string.Equals(entries[i].Key, map.entries[i].Key, StringComparison.Ordinal))
                return false;
            if (!entries[i].Value.Equals(map.entries[i].Value))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in entries)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocating.</summary>
    public ReadOnlySpan<KeyValuePair<string, Value>>.Enumerator GetEnumerator() => Entries.GetEnumerator();

    IEnumerator<KeyValuePair<string, Value>> IEnumerable<KeyValuePair<string, Value>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, Value>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();
}
