namespace Pangea.Kube.Storage;

/// <summary>
/// A revisioned key-value store with etcd's semantics: every committed transaction has one revision, revisions grow by one,
/// a read sees one revision, a watch delivers every change after a revision in order, and history is kept until compacted.
/// Source: the page "KV API guarantees" of the etcd documentation.
/// </summary>
/// <remarks>
/// Keys are ordered by their UTF-8 bytes. Values are opaque. A transaction is acknowledged only when it would survive the loss of
/// the machine (stores that have no disk aside), and is seen by watchers and readers only then. All members may be called from
/// any number of callers at once.
/// </remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// The newest revision that readers may see. In stores of this process it is at least the revision of every
    /// transaction acknowledged before the call; a remote store asks.
    /// </summary>
    ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken);

    /// <summary>Reads one key at the newest revision; null when it is absent.</summary>
    ValueTask<StoredEntry?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Reads keys in order.
    /// </summary>
    /// <returns>The entries and the revision at which they were read.</returns>
    /// <exception cref="CompactedException">The asked revision is compacted.</exception>
    /// <exception cref="FutureRevisionException">The asked revision is newer than the store.</exception>
    ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Commits a transaction: when all its conditions hold, its operations happen at one new revision; otherwise nothing
    /// happens.
    /// </summary>
    /// <remarks>
    /// When the call is cancelled or throws, the transaction may or may not have been committed. Each key may stand in one operation only.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">The store cannot take writes.</exception>
    ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Delivers every change to keys that start with a prefix and whose revision is greater than
    /// <paramref name="afterRevision"/>, in the order of revisions, in batches; a revision's changes are never split over two
    /// batches. Ends only by cancellation or by an exception.
    /// </summary>
    /// <exception cref="CompactedException">
    /// A change after <paramref name="afterRevision"/> is compacted, or the consumer fell so far behind that it was dropped.
    /// </exception>
    IAsyncEnumerable<StoreBatch> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets history: reads at revisions below <paramref name="revision"/> and watches from before it fail from now on. The state at
    /// <paramref name="revision"/> stays readable.
    /// </summary>
    /// <exception cref="CompactedException">It is compacted already.</exception>
    /// <exception cref="FutureRevisionException">The revision is newer than the store.</exception>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken);
}

/// <summary>An entry as it is stored.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value's bytes.</param>
/// <param name="CreateRevision">The revision at which the key came to be (last, if it was deleted before).</param>
/// <param name="ModRevision">The revision of the last change.</param>
public sealed record StoredEntry(string Key, ReadOnlyMemory<byte> Value, long CreateRevision, long ModRevision);

/// <summary>Which keys to read, and when.</summary>
public sealed record RangeRequest
{
    /// <summary>The first key.</summary>
    public required string Start { get; init; }

    /// <summary>The first key that is not wanted any more (see <see cref="KeyRange.PrefixEnd"/>).</summary>
    public required string End { get; init; }

    /// <summary>At which revision; 0 for the newest.</summary>
    public long Revision { get; init; }

    /// <summary>At most so many entries; 0 for all.</summary>
    public int Limit { get; init; }
}

/// <summary>What a range read gave.</summary>
/// <param name="Entries">The entries, ordered by key.</param>
/// <param name="Revision">The store's revision at which the read happened (the asked one, if one was asked).</param>
/// <param name="Count">How many entries there are without the limit.</param>
public sealed record RangeResult(IReadOnlyList<StoredEntry> Entries, long Revision, long Count);

/// <summary>A transaction: conditions that must all hold, and what happens then.</summary>
public sealed record Transaction
{
    /// <summary>The conditions; all on single keys.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The operations; at least one.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>A transaction that writes a key if its mod revision is still the given one (0: absent).</summary>
    public static Transaction Put(
        string key,
        ReadOnlyMemory<byte> value,
        long ifModRevision,
        object? companion = null
    ) => new() { Conditions = [new(key, ifModRevision)], Operations = [Operation.Put(key, value, companion)] };

    /// <summary>A transaction that removes a key if its mod revision is still the given one.</summary>
    public static Transaction Delete(string key, long ifModRevision, object? companion = null) =>
        new() { Conditions = [new(key, ifModRevision)], Operations = [Operation.Delete(key, companion)] };
}

/// <summary>A condition: the key's mod revision is this one; 0 means that the key is absent.</summary>
public readonly record struct Condition(string Key, long ModRevision);

/// <summary>
/// A change to one key. The companion is an object of the writer's that a store of this process hands on with the change to
/// watchers, so that what the writer has parsed need not be parsed again; a remote store loses it, and nothing may rely on it.
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value; null removes the key.</param>
/// <param name="Companion">The writer's companion, or null.</param>
public readonly record struct Operation(string Key, ReadOnlyMemory<byte>? Value, object? Companion)
{
    /// <summary>Writes a key.</summary>
    public static Operation Put(string key, ReadOnlyMemory<byte> value, object? companion = null) =>
        new(key, value, companion);

    /// <summary>Removes a key; nothing happens when it is absent.</summary>
    public static Operation Delete(string key, object? companion = null) => new(key, null, companion);
}

/// <summary>What became of a transaction.</summary>
/// <param name="Succeeded">Whether the conditions held.</param>
/// <param name="Revision">The transaction's revision, or the store's when the conditions did not hold.</param>
public readonly record struct CommitResult(bool Succeeded, long Revision);

/// <summary>Changes of consecutive revisions. <paramref name="Revision"/> is the last one the batch covers: all changes up to it are delivered.</summary>
public sealed record StoreBatch(IReadOnlyList<StoreChange> Changes, long Revision);

/// <summary>One change.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value; null when the key was removed.</param>
/// <param name="Revision">The revision.</param>
/// <param name="CreateRevision">The key's create revision.</param>
/// <param name="Companion">See <see cref="Operation"/>.</param>
public sealed record StoreChange(
    string Key,
    ReadOnlyMemory<byte>? Value,
    long Revision,
    long CreateRevision,
    object? Companion
);

/// <summary>Ranges of keys.</summary>
public static class KeyRange
{
    /// <summary>The first key after all keys with a prefix. The prefix's last character is below U+D7FF, as all our keys' are.</summary>
    public static string PrefixEnd(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
