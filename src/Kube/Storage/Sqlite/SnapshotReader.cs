namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// Reads the state over one connection, each call at one snapshot. What is not synced cannot be seen: SQLite shows a transaction of
/// the WAL to other connections only after the sync of its commit. Used by one thread at a time.
/// </summary>
internal sealed class SnapshotReader : IDisposable
{
    /// <summary>A page of history ends with the first whole revision after so many changes or bytes.</summary>
    private const int MaxPageChanges = 1000;
    private const int MaxPageBytes = 4 << 20;

    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _newestId;
    private readonly Statement _compacted;
    private readonly Statement _get;
    private readonly Statement _range;
    private readonly Statement _rangeCount;
    private readonly Statement _rangeAt;
    private readonly Statement _rangeAtCount;
    private readonly Statement _value;
    private readonly Statement _history;

    public SnapshotReader(Database database)
    {
        // The key's versions that a revision sees: current ones that are not newer, and those that a later change replaced.
        const string at = """
            SELECT key, id, created FROM current WHERE key >= ?1 AND key < ?2 AND id < ?3
            UNION ALL
            SELECT key, previous, created FROM log WHERE id >= ?3 AND previous BETWEEN 1 AND ?3 - 1 AND key >= ?1 AND key < ?2
            """;
        _database = database;
        _begin = database.Prepare("BEGIN");
        _end = database.Prepare("COMMIT");
        _newestId = database.Prepare("SELECT max(id) FROM log");
        _compacted = database.Prepare("SELECT number FROM meta WHERE name = 'compacted'");
        _get = database.Prepare(
            "SELECT c.key, c.id, c.created, v.bytes FROM current c JOIN value v ON v.id = c.id WHERE c.key = ?1"
        );
        _range = database.Prepare(
            "SELECT c.key, c.id, c.created, v.bytes FROM current c CROSS JOIN value v ON v.id = c.id WHERE c.key >= ?1 AND c.key < ?2 ORDER BY c.key LIMIT ?3"
        );
        _rangeCount = database.Prepare("SELECT count(*) FROM current WHERE key >= ?1 AND key < ?2");
        _rangeAt = database.Prepare($"{at} ORDER BY 1 LIMIT ?4");
        _rangeAtCount = database.Prepare($"SELECT count(*) FROM ({at})");
        _value = database.Prepare("SELECT bytes FROM value WHERE id = ?1");
        _history = database.Prepare(
            "SELECT l.id, l.created, l.key, v.bytes FROM log l LEFT JOIN value v ON v.id = l.id WHERE l.id >= ?1 AND l.id < ?2 AND l.key >= ?3 AND l.key < ?4 ORDER BY l.id"
        );
    }

    /// <summary>The store's revision and the one it is compacted to.</summary>
    public (long Revision, long Compacted) Revisions()
    {
        _begin.Run();
        try
        {
            return ReadRevisions();
        }
        finally
        {
            _end.Run();
        }
    }

    public StoredEntry? Get(string key)
    {
        _get.Bind(1, key);
        try
        {
            return _get.Step() ? Entry(_get, key) : null;
        }
        finally
        {
            _get.Reset();
        }
    }

    /// <summary>The keys of a range, at the snapshot or at an earlier revision.</summary>
    /// <exception cref="CompactedException">The asked revision is compacted.</exception>
    /// <exception cref="FutureRevisionException">The asked revision is newer than the snapshot.</exception>
    public RangeResult Range(RangeRequest request)
    {
        _begin.Run();
        try
        {
            var (revision, compacted) = ReadRevisions();
            if (request.Revision > revision)
            {
                throw new FutureRevisionException(request.Revision, revision);
            }
            if (request.Revision == 0 || request.Revision == revision)
            {
                return RangeNow(request, revision);
            }
            return request.Revision < compacted ? throw new CompactedException(compacted) : RangeAt(request);
        }
        finally
        {
            _end.Run();
        }
    }

