namespace Pangea.Kube.Storage.Sqlite;

/// <summary>Where a <see cref="SqliteStore"/> keeps its state, and its bounds.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The file, for instance <c>…/hub/state.db</c>; its directory exists. SQLite puts <c>-wal</c> and <c>-shm</c> beside it.</summary>
    public required string Path { get; init; }

    /// <summary>At most so many transactions share one sync of the disk.</summary>
    public int MaxBatchTransactions { get; init; } = 512;

    /// <summary>A batch takes no further transaction once its values pass so many bytes.</summary>
    public int MaxBatchBytes { get; init; } = 8 << 20;

    /// <summary>At most so many transactions wait for the disk; further callers wait (asynchronously) to get in line.</summary>
    public int MaxWaitingTransactions { get; init; } = 4096;

    /// <summary>
    /// At most so many changes wait for one consumer of a watch, and <see cref="WatchBufferBytes"/> of values. A consumer that lags
    /// further gets the rest from history on disk (without companions), and when that is compacted, a <see cref="CompactedException"/>.
    /// </summary>
    public int WatchBufferChanges { get; init; } = 8192;

    /// <inheritdoc cref="WatchBufferChanges"/>
    public int WatchBufferBytes { get; init; } = 16 << 20;

    /// <summary>At most so many reads of ranges and of history wait; further callers wait (asynchronously) to get in line.</summary>
    public int MaxWaitingReads { get; init; } = 1024;

    /// <summary>Each time the write-ahead log has grown by so many bytes it is moved into the file, beside the writer.</summary>
    public long CheckpointBytes { get; init; } = 8 << 20;

    /// <summary>
    /// The write-ahead log grows to about so many bytes at most. At the bound commits wait until it is moved into the file, and
    /// fail if that does not succeed (another process reads the file for too long, or the disk fails).
    /// </summary>
    public long MaxWalBytes { get; init; } = 64 << 20;

    /// <summary>How long commits wait at <see cref="MaxWalBytes"/> for a reader that is in the way.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages that the writer keeps in memory, in KiB; each of the two readers keeps a quarter of it.</summary>
    public int CacheKiB { get; init; } = 4096;

    /// <summary>SQLite's <c>synchronous</c>; anything but FULL breaks the promise of a store, and is there for the test that proves this.</summary>
    internal string Synchronous { get; init; } = "FULL";

    /// <summary>At most so many pages; for the test that fills the disk.</summary>
    internal long MaxPages { get; init; }
}
