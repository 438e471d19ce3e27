using SQLitePCL;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// Keeps the write-ahead log (WAL) short. When it has grown, a thread beside the writer moves most of it into the file; the writer
/// then only moves the rest, which is short, so that the WAL is all moved at a moment when nobody writes and starts over.
/// </summary>
/// <remarks>
/// A read that is under way keeps the WAL from starting over; then it grows on, and this is tried again after as many bytes more. At
/// <see cref="SqliteStoreOptions.MaxWalBytes"/> commits wait for it. A failure to move is no failure of a commit, as the WAL has
/// everything; it is tried again, and at the bound the failure is the commits'.
/// </remarks>
internal sealed class Checkpointer
{
    /// <summary>SQLite lets one connection checkpoint at a time, and tells the other that it is busy instead of letting it wait.</summary>
    private readonly Lock _checkpointLock = new();
    private readonly Database _writer;
    private readonly Database _beside;
    private readonly WorkerThread _thread;
    private readonly Action _wakeWriter;
    private readonly int _busyMilliseconds;
    private readonly long _softPages;
    private readonly long _hardPages;
    private long _pages;
    private long _triedAt;
    private volatile bool _running;
    private volatile bool _restAsked;

    public Checkpointer(
        SqliteStoreOptions options,
        Database writer,
        Database beside,
        WorkerThread thread,
        Action wakeWriter
    )
    {
        _writer = writer;
        _beside = beside;
        _thread = thread;
        _wakeWriter = wakeWriter;
        _busyMilliseconds = (int)options.BusyTimeout.TotalMilliseconds;
        _softPages = Math.Max(1, StateFile.Pages(options.CheckpointBytes));
        _hardPages = Math.Max(_softPages, StateFile.Pages(options.MaxWalBytes));
    }

    /// <summary>Whether the writer has a rest to move.</summary>
    public bool WantsWriter => _restAsked;

    /// <summary>Called by the writer before it writes: waits when the WAL is at its bound.</summary>
    /// <exception cref="SqliteFailure">The WAL cannot be moved.</exception>
    public void KeepBound()
    {
        if (_pages < _hardPages)
        {
            return;
        }
        lock (_checkpointLock)
        {
            _writer.Execute($"PRAGMA busy_timeout = {_busyMilliseconds}");
            try
            {
                _writer.Checkpoint(raw.SQLITE_CHECKPOINT_RESTART);
            }
            finally
            {
                _writer.Execute("PRAGMA busy_timeout = 0");
            }
        }
        _pages = 0;
    }

    /// <summary>Called by the writer when it has written: starts to move when there is enough.</summary>
    public void AfterWrite()
    {
        _pages = _writer.Checkpoint(Database.CheckpointNothing).Pages;
        _triedAt = _pages < _triedAt ? 0 : _triedAt; // fewer than before: it has started over
        if (_pages - _triedAt >= _softPages && !_running)
        {
            _triedAt = _pages;
            _running = true;
            if (!_thread.TryRun(MoveBeside))
            {
                _running = false;
            }
        }
    }

    /// <summary>Moves what has come since the thread beside was at it.</summary>
    public void MoveRest()
    {
        _restAsked = false;
        if (!_running)
        {
            TryMove(_writer);
        }
    }

    private void MoveBeside()
    {
        if (TryMove(_beside) is var (pages, moved) && moved < pages)
        {
            _restAsked = true;
            _wakeWriter();
        }
        _running = false;
    }

    private (int Pages, int Moved)? TryMove(Database database)
    {
        lock (_checkpointLock)
        {
            try
            {
                return database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            }
            catch (SqliteFailure)
            {
                return null; // the WAL keeps everything; KeepBound tells when that becomes too much
            }
        }
    }
}
