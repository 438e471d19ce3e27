using System.Runtime.CompilerServices;

namespace Pangea.Kube.Storage.Memory;

/// <summary>
/// A store in memory, for tests and simulations. Every call but a waiting watch completes before it returns, so the order of
/// calls is the order of commits; it starts no thread and no timer, and a waiting watch goes on where it was awaited.
/// </summary>
/// <remarks>
/// The state outlives the store that is used: <see cref="DisposeAsync"/> is the death of the process that used it, and
/// <see cref="Reopen"/> gives the process that comes after it the same state. Several stores over one state may be open at once,
/// as several processes over one etcd. Faults go into a decorator around this store: to throw before the inner
/// <see cref="CommitAsync"/> is a lost write, to throw after it a lost acknowledgement. History is kept until compacted, without a bound.
/// </remarks>
public sealed class MemoryStore : IStore
{
    private readonly MemoryState _state;
    private readonly CancellationTokenSource _closed = new();

    /// <summary>A store with an empty state of its own.</summary>
    public MemoryStore()
        : this(new MemoryState()) { }

    private MemoryStore(MemoryState state) => _state = state;

    /// <summary>Another store over the same state, whether or not this one is disposed.</summary>
    public MemoryStore Reopen() => new(_state);

    /// <inheritdoc/>
    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken) =>
        AnswerAsync(this, static (state, _) => state.Revision, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        TransactionRules.CheckKey(key);
        return AnswerAsync(key, static (state, key) => state.Get(key), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        TransactionRules.CheckBound(request.Start);
        TransactionRules.CheckBound(request.End);
        return AnswerAsync(request, static (state, request) => state.Range(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        TransactionRules.Check(transaction);
        return AnswerAsync(transaction, static (state, transaction) => state.Commit(transaction), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        await AnswerAsync(
            revision,
            static (state, revision) =>
            {
                state.Compact(revision);
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreBatch> WatchAsync(
        string prefix,
        long afterRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
        TransactionRules.CheckBound(prefix);
        var watch = _state.AddWatch(prefix, afterRevision);
        using var cancelled = cancellationToken.UnsafeRegister(_state.Wake, watch);
        using var closed = _closed.Token.UnsafeRegister(_state.Wake, watch);
        try
        {
            while (true)
            {
                var batch = _state.Next(watch);
                var more = watch.More;
                // Looked at after the wait is armed, so that a cancellation is seen here or wakes the wait.
                cancellationToken.ThrowIfCancellationRequested();
                if (_closed.IsCancellationRequested)
                {
                    throw new StoreUnavailableException("the store is closed");
                }
                if (batch is null)
                {
                    await more;
                    continue;
                }
                yield return batch;
            }
        }
        finally
        {
            _state.RemoveWatch(watch);
        }
    }

    /// <summary>Ends this store's watches and refuses further calls. The state stays.</summary>
    public ValueTask DisposeAsync()
    {
        // Not CancelAsync, which would go through the thread pool: the callbacks only complete the waits.
        _closed.Cancel();
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> AnswerAsync<TArgument, T>(
        TArgument argument,
        Func<MemoryState, TArgument, T> call,
        CancellationToken cancellationToken
    )
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }
        try
        {
            return ValueTask.FromResult(call(_state, argument));
        }
        catch (Exception e) when (e is CompactedException or FutureRevisionException)
        {
            return ValueTask.FromException<T>(e);
        }
    }
}
