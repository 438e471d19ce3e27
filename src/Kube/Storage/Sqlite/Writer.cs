using System.Collections.Concurrent;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// The one writer of a state, on a thread of its own. While one batch is being synced, the transactions that arrive form the next:
/// under load many share a sync, and alone one waits for nobody. It sleeps when there is nothing to do.
/// </summary>
/// <remarks>
/// A batch is one SQLite transaction: synced, or as if it had never been. Callers are answered and watches told after the sync, in
/// this order: revision, watches, callers. Compaction and checkpoints take their turns between batches, in short pieces.
/// </remarks>
internal sealed class Writer : IDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly Database _database;
    private readonly BatchTransaction _transaction;
    private readonly Compaction _compaction;
    private readonly Checkpointer _checkpointer;
    private readonly LiveWatches _watches;
    private readonly Statement _newestId;

    private readonly WorkQueue<PendingCommit> _queue;
    private readonly ConcurrentQueue<PendingCompaction> _compactionQueue = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The writer thread's own.
    private readonly List<PendingCommit> _batch = [];
    private readonly List<PendingCompaction> _accepted = [];
    private long _compacted;
    private bool _sweeping;
    private bool _inDoubt;

    public Writer(
        SqliteStoreOptions options,
        Database database,
        Database beside,
        WorkerThread checkpoints,
        LiveWatches watches,
        long compacted
    )
    {
        _options = options;
        _database = database;
        _watches = watches;
        _compacted = compacted;
        _sweeping = true; // what an earlier process left
        _queue = new(options.MaxWaitingTransactions);
        _transaction = new(database);
        _compaction = new(database);
        _checkpointer = new(options, database, beside, checkpoints, _queue.Wake);
        _newestId = database.Prepare("SELECT max(id) FROM log");
    }

    public void Start() => new Thread(Run) { Name = "storage-writer", IsBackground = true }.Start();

    /// <summary>Completes when the transaction is synced, or its conditions did not hold.</summary>
    /// <exception cref="StoreUnavailableException">It could not be synced.</exception>
    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var pending = new PendingCommit(transaction);
        await _queue.AddAsync(pending, cancellationToken);
        using var cancelled = cancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingCommit)pending!).TrySetCanceled(token),
            pending
        );
        return await pending.Task;
    }

    /// <summary>Completes when all of it is removed from the disk; readers see nothing of it long before.</summary>
    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        var pending = new PendingCompaction(revision);
        _compactionQueue.Enqueue(pending);
        _queue.Wake();
        if (_ended.Task.IsCompleted)
        {
            GiveUpCompactions();
        }
        using var cancelled = cancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingCompaction)pending!).TrySetCanceled(token),
            pending
        );
        await pending.Task;
    }

    /// <summary>Writes what is queued, then ends the thread.</summary>
    public Task StopAsync()
    {
        _queue.Close();
        return _ended.Task;
    }

    public void Dispose() => _queue.Dispose();

    private void Run()
    {
        while (true)
        {
            var closed = _queue.IsClosed;
            TakeBatch();
            if (_batch.Count > 0)
            {
                CommitBatch();
            }
            else if (closed)
            {
                break;
            }
            Compact();
            if (_checkpointer.WantsWriter)
            {
                _checkpointer.MoveRest();
            }
            if (_batch.Count == 0 && !_sweeping)
            {
                _queue.Sleep();
            }
        }
        _ended.SetResult();
        _accepted.ForEach(GiveUp);
        GiveUpCompactions();
    }

    private void GiveUpCompactions()
    {
        while (_compactionQueue.TryDequeue(out var pending))
        {
            GiveUp(pending);
        }
    }

    private static void GiveUp(PendingCompaction pending) =>
        pending.TrySetException(new StoreUnavailableException("the store is closed"));

    private void TakeBatch()
    {
        _batch.Clear();
        var bytes = 0;
        while (
            _batch.Count < _options.MaxBatchTransactions
            && bytes < _options.MaxBatchBytes
            && _queue.TryTake(out var next)
        )
        {
            bytes += next.Bytes;
            _batch.Add(next);
        }
    }

    private void CommitBatch()
    {
        try
        {
            Prepare();
            _transaction.Begin(_watches.Revision);
            foreach (var pending in _batch)
            {
                if (!pending.Task.IsCompleted)
                {
                    pending.Result = _transaction.Apply(pending.Transaction);
                }
            }
            _transaction.Commit();
        }
        catch (Exception e)
        {
            var failure = Doubt(e);
            _batch.ForEach(pending => pending.TrySetException(failure));
            return;
        }

        _watches.Publish(_transaction.Changes, _transaction.Revision);
        foreach (var pending in _batch)
        {
            // One that was cancelled before its turn has no result, and has answered already.
            pending.TrySetResult(pending.Result);
        }
        AfterWrite();
    }

    private void Compact()
    {
        while (_compactionQueue.TryDequeue(out var pending))
        {
            Accept(pending);
        }
        if (!_sweeping)
        {
            return;
        }
        try
        {
            Prepare();
            _sweeping = _compaction.RemoveSlice(_compacted);
        }
        catch (Exception e)
        {
            // Readers see it compacted all the same; the rest is removed with the next compaction or after the next start.
            _sweeping = false;
            var failure = Doubt(e);
            _accepted.ForEach(pending => pending.TrySetException(failure));
            _accepted.Clear();
            return;
        }
        AfterWrite();
        if (!_sweeping)
        {
            _accepted.ForEach(static pending => pending.TrySetResult());
            _accepted.Clear();
        }
    }

    private void Accept(PendingCompaction pending)
    {
        if (pending.Revision <= _compacted)
        {
            pending.TrySetException(new CompactedException(_compacted));
            return;
        }
        if (pending.Revision > _watches.Revision)
        {
            pending.TrySetException(new FutureRevisionException(pending.Revision, _watches.Revision));
            return;
        }
        try
        {
            Prepare();
            _compaction.Mark(pending.Revision);
            _compacted = pending.Revision;
            _sweeping = true;
            _accepted.Add(pending);
        }
        catch (Exception e)
        {
            pending.TrySetException(Doubt(e));
        }
    }

    /// <summary>Before each write: the WAL has room, and what a failed write has left is settled.</summary>
    private void Prepare()
    {
        _checkpointer.KeepBound();
        if (!_inDoubt)
        {
            return;
        }
        _transaction.Rollback();
        var newest = _newestId.Step() ? StateFile.Revision(_newestId.Int64(0)) : 0;
        _newestId.Reset();
        if (newest > _watches.Revision)
        {
            _watches.Skip(newest);
        }
        _inDoubt = false;
    }

    /// <summary>
    /// After a failed write: gives it up. Whether it is on disk all the same is looked at before the next one.
    /// </summary>
    private StoreUnavailableException Doubt(Exception cause)
    {
        _inDoubt = true;
        try
        {
            _transaction.Rollback();
        }
        catch (SqliteFailure)
        {
            // The cause is what the callers get; the rollback is done again before the next write.
        }
        return cause is SqliteFailure failure
            ? failure.AsUnavailable(_options.Path, "write to")
            : new($"cannot write to {_options.Path}: {cause.Message}", cause);
    }

    private void AfterWrite()
    {
        try
        {
            _checkpointer.AfterWrite();
        }
        catch (SqliteFailure)
        {
            // What was written is synced; the WAL's length is asked for again after the next write.
        }
    }
}
