namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// Forgets history: first for readers, in one durable step, then on disk in slices, so that commits come in between. What a crash
/// interrupts goes on after the next start. Used by the writer's thread alone.
/// </summary>
internal sealed class Compaction
{
    /// <summary>Log entries that one slice removes: a few milliseconds of work.</summary>
    private const int SliceEntries = 100;

    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _mark;
    private readonly Statement _slice;
    private readonly Statement _deleteValue;
    private readonly Statement _deleteLog;
    private readonly List<long> _replaced = new(SliceEntries);

    public Compaction(Database database)
    {
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _mark = database.Prepare("UPDATE meta SET number = ?1 WHERE name = 'compacted'");
        _slice = database.Prepare("SELECT id, previous FROM log WHERE id < ?1 ORDER BY id LIMIT ?2");
        _deleteValue = database.Prepare("DELETE FROM value WHERE id = ?1");
        _deleteLog = database.Prepare("DELETE FROM log WHERE id <= ?1");
    }

    /// <summary>Readers see nothing below the revision from now on.</summary>
    public void Mark(long revision)
    {
        _mark.Bind(1, revision);
        _mark.Run();
    }

    /// <summary>
    /// Removes a slice of what is compacted: the oldest log entries, and the values that they replaced.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    public bool RemoveSlice(long compacted)
    {
        var (last, count) = ReadSlice(compacted);
        if (count == 0)
        {
            return false;
        }
        _begin.Run();
        foreach (var id in _replaced)
        {
            _deleteValue.Bind(1, id);
            _deleteValue.Run();
        }
        _deleteLog.Bind(1, last);
        _deleteLog.Run();
        _commit.Run();
        return count == SliceEntries;
    }

    private (long Last, int Count) ReadSlice(long compacted)
    {
        var last = 0L;
        var count = 0;
        _replaced.Clear();
        _slice.Bind(1, StateFile.FirstId(compacted + 1));
        _slice.Bind(2, SliceEntries);
        while (_slice.Step())
        {
            last = _slice.Int64(0);
            count++;
            if (_slice.Int64(1) is not 0 and var previous)
            {
                _replaced.Add(previous);
            }
        }
        return (last, count);
    }
}
