namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// The file that holds a store's state: its format, the lock that lets one store at a time use it, and connections to it.
/// </summary>
/// <remarks>
/// Format 1, in a SQLite file in WAL mode with application_id "PANG" and user_version 1. An <c>id</c> is a version of a key:
/// <c>revision × 128 + place in its transaction</c>.
/// <list type="bullet">
/// <item><c>current</c>: the key's newest version, unless it was removed. Point reads, conditions, lists.</item>
/// <item><c>log</c>: every change since the last compaction, with the version of the same key that it replaced or removed (0: none).
/// Append-only and narrow; watches and reads at a revision go by it.</item>
/// <item><c>value</c>: the bytes of every version that is current or was at a revision that is kept. A log entry without a value
/// is a removal.</item>
/// <item><c>meta</c>: the revision below which history is compacted.</item>
/// </list>
/// The store's revision is that of the newest log entry, or the compacted one when the log is empty, and at least 1.
/// </remarks>
internal sealed class StateFile : IDisposable
{
    public const int Format = 1;

    /// <summary>Versions of one revision; <see cref="Transaction.MaxOperations"/> fit.</summary>
    public const int IdsPerRevision = 128;

    private const long ApplicationId = 0x50414E47; // "PANG"

    /// <summary>Objects are some KB each: on pages of 4 KiB one of 2 KB leaves half a page empty.</summary>
    private const int PageBytes = 8192;

    private const string Schema = """
        CREATE TABLE current (key TEXT PRIMARY KEY NOT NULL, id INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID, STRICT;
        CREATE TABLE log (id INTEGER PRIMARY KEY, previous INTEGER NOT NULL, created INTEGER NOT NULL, key TEXT NOT NULL) STRICT;
        CREATE TABLE value (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID, STRICT;
        INSERT INTO meta VALUES ('compacted', 0);
        """;

    private readonly SqliteStoreOptions _options;
    private readonly StateLock _lock;

    private StateFile(SqliteStoreOptions options, StateLock held)
    {
        _options = options;
        _lock = held;
    }

    /// <summary>Takes the lock and makes sure that the file is a state of this format, creating it when it is new.</summary>
    /// <exception cref="StateUnusableException">It is not, or is in use, or cannot be opened.</exception>
    public static StateFile Open(SqliteStoreOptions options)
    {
        var file = new StateFile(options, StateLock.Take(options.Path));
        try
        {
            StateLock.OpenOrCreatePrivate(options.Path, FileShare.ReadWrite).Dispose();
            file.CheckOrCreate();
            return file;
        }
        catch (SqliteFailure e)
        {
            file._lock.Withdraw();
            throw new StateUnusableException(
                e.IsDamage
                    ? $"{options.Path} is no state of Pangea, or damaged ({e.Message}); a state of format {Format} is needed: choose another path, or restore a backup"
                    : $"{options.Path} cannot be opened: {e.Message}",
                e
            );
        }
        catch (Exception)
        {
            file._lock.Withdraw();
            throw;
        }
    }

    public static long Id(long revision, int place) => (revision * IdsPerRevision) + place;

    /// <summary>The id before all of a revision.</summary>
    public static long FirstId(long revision) => Id(revision, 0);

    public static long Revision(long id) => id / IdsPerRevision;

    /// <summary>The connection that writes.</summary>
    public Database ConnectWriter()
    {
        var database = Connect(readOnly: false, _options.CacheKiB);
        try
        {
            database.Execute($"PRAGMA synchronous = {_options.Synchronous}");
            if (_options.MaxPages > 0)
            {
                database.Execute($"PRAGMA max_page_count = {_options.MaxPages}");
            }
            return database;
        }
        catch (SqliteFailure)
        {
            database.Dispose();
            throw;
        }
    }

    public Database ConnectReader() => Connect(readOnly: true, _options.CacheKiB / 4);

    /// <summary>A connection to checkpoint with: it may write to the file, and needs no pages in memory.</summary>
    public Database ConnectCheckpointer() => Connect(readOnly: false, cacheKiB: 64);

    public static long Pages(long bytes) => bytes / PageBytes;

    /// <summary>Gives the lock back; all connections are closed before.</summary>
    public void Dispose() => _lock.Dispose();

    private void CheckOrCreate()
    {
        using var database = new Database(_options.Path, readOnly: false);
        var application = database.Number("PRAGMA application_id");
        var format = database.Number("PRAGMA user_version");
        if (application == 0 && format == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0)
        {
            Create(database);
            return;
        }
        Check(database, _options.Path);
    }

    /// <summary>Makes sure that a file is a state of this format.</summary>
    /// <exception cref="StateUnusableException">It is not.</exception>
    internal static void Check(Database database, string path)
    {
        var application = database.Number("PRAGMA application_id");
        var format = database.Number("PRAGMA user_version");
        if (application != ApplicationId)
        {
            throw new StateUnusableException(
                $"{path} is a SQLite database of something else (application id {application}); a state of Pangea of format {Format} is needed: choose another path"
            );
        }
        if (format > Format)
        {
            throw new StateUnusableException(
                $"{path} has format {format} and this program reads format {Format}: use the newer program that wrote it, or choose another path"
            );
        }
        if (format < Format)
        {
            throw new StateUnusableException(
                $"{path} has format {format} and this program reads format {Format}: choose another path"
            );
        }
    }

    /// <summary>The store's revision, by the id of the newest log entry (0: none) and the compacted revision.</summary>
    public static long StoreRevision(long newestId, long compacted) =>
        Math.Max(1, Math.Max(Revision(newestId), compacted));

    /// <summary>The revision of a state that no store has open.</summary>
    internal static long NewestRevision(Database database) =>
        StoreRevision(
            database.Number("SELECT max(id) FROM log"),
            database.Number("SELECT number FROM meta WHERE name = 'compacted'")
        );

    /// <summary>WAL mode first, as it cannot be set in a transaction; then all at once, so that a crash leaves nothing half-made.</summary>
    private static void Create(Database database) =>
        database.Execute(
            $"""
            PRAGMA page_size = {PageBytes};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            BEGIN IMMEDIATE;
            PRAGMA application_id = {ApplicationId};
            PRAGMA user_version = {Format};
            {Schema}
            COMMIT;
            """
        );

    private Database Connect(bool readOnly, int cacheKiB)
    {
        var database = new Database(_options.Path, readOnly);
        try
        {
            // Checkpoints happen where this store says, never inside a commit. The log keeps its length when it starts over:
            // overwriting costs the disk less than growing.
            database.Execute(
                $"""
                PRAGMA wal_autocheckpoint = 0;
                PRAGMA journal_size_limit = {_options.CheckpointBytes * 2};
                PRAGMA cache_size = -{cacheKiB};
                PRAGMA fullfsync = ON;
                PRAGMA checkpoint_fullfsync = ON;
                """
            );
            return database;
        }
        catch (SqliteFailure)
        {
            database.Dispose();
            throw;
        }
    }
}
