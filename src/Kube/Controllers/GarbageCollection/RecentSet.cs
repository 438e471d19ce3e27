namespace Pangea.Kube.Controllers;

/// <summary>The last values that were added, up to a number: the oldest goes first. May be used by many at once.</summary>
internal sealed class RecentSet<T>(int capacity)
    where T : notnull
{
    private readonly Lock valuesLock = new();
    private readonly HashSet<T> values = [];
    private readonly Queue<T> order = new();

    /// <summary>Adds a value.</summary>
    public void Add(T value)
    {
        lock (valuesLock)
        {
            if (!values.Add(value))
                return;
            order.Enqueue(value);
            if (order.Count > capacity)
                values.Remove(order.Dequeue());
        }
    }

    /// <summary>Whether a value is among the last.</summary>
    public bool Contains(T value)
    {
        lock (valuesLock)
            return values.Contains(value);
    }
}
