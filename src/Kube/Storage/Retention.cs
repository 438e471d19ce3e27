namespace Pangea.Kube.Storage;

/// <summary>How much history a store keeps.</summary>
public sealed record RetentionOptions
{
    /// <summary>Every revision stays readable for at least so long. kube-apiserver's default (<c>--etcd-compaction-interval</c>) is 5 minutes too.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>No more than so many revisions are kept, however young they are: the bound of the disk's use.</summary>
    public long MaxRevisions { get; init; } = 100_000;
}

/// <summary>
/// Compacts a store by age and number of revisions. It has no timer: the host calls <see cref="CompactAsync"/> every now and then, say
/// every tenth of <see cref="RetentionOptions.KeepFor"/>. Not for concurrent calls.
/// </summary>
/// <remarks>
/// Revisions carry no times, so it notes at each call which revision is the newest. After a restart it therefore waits for
/// <see cref="RetentionOptions.KeepFor"/> before it compacts by age. A clock that jumps does not matter; it reads the monotonic one.
/// </remarks>
public sealed class Retention(IStore store, RetentionOptions options, TimeProvider clock)
{
    /// <summary>Notes closer together than this part of the time to keep would only cost memory.</summary>
    private const int NotesPerKeepFor = 64;

    private readonly Queue<(long Timestamp, long Revision)> _notes = new();
    private long _lastNote;
    private long _compacted;

    /// <summary>Compacts what is due.</summary>
    /// <returns>The revision to which the store is compacted now, as far as this object knows; 0 when it has not compacted yet.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot take writes; the next call tries again.</exception>
    public async ValueTask<long> CompactAsync(CancellationToken cancellationToken)
    {
        var revision = await store.GetRevisionAsync(cancellationToken);
        Note(revision);
        var target = revision - options.MaxRevisions;
        while (_notes.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Timestamp) >= options.KeepFor)
        {
            target = Math.Max(target, oldest.Revision);
            _notes.Dequeue();
        }
        if (target <= _compacted)
        {
            return _compacted;
        }
        try
        {
            await store.CompactAsync(target, cancellationToken);
            _compacted = target;
        }
        catch (CompactedException e)
        {
            _compacted = e.CompactRevision; // somebody else did: another process on the same store
        }
        return _compacted;
    }

    private void Note(long revision)
    {
        if (_notes.Count == 0 || clock.GetElapsedTime(_lastNote) >= options.KeepFor / NotesPerKeepFor)
        {
            _lastNote = clock.GetTimestamp();
            _notes.Enqueue((_lastNote, revision));
        }
    }
}
