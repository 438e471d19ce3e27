using System.Threading.Channels;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// The store's newest revision and the watches that follow it. The writer publishes what it has synced; each watch takes what it
/// wants into a bounded buffer, and is let go when the buffer is full.
/// </summary>
internal sealed class LiveWatches(SqliteStoreOptions options, long revision)
{
    private readonly Lock _watchesLock = new();
    private readonly List<LiveWatch> _watches = [];
    private long _revision = revision;
    private bool _closed;

    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Adds a watch of what comes after now; what came before is history, up to <see cref="LiveWatch.Start"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store is closed.</exception>
    public LiveWatch Add(string prefix, long afterRevision)
    {
        lock (_watchesLock)
        {
            if (_closed)
            {
                throw Closed();
            }
            var watch = new LiveWatch(prefix, afterRevision, _revision, options);
            _watches.Add(watch);
            return watch;
        }
    }

    public void Remove(LiveWatch watch)
    {
        lock (_watchesLock)
        {
            _watches.Remove(watch);
        }
    }

    /// <summary>Makes a synced batch visible.</summary>
    public void Publish(IReadOnlyList<StoreChange> changes, long revision)
    {
        lock (_watchesLock)
        {
            Volatile.Write(ref _revision, revision);
            if (changes.Count > 0 && _watches.Count > 0)
            {
                var batch = new StoreBatch(changes, revision);
                _watches.RemoveAll(watch => !watch.TryTake(batch));
            }
        }
    }

    /// <summary>Goes to a revision that is on disk, but whose changes are not at hand: every watch reads them from there.</summary>
    public void Skip(long revision)
    {
        lock (_watchesLock)
        {
            var covered = Revision;
            Volatile.Write(ref _revision, revision);
            _watches.ForEach(watch => watch.LetGo(covered));
            _watches.Clear();
        }
    }

    public void Close()
    {
        lock (_watchesLock)
        {
            _closed = true;
            _watches.ForEach(watch => watch.LetGo(Revision, Closed()));
            _watches.Clear();
        }
    }

    private static StoreUnavailableException Closed() => new("the store is closed");
}

/// <summary>One watch's buffer.</summary>
internal sealed class LiveWatch(string prefix, long afterRevision, long start, SqliteStoreOptions options)
{
    private readonly Channel<StoreBatch> _batches = Channel.CreateUnbounded<StoreBatch>(
        new() { SingleReader = true, SingleWriter = true }
    );
    private int _changes;
    private int _bytes;

    /// <summary>The store's revision when the watch began.</summary>
    public long Start { get; } = start;

    /// <summary>Once it is let go: all that the watch wants up to this revision is delivered when the buffer is read.</summary>
    public long CoveredTo { get; private set; }

    /// <summary>Takes what it wants of a batch; false when the buffer is full and the watch has ended.</summary>
    public bool TryTake(StoreBatch batch)
    {
        var wanted = 0;
        foreach (var change in batch.Changes)
        {
            wanted += Wants(change) ? 1 : 0;
        }
        if (wanted == 0)
        {
            return true;
        }
        var taken = wanted == batch.Changes.Count ? batch : batch with { Changes = Pick(batch.Changes, wanted) };
        if (
            Interlocked.Add(ref _changes, wanted) > options.WatchBufferChanges
            || Interlocked.Add(ref _bytes, Bytes(taken)) > options.WatchBufferBytes
        )
        {
            LetGo(batch.Changes[0].Revision - 1);
            return false;
        }
        return _batches.Writer.TryWrite(taken);
    }

    /// <summary>Ends the watch once its buffer is read.</summary>
    public void LetGo(long coveredTo, Exception? error = null)
    {
        CoveredTo = coveredTo;
        _batches.Writer.TryComplete(error);
    }

    /// <summary>The next batch; null when the watch was let go.</summary>
    public async ValueTask<StoreBatch?> NextAsync(CancellationToken cancellationToken)
    {
        StoreBatch? batch;
        while (!_batches.Reader.TryRead(out batch))
        {
            if (!await _batches.Reader.WaitToReadAsync(cancellationToken))
            {
                return null;
            }
        }
        Interlocked.Add(ref _changes, -batch.Changes.Count);
        Interlocked.Add(ref _bytes, -Bytes(batch));
        return batch;
    }

    private bool Wants(StoreChange change) =>
        change.Revision > afterRevision && change.Key.StartsWith(prefix, StringComparison.Ordinal);

    private StoreChange[] Pick(IReadOnlyList<StoreChange> changes, int count)
    {
        var picked = new StoreChange[count];
        var next = 0;
        foreach (var change in changes)
        {
            if (Wants(change))
            {
                picked[next++] = change;
            }
        }
        return picked;
    }

    private static int Bytes(StoreBatch batch)
    {
        var bytes = 0;
        foreach (var change in batch.Changes)
        {
            bytes += change.Value?.Length ?? 0;
        }
        return bytes;
    }
}
