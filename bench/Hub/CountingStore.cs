using System.Collections.Concurrent;
using Pangea.Kube.Storage;

namespace Pangea.Bench.Hub;

/// <summary>A store that counts what is written to it, by resource.</summary>
internal sealed class CountingStore(IStore inner) : IStore
{
    private readonly ConcurrentDictionary<string, (long Writes, long Lost, long Bytes)> counts = new(
        StringComparer.Ordinal
    );

    public void Reset() => counts.Clear();

    /// <summary>A line for each resource that was written.</summary>
    public IEnumerable<string> Report(int objects) =>
        counts
            .OrderByDescending(c => c.Value.Writes)
            .Select(c =>
                $"{c.Key, -26}{c.Value.Writes, 8} writes  {(double)c.Value.Writes / objects, 6:N2} a Deployment  "
                + $"{c.Value.Bytes / Math.Max(1, c.Value.Writes), 6:N0} B each  {c.Value.Lost} lost races"
            );

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken) =>
        inner.GetRevisionAsync(cancellationToken);

    public ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        inner.GetAsync(key, cancellationToken);

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        inner.RangeAsync(request, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var result = await inner.CommitAsync(transaction, cancellationToken);
        foreach (var operation in transaction.Operations)
        {
            var resource = operation.Key.Split('/') is { Length: > 3 } parts ? parts[3] : operation.Key;
            counts.AddOrUpdate(
                resource,
                _ => Count((0, 0, 0), result, operation),
                (_, before) => Count(before, result, operation)
            );
        }
        return result;
    }

    private static (long, long, long) Count(
        (long Writes, long Lost, long Bytes) before,
        CommitResult result,
        Operation operation
    ) =>
        result.Succeeded
            ? (before.Writes + 1, before.Lost, before.Bytes + (operation.Value?.Length ?? 0))
            : (before.Writes, before.Lost + 1, before.Bytes);

    public IAsyncEnumerable<StoreBatch> WatchAsync(
        string prefix,
        long afterRevision,
        CancellationToken cancellationToken
    ) => inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
