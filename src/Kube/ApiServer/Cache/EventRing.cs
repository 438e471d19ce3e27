namespace Pangea.Kube.ApiServer;

/// <summary>
/// The last changes of one resource. Readers are cursors: positions that count all changes ever. The ring grows up to a bound, then the oldest
/// change falls out, and a cursor that still needed it is told so (the watch ends with 410 and the client lists again).
/// One writer; readers take the lock for the copying of references only.
/// </summary>
internal sealed class EventRing(long baseRevision, int capacity)
{
    private readonly Lock ringLock = new();
    private CacheEvent[] events = new CacheEvent[Math.Min(64, capacity)];
    private long first;
    private long next;

    /// <summary>Changes after this revision are all in the ring.</summary>
    public long BaseRevision { get; private set; } = baseRevision;

    /// <summary>The position behind the newest change.</summary>
    public long Next => Volatile.Read(ref next);

    public void Append(CacheEvent change)
    {
        lock (ringLock)
        {
            var count = (int)(next - first);
            if (count == events.Length)
            {
                if (events.Length < capacity)
                    Grow(count);
                else
                {
                    BaseRevision = events[first % events.Length].Revision;
                    first++;
                }
            }
            events[next % events.Length] = change;
            Volatile.Write(ref next, next + 1);
        }
    }

    /// <summary>Empties the ring: everything before a revision is unknown from now on, and all cursors are lost.</summary>
    public void Reset(long revision)
    {
        lock (ringLock)
        {
            Array.Clear(events);
            // One position is skipped so that a cursor which had read everything is lost too.
            next++;
            first = next;
            BaseRevision = revision;
        }
    }

    /// <summary>The position of the first change after a revision, or -1 when older changes than the ring's are needed.</summary>
    public long Find(long afterRevision)
    {
        lock (ringLock)
        {
            if (afterRevision < BaseRevision)
                return -1;
            long low = first,
                high = next;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (events[middle % events.Length].Revision <= afterRevision)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }

    /// <summary>Adds the changes from a position on to a list, at most <paramref name="limit"/>.</summary>
    /// <returns>The position behind them; -1 when changes at the position have fallen out.</returns>
    public long Read(long position, int limit, List<CacheEvent> into)
    {
        lock (ringLock)
        {
            if (position < first)
                return -1;
            var end = Math.Min(next, position + limit);
            for (var i = position; i < end; i++)
                into.Add(events[i % events.Length]);
            return end;
        }
    }

    private void Grow(int count)
    {
        var larger = new CacheEvent[Math.Min(capacity, events.Length * 2)];
        for (var i = 0; i < count; i++)
            larger[(first + i) % larger.Length] = events[(first + i) % events.Length];
        events = larger;
    }
}
