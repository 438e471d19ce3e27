using System.Collections.Immutable;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What one write uses of the quotas of its namespace, on the way into the store in the write's own transaction. Disposing it lets the next write of
/// the namespace be counted.
/// </summary>
internal sealed class QuotaCharge : IDisposable
{
    private readonly QuotaLedger ledger;
    private readonly AsyncLock.Holder turn;
    private readonly ImmutableArray<(KubeObject Old, StoredObject Next)> changes;

    /// <summary>The charge, or the refusal, of a write.</summary>
    public QuotaCharge(
        QuotaLedger ledger,
        AsyncLock.Holder turn,
        Status? refusal,
        ImmutableArray<(KubeObject Old, StoredObject Next)> changes
    )
    {
        this.ledger = ledger;
        this.turn = turn;
        this.changes = changes;
        Refusal = refusal;
    }

    /// <summary>Why the write may not happen, or null.</summary>
    public Status? Refusal { get; }

    /// <summary>Whether the write changes a quota, so that it can fail because of one.</summary>
    public bool Changes => !changes.IsEmpty;

    /// <summary>A transaction that writes the quotas too; it fails when one of them is not any more as the charge found it.</summary>
    public Transaction Join(Transaction transaction)
    {
        if (changes.IsEmpty)
            return transaction;
        var conditions = transaction.Conditions.ToList();
        var operations = transaction.Operations.ToList();
        foreach (var (old, next) in changes)
        {
            var key = StorageKeys.Of(QuotaLedger.Quotas, old.Key);
            conditions.Add(new(key, old.Revision));
            operations.Add(Operation.Put(key, next.Bytes, next));
        }
        return new() { Conditions = conditions, Operations = operations };
    }

    /// <summary>Remembers the quotas as they were written, for the next charge may come before the cache has them.</summary>
    public void Settle(long revision)
    {
        foreach (var (_, next) in changes)
            ledger.Remember(next.Resolve(revision));
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
