using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Objects in the order of namespace and name, in one array: found by binary search, listed without copying. An array that has been handed out is
/// not changed any more; the next change goes to a copy. Not synchronised.
/// </summary>
internal sealed class SortedObjects
{
    private KubeObject[] items = [];
    private bool handedOut;

    public int Count { get; private set; }

    public KubeObject? Find(NamespacedName key)
    {
        var at = Search(key);
        return at >= 0 ? items[at] : null;
    }

    /// <summary>The objects of a namespace, or all, as they are now.</summary>
    public IReadOnlyList<KubeObject> Snapshot(string @namespace)
    {
        var start = 0;
        var end = Count;
        if (@namespace.Length > 0)
        {
            // No name is empty, so this is where the namespace begins; and no text stands between one and itself with a NUL behind.
            start = ~Search(new(@namespace, ""));
            end = ~Search(new(@namespace + '\0', ""));
        }
        if (start == end)
            return [];
        handedOut = true;
        return new ArraySegment<KubeObject>(items, start, end - start);
    }

    /// <summary>Adds or replaces an object; gives the one that was there.</summary>
    public KubeObject? Set(KubeObject value)
    {
        var at = Search(value.Key);
        if (at >= 0)
        {
            Own(Count);
            var old = items[at];
            items[at] = value;
            return old;
        }
        at = ~at;
        Own(Count + 1);
        Array.Copy(items, at, items, at + 1, Count - at);
        items[at] = value;
        Count++;
        return null;
    }

    /// <summary>Removes an object; gives it, or null when it was not there.</summary>
    public KubeObject? Remove(NamespacedName key)
    {
        var at = Search(key);
        if (at < 0)
            return null;
        Own(Count);
        var old = items[at];
        Count--;
        Array.Copy(items, at + 1, items, at, Count - at);
        items[Count] = null!;
        return old;
    }

    /// <summary>Replaces everything by objects that stand in order, each key once.</summary>
    public void Replace(KubeObject[] sorted)
    {
        items = sorted;
        Count = sorted.Length;
        handedOut = false;
    }

    private void Own(int capacity)
    {
        if (!handedOut && capacity <= items.Length)
            return;
        var copy = new KubeObject[
            capacity <= items.Length ? items.Length : Math.Max(capacity, items.Length + (items.Length / 2))
        ];
        Array.Copy(items, copy, Count);
        items = copy;
        handedOut = false;
    }

    private int Search(NamespacedName key)
    {
        int low = 0,
            high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = items[middle].Key.CompareTo(key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