    /// <summary>
    /// The changes to keys with a prefix after one revision up to another, a bounded number of whole revisions. The batch may be
    /// empty; its revision says how far it goes: the last asked one, or the snapshot's, when there is no more.
    /// </summary>
    /// <exception cref="CompactedException">A change after the revision is compacted.</exception>
    public StoreBatch History(string prefix, long afterRevision, long lastRevision)
    {
        _begin.Run();
        try
        {
            var (revision, compacted) = ReadRevisions();
            if (afterRevision < compacted)
            {
                throw new CompactedException(compacted);
            }
            return ReadHistory(prefix, afterRevision, Math.Min(revision, lastRevision));
        }
        finally
        {
            _history.Reset();
            _end.Run();
        }
    }

    public void Dispose() => _database.Dispose();

    private static StoredEntry Entry(Statement row, string key) =>
        new(key, row.Bytes(3), row.Int64(2), StateFile.Revision(row.Int64(1)));

    private (long Revision, long Compacted) ReadRevisions()
    {
        var newest = One(_newestId);
        var compacted = One(_compacted);
        return (StateFile.StoreRevision(newest, compacted), compacted);
    }

    private RangeResult RangeNow(RangeRequest request, long revision)
    {
        var entries = new List<StoredEntry>();
        _range.Bind(1, request.Start);
        _range.BindEnd(2, request.End);
        _range.Bind(3, request.Limit == 0 ? -1 : request.Limit);
        try
        {
            while (_range.Step())
            {
                entries.Add(Entry(_range, _range.Text(0)));
            }
        }
        finally
        {
            _range.Reset();
        }
        if (request.Limit == 0 || entries.Count < request.Limit)
        {
            return new(entries, revision, entries.Count);
        }
        _rangeCount.Bind(1, request.Start);
        _rangeCount.BindEnd(2, request.End);
        return new(entries, revision, One(_rangeCount));
    }

    private RangeResult RangeAt(RangeRequest request)
    {
        var entries = new List<StoredEntry>();
        BindAt(_rangeAt, request);
        _rangeAt.Bind(4, request.Limit == 0 ? -1 : request.Limit);
        try
        {
            // Values come one by one afterwards: the sort that the union needs would carry them along.
            while (_rangeAt.Step())
            {
                var id = _rangeAt.Int64(1);
                entries.Add(new(_rangeAt.Text(0), ReadValue(id), _rangeAt.Int64(2), StateFile.Revision(id)));
            }
        }
        finally
        {
            _rangeAt.Reset();
        }
        if (request.Limit == 0 || entries.Count < request.Limit)
        {
            return new(entries, request.Revision, entries.Count);
        }
        BindAt(_rangeAtCount, request);
        return new(entries, request.Revision, One(_rangeAtCount));
    }

    private static void BindAt(Statement statement, RangeRequest request)
    {
        statement.Bind(1, request.Start);
        statement.BindEnd(2, request.End);
        statement.Bind(3, StateFile.FirstId(request.Revision + 1));
    }

    private byte[] ReadValue(long id)
    {
        _value.Bind(1, id);
        try
        {
            return _value.Step() ? _value.Bytes(0) : throw new InvalidDataException($"version {id} has no value");
        }
        finally
        {
            _value.Reset();
        }
    }

    private StoreBatch ReadHistory(string prefix, long afterRevision, long lastRevision)
    {
        var changes = new List<StoreChange>();
        var bytes = 0;
        _history.Bind(1, StateFile.FirstId(afterRevision + 1));
        _history.Bind(2, StateFile.FirstId(lastRevision + 1));
        _history.Bind(3, prefix);
        _history.BindEnd(4, KeyRange.PrefixEnd(prefix));
        while (_history.Step())
        {
            var changed = StateFile.Revision(_history.Int64(0));
            if ((changes.Count >= MaxPageChanges || bytes >= MaxPageBytes) && changed != changes[^1].Revision)
            {
                return new(changes, changes[^1].Revision);
            }
            // Without the cast the condition's type is byte[], and its null becomes an empty value.
            var value = _history.IsNull(3) ? (ReadOnlyMemory<byte>?)null : _history.Bytes(3);
            bytes += value?.Length ?? 0;
            changes.Add(new(_history.Text(2), value, changed, _history.Int64(1), null));
        }
        return new(changes, Math.Max(lastRevision, afterRevision));
    }

    private static long One(Statement statement)
    {
        var value = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return value;
    }
}
