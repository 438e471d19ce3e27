namespace Pangea.Kube.Storage;

/// <summary>
/// A revisioned key-value store with etcd's semantics: every committed transaction has one revision, revisions grow by one,
/// a read sees one revision, a watch delivers every change after a revision in order, and history is kept until compacted.
/// Source: the page "KV API guarantees" of the etcd documentation.
/// </summary>
/// <remarks>
/// Keys are ordered by their UTF-8 bytes. Values are opaque. A transaction is acknowledged only when it would survive the loss of
/// the machine (stores that have no disk aside), and is seen by watchers and readers only then. All members may be called from
/// any number of callers at once. The revision of a store that was never written is 1, so that 0 can mean "none".
/// A key is not empty and well-formed UTF-16; a value's bytes must not change once they were given to a store or came out of one.
/// After <see cref="IAsyncDisposable.DisposeAsync"/> calls throw <see cref="ObjectDisposedException"/>, and what was under way
/// throws <see cref="StoreUnavailableException"/>.
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
    /// A transaction whose conditions hold and which changes nothing (it only deletes absent keys) succeeds without a revision of
    /// its own, as in etcd.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A key is empty or malformed or stands in two operations, or there are no operations or more than <see cref="Transaction.MaxOperations"/>.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store cannot take writes.</exception>
    ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Delivers every change to keys that start with a prefix and whose revision is greater than
    /// <paramref name="afterRevision"/>, in the order of revisions, in batches; a revision's changes are never split over two
    /// batches, and no batch is empty. Ends only by cancellation or by an exception. An empty prefix is every key.
    /// </summary>
    /// <remarks>
    /// A watch starts when its enumeration starts. It may start from a revision that is still to come. Who must know that nothing
    /// happened under a prefix up to a revision watches a prefix wide enough to see every revision.
    /// </remarks>
    /// <exception cref="CompactedException">
    /// A change after <paramref name="afterRevision"/> is compacted, or the consumer fell so far behind that it was dropped.
    /// </exception>
    IAsyncEnumerable<StoreBatch> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets history: reads at revisions below <paramref name="revision"/> and watches from before it fail from now on. The state at
    /// <paramref name="revision"/> stays readable. Watches that are under way and have not fallen behind it go on.
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
    /// <summary>The first key; empty for the first of all.</summary>
    public required string Start { get; init; }

    /// <summary>The first key that is not wanted any more (see <see cref="KeyRange.PrefixEnd"/>); empty for no end.</summary>
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
    /// <summary>The most operations, and the most conditions, of one transaction: etcd's default (<c>--max-txn-ops</c>).</summary>
    public const int MaxOperations = 128;

    /// <summary>The conditions; all on single keys, at most <see cref="MaxOperations"/>.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The operations; at least one, at most <see cref="MaxOperations"/>.</summary>
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
/// <param name="CreateRevision">The key's create revision; of a removed key, the one it had.</param>
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
    /// <summary>
    /// The first key after all keys with a prefix; empty (no end) for the empty prefix. The prefix's last character is below
    /// U+D7FF, as all our keys' are.
    /// </summary>
    /// <exception cref="ArgumentException">The last character is U+D7FF or above.</exception>
    public static string PrefixEnd(string prefix)
    {
        if (prefix.Length == 0)
        {
            return prefix;
        }
        if (prefix[^1] >= '\uD7FF')
        {
            throw new ArgumentException("a prefix ends with a character below U+D7FF", nameof(prefix));
        }
        return string.Concat(prefix.AsSpan(..^1), [(char)(prefix[^1] + 1)]);
    }
}
