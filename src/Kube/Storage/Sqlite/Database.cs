using SQLitePCL;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A connection to a SQLite file. Used by one thread at a time, and used directly rather than through ADO.NET: binding spans
/// and reading spans saves that layer's copies and allocations, which are most of the cost of a short statement.
/// </summary>
internal sealed class Database : IDisposable
{
    /// <summary>SQLITE_CHECKPOINT_NOOP: copies nothing, only tells how long the WAL is (since 3.51; not named in the binding).</summary>
    public const int CheckpointNothing = -1;

    /// <summary>
    /// Before 3.51.3 a checkpoint beside a writer could leave the file corrupt (the "WAL-reset bug" of SQLite's page on WAL), and
    /// this store checkpoints beside its writer.
    /// </summary>
    private const int OldestSafeVersion = 3_051_003;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    /// <summary>Opens a file, or creates it when it may be written.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened.</exception>
    public Database(string path, bool readOnly)
    {
        if (raw.sqlite3_libversion_number() < OldestSafeVersion)
        {
            throw new SqliteFailure(
                raw.SQLITE_ERROR,
                $"the SQLite library is {raw.sqlite3_libversion().utf8_to_string()}, and 3.51.3 or later is needed"
            );
        }
        var access = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out _handle, access | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var failure = Failure(code);
            _handle.Dispose();
            throw failure;
        }
    }

    /// <summary>Whether no transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements whose rows nobody wants.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    /// <summary>Runs a statement that gives one number.</summary>
    public long Number(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_handle, sql, out var handle);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>
    /// Moves pages from the WAL into the file. A mode that must wait for others waits up to the connection's busy timeout.
    /// </summary>
    /// <returns>How many pages the WAL holds, and how many of them are in the file now.</returns>
    public (int Pages, int Moved) Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out var pages, out var moved);
        return code == raw.SQLITE_OK ? (pages, moved) : throw Failure(code);
    }

    /// <summary>Makes this database a copy of another as it is at one moment, whatever is written there meanwhile.</summary>
    public void CopyFrom(Database source)
    {
        using var backup = raw.sqlite3_backup_init(_handle, "main", source._handle, "main");
        if (backup is null)
        {
            throw Failure(raw.sqlite3_errcode(_handle));
        }
        // All pages in one step: a read of one moment. Several steps would begin again at each write of another process.
        var code = raw.sqlite3_backup_step(backup, -1);
        if (code != raw.SQLITE_DONE)
        {
            throw Failure(code);
        }
    }

    public SqliteFailure Failure(int code) => new(code, raw.sqlite3_errmsg(_handle).utf8_to_string());

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }
        _handle.Dispose();
    }
}
