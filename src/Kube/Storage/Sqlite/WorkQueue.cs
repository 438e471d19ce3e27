using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A bounded queue between callers, who wait by await, and one thread of the store, which sleeps when it is empty. Waking a thread
/// costs microseconds, so it is only done when it sleeps.
/// </summary>
internal sealed class WorkQueue<T>(int capacity) : IDisposable
{
    private readonly Channel<T> _items = Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly AutoResetEvent _wake = new(false);
    private int _asleep;
    private volatile bool _closed;

    /// <summary>Whether nothing can be added any more; what was added before is still to be taken.</summary>
    public bool IsClosed => _closed;

    /// <summary>Adds an item; waits while the queue is full.</summary>
    /// <exception cref="StoreUnavailableException">It is closed.</exception>
    public async ValueTask AddAsync(T item, CancellationToken cancellationToken)
    {
        try
        {
            await _items.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("the store is closed", e);
        }
        WakeIfAsleep();
    }

    /// <summary>Adds an item; false when the queue is full or closed.</summary>
    public bool TryAdd(T item)
    {
        var added = _items.Writer.TryWrite(item);
        if (added)
        {
            WakeIfAsleep();
        }
        return added;
    }

    public void Close()
    {
        _items.Writer.TryComplete();
        _closed = true;
        Wake();
    }

    public bool TryTake([MaybeNullWhen(false)] out T item) => _items.Reader.TryRead(out item);

    /// <summary>Wakes the thread, or keeps it from falling asleep, for something that is not in the queue.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Called by the thread: returns when there may be something to do.</summary>
    public void Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        // Looked at again after it is known that the thread sleeps: an item is either seen here, or whoever added it sees that.
        if (_items.Reader.Count == 0)
        {
            _wake.WaitOne();
        }
        Interlocked.Exchange(ref _asleep, 0);
    }

    public void Dispose() => _wake.Dispose();

    private void WakeIfAsleep()
    {
        if (Interlocked.Exchange(ref _asleep, 0) == 1)
        {
            _wake.Set();
        }
    }
}
