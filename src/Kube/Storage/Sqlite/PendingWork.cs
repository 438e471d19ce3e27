namespace Pangea.Kube.Storage.Sqlite;

/// <summary>A transaction on its way to the disk, and its caller's answer.</summary>
internal sealed class PendingCommit(Transaction transaction)
    : TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Transaction Transaction { get; } = transaction;

    /// <summary>The answer, once the batch is synced.</summary>
    public CommitResult Result { get; set; }

    public int Bytes
    {
        get
        {
            var bytes = 0;
            for (var i = 0; i < Transaction.Operations.Count; i++)
            {
                bytes += Transaction.Operations[i].Value?.Length ?? 0;
            }
            return bytes;
        }
    }
}

/// <summary>A compaction that waits for its turn or is under way, and its caller's answer.</summary>
internal sealed class PendingCompaction(long revision)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Revision { get; } = revision;
}
