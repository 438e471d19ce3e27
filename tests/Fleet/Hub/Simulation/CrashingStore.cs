using Pangea.Kube.Storage;

namespace Pangea.Fleet.Hub.Tests.Simulation;

/// <summary>A store whose process dies at some of its writes: before the write, or after it and before anybody knows.</summary>
internal sealed class CrashingStore(IStore inner, Random random, Func<double> chance, Func<Task> crash) : IStore
{
    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var dies = random.NextDouble() < chance();
        var isWritten = random.Next(2) == 0;
        if (dies && !isWritten)
            await crash();
        var result = await inner.CommitAsync(transaction, cancellationToken);
        if (dies)
            await crash();
        return result;
    }

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken) =>
        inner.GetRevisionAsync(cancellationToken);

    public ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        inner.GetAsync(key, cancellationToken);

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        inner.RangeAsync(request, cancellationToken);

    public IAsyncEnumerable<StoreBatch> WatchAsync(
        string prefix,
        long afterRevision,
        CancellationToken cancellationToken
    ) => inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
