using System.Runtime.CompilerServices;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A store in one SQLite file: durable before it answers, one sync for all that arrives meanwhile, little memory, no work when idle.
/// </summary>
/// <remarks>
/// It has three threads of its own, all asleep when there is nothing to do: the writer, one for reads of ranges and history, one for
/// checkpoints. Reads of a single key happen on the caller's thread: they are some microseconds of cached pages.
/// A failing disk fails the calls that meet it, with <see cref="StoreUnavailableException"/>; the next call tries again.
/// </remarks>
public sealed class SqliteStore : IStore
{
    private readonly SqliteStoreOptions _options;
    private readonly StateFile _file;
    private readonly Writer _writer;
    private readonly LiveWatches _watches;
    private readonly WorkerThread _readThread;
    private readonly WorkerThread _checkpointThread;
    private readonly SnapshotReader _reader;
    private readonly Lock _keyReaderLock = new();
    private readonly SnapshotReader _keyReader;
    private readonly Database _writing;
    private readonly Database _beside;
    private int _disposed;

    private SqliteStore(SqliteStoreOptions options, StateFile file, WorkerThread readThread)
    {
        _options = options;
        _file = file;
        _readThread = readThread;
        _checkpointThread = new("storage-checkpoint", capacity: 1);
        _writing = file.ConnectWriter();
        _beside = file.ConnectCheckpointer();
        _reader = new(file.ConnectReader());
        _keyReader = new(file.ConnectReader());
        var (revision, compacted) = _reader.Revisions();
        _watches = new(options, revision);
        _writer = new(options, _writing, _beside, _checkpointThread, _watches, compacted);
    }

    /// <summary>Opens a state, or creates it when there is none.</summary>
    /// <exception cref="StateUnusableException">
    /// It is in use by another store, is no state or damaged, has a newer format, or cannot be opened; the message is one line that
    /// says what was found, what is needed and what to do.
    /// </exception>
    public static async Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken)
    {
        var readThread = new WorkerThread("storage-read", options.MaxWaitingReads);
        try
        {
            var store = await readThread.RunAsync(() => Open(options, readThread), cancellationToken);
            store._writer.Start();
            return store;
        }
        catch (Exception)
        {
            await readThread.StopAsync();
            readThread.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return ValueTask.FromResult(_watches.Revision);
    }

    /// <inheritdoc/>
    public ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        TransactionRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_keyReaderLock)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            try
            {
                return ValueTask.FromResult(_keyReader.Get(key));
            }
            catch (SqliteFailure e)
            {
                return ValueTask.FromException<StoredEntry?>(e.AsUnavailable(_options.Path, "read"));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        TransactionRules.CheckBound(request.Start);
        TransactionRules.CheckBound(request.End);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return await ReadAsync(() => _reader.Range(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        TransactionRules.Check(transaction);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _writer.CommitAsync(transaction, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Readers see it once it is marked, in one short write; the call ends when the space is free for reuse, which happens in slices
    /// between commits. The file does not shrink.
    /// </remarks>
    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _writer.CompactAsync(revision, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreBatch> WatchAsync(
        string prefix,
        long afterRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TransactionRules.CheckBound(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var place = afterRevision;
        while (true)
        {
            // Most of a long history is read before the watch is live, so that the live buffer does not fill meanwhile.
            while (place + _options.WatchBufferChanges / 8 < _watches.Revision)
            {
                var history = await ReadAsync(() => _reader.History(prefix, place, long.MaxValue), cancellationToken);
                place = history.Revision;
                if (history.Changes.Count > 0)
                {
                    yield return history;
                }
            }

            var live = _watches.Add(prefix, place);
            try
            {
                while (place < live.Start)
                {
                    var history = await ReadAsync(() => _reader.History(prefix, place, live.Start), cancellationToken);
                    place = history.Revision;
                    if (history.Changes.Count > 0)
                    {
                        yield return history;
                    }
                }
                while (await live.NextAsync(cancellationToken) is { } batch)
                {
                    place = batch.Revision;
                    yield return batch;
                }
            }
            finally
            {
                _watches.Remove(live);
            }
            place = Math.Max(place, live.CoveredTo);
        }
    }

    /// <summary>Writes what is queued, ends the watches, moves the write-ahead log into the file and gives the state free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        await _writer.StopAsync();
        _watches.Close();
        await _readThread.StopAsync();
        await _checkpointThread.StopAsync();
        lock (_keyReaderLock)
        {
            _keyReader.Dispose();
        }
        _reader.Dispose();
        _beside.Dispose();
        _writing.Dispose();
        _file.Dispose();
        _writer.Dispose();
        _readThread.Dispose();
        _checkpointThread.Dispose();
    }

    private static SqliteStore Open(SqliteStoreOptions options, WorkerThread readThread)
    {
        var file = StateFile.Open(options);
        try
        {
            return new(options, file, readThread);
        }
        catch (SqliteFailure e)
        {
            file.Dispose();
            throw new StateUnusableException($"{options.Path} cannot be opened: {e.Message}", e);
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _readThread.RunAsync(read, cancellationToken);
        }
        catch (SqliteFailure e)
        {
            throw e.AsUnavailable(_options.Path, "read");
        }
    }
}
