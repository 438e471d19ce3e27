using System.Buffers;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// Builds a map that is mostly like another one, in one walk over both in the order of keys. As long as nothing differs nothing is
/// allocated, and a map that ends up the same is the very same one: that is what makes comparing trees of one origin fast.
/// </summary>
internal ref struct MapEdit : IDisposable
{
    private readonly MapValue source;
    private readonly int extra;
    private KeyValuePair<string, Value>[]? buffer;
    private int count;

    /// <summary>An edit of a map that will get at most so many further entries.</summary>
    public MapEdit(MapValue source, int extra)
    {
        this.source = source;
        this.extra = extra;
    }

    /// <summary>Takes the source's entries from a position on as far as their keys are less than this one; gives the next position.</summary>
    public int TakeBefore(int from, string key)
    {
        var entries = source.Entries;
        while (from < entries.Length && string.CompareOrdinal(entries[from].Key, key) < 0)
        {
            Put(entries[from].Key, entries[from].Value);
            from++;
        }
        return from;
    }

    /// <summary>Takes the source's entries from a position to the end.</summary>
    public void TakeRest(int from)
    {
        var entries = source.Entries;
        for (; from < entries.Length; from++)
            Put(entries[from].Key, entries[from].Value);
    }

    /// <summary>Puts the next entry; keys must rise.</summary>
    public void Put(string key, Value value)
    {
        if (buffer is null)
        {
            var entries = source.Entries;
            if (
                count < entries.Length
                && ReferenceEquals(entries[count].Value, value)
                && (ReferenceEquals(entries[count].Key, key) || entries[count].Key == key)
            )
            {
                count++;
                return;
            }
            buffer = ArrayPool<KeyValuePair<string, Value>>.Shared.Rent(entries.Length + extra);
            entries[..count].CopyTo(buffer);
        }
        buffer[count++] = new(key, value);
    }

    /// <summary>The map: the source itself when nothing differs.</summary>
    public readonly MapValue Finish()
    {
        if (buffer is not null)
            return MapValue.Create(buffer.AsSpan(0, count));
        if (count == source.Count)
            return source;
        if (count == 0)
            return MapValue.Empty;
        // Only entries at the end are gone.
        var kept = ArrayPool<KeyValuePair<string, Value>>.Shared.Rent(count);
        source.Entries[..count].CopyTo(kept);
        var map = MapValue.Create(kept.AsSpan(0, count));
        ArrayPool<KeyValuePair<string, Value>>.Shared.Return(kept, clearArray: true);
        return map;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (buffer is not null)
            ArrayPool<KeyValuePair<string, Value>>.Shared.Return(buffer, clearArray: true);
        buffer = null;
    }
}
