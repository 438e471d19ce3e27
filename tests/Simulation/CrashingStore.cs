using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Simulation.Tests;

/// <summary>
/// A process's disk: tells what is removed, and kills its process at a chosen write, before the write or after it and before anybody hears of it.
/// </summary>
internal sealed class CrashingStore(MemoryStore inner, Disk disk) : IStore
{
    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken) =>
        inner.GetRevisionAsync(cancellationToken);

    public ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        inner.GetAsync(key, cancellationToken);

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        inner.RangeAsync(request, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var dies = disk.Process is { IsRunning: true } && disk.Doom.IsNow();
        if (dies && disk.Doom.BeforeTheWrite)
            await disk.Doom.StrikeAsync(disk.Process!);
        var result = await inner.CommitAsync(transaction, cancellationToken);
        if (result.Succeeded)
            disk.Wrote(transaction);
        if (dies)
            await disk.Doom.StrikeAsync(disk.Process!);
        return result;
    }

    public IAsyncEnumerable<StoreBatch> WatchAsync(
        string prefix,
        long afterRevision,
        CancellationToken cancellationToken
    ) => inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>What outlives the processes of a role: its state, and when the next one dies.</summary>
internal sealed class Disk
{
    private MemoryStore store = new();

    /// <summary>The process that writes to it.</summary>
    public SimulatedProcess? Process { get; set; }

    /// <summary>When it dies.</summary>
    public Doom Doom { get; } = new();

    /// <summary>Called for each key that is removed.</summary>
    public Action<string> Removed { get; set; } = static _ => { };

    /// <summary>The state for the next life of the process.</summary>
    public CrashingStore Open()
    {
        store = store.Reopen();
        return new(store, this);
    }

    internal void Wrote(Transaction transaction)
    {
        foreach (var operation in transaction.Operations)
        {
            if (operation.Value is null)
                Removed(operation.Key);
        }
    }
}
