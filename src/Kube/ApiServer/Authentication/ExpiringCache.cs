using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A cache with a bound and an end for each entry. At the bound the entry that was added first goes, used or not: what falls out is
/// computed again. Reading takes no lock.
/// </summary>
internal sealed class ExpiringCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    // Lookups by key only; nothing ever iterates over it.
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> entries = new();
    private readonly Queue<TKey> order = new();
    private readonly Lock orderLock = new();

    /// <summary>How many entries there are, expired ones included; never more than the capacity.</summary>
    public int Count => entries.Count;

    /// <summary>The value of a key, unless its time is over.</summary>
    public bool TryGet(TKey key, DateTimeOffset now, [MaybeNullWhen(false)] out TValue value)
    {
        var found = entries.TryGetValue(key, out var entry) && now < entry.Until;
        value = found ? entry.Value : default;
        return found;
    }

    /// <summary>Sets a value until a time.</summary>
    public void Set(TKey key, TValue value, DateTimeOffset until)
    {
        lock (orderLock)
        {
            if (entries.TryAdd(key, (value, until)))
            {
                order.Enqueue(key);
                while (order.Count > capacity)
                    entries.TryRemove(order.Dequeue(), out _);
            }
            else
            {
                entries[key] = (value, until);
            }
        }
    }
}
