namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// Applies the transactions of a batch within one SQLite transaction, each at its own revision and each seeing those before it.
/// Used by the writer's thread alone.
/// </summary>
internal sealed class BatchTransaction
{
    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _delete;
    private readonly Statement _log;
    private readonly Statement _value;

    /// <summary>What this batch has looked up or changed; an id of 0 is an absent key.</summary>
    private readonly Dictionary<string, (long Id, long Created)> _seen = [];

    public BatchTransaction(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        _find = database.Prepare("SELECT id, created FROM current WHERE key = ?1");
        _insert = database.Prepare("INSERT INTO current (key, id, created) VALUES (?1, ?2, ?3)");
        _update = database.Prepare("UPDATE current SET id = ?2 WHERE key = ?1");
        _delete = database.Prepare("DELETE FROM current WHERE key = ?1");
        _log = database.Prepare("INSERT INTO log (id, previous, created, key) VALUES (?1, ?2, ?3, ?4)");
        _value = database.Prepare("INSERT INTO value (id, bytes) VALUES (?1, ?2)");
    }

    /// <summary>The changes of the batch so far, in order.</summary>
    public List<StoreChange> Changes { get; private set; } = [];

    /// <summary>The revision after the transactions so far.</summary>
    public long Revision { get; private set; }

    public void Begin(long revision)
    {
        Revision = revision;
        Changes = [];
        _seen.Clear();
        _begin.Run();
    }

    public CommitResult Apply(Transaction transaction)
    {
        var conditions = transaction.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            if (StateFile.Revision(Find(conditions[i].Key).Id) != conditions[i].ModRevision)
            {
                return new(false, Revision);
            }
        }

        var before = Changes.Count;
        var revision = Revision + 1;
        var operations = transaction.Operations;
        for (var i = 0; i < operations.Count; i++)
        {
            Apply(operations[i], revision, i);
        }
        if (Changes.Count > before)
        {
            Revision = revision;
        }
        return new(true, Revision);
    }

    /// <summary>Returns once the batch is synced.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Forgets the batch, whatever state a failure has left it in.</summary>
    public void Rollback()
    {
        if (!_database.IsIdle)
        {
            _rollback.Run();
        }
    }

    private void Apply(in Operation operation, long revision, int place)
    {
        var (previous, created) = Find(operation.Key);
        if (operation.Value is null && previous == 0)
        {
            return;
        }
        var id = StateFile.Id(revision, place);
        if (previous == 0)
        {
            created = revision;
        }

        _log.Bind(1, id);
        _log.Bind(2, previous);
        _log.Bind(3, created);
        _log.Bind(4, operation.Key);
        _log.Run();
        if (operation.Value is { } value)
        {
            _value.Bind(1, id);
            _value.Bind(2, value.Span);
            _value.Run();
            SetCurrent(operation.Key, previous, id, created);
            _seen[operation.Key] = (id, created);
        }
        else
        {
            _delete.Bind(1, operation.Key);
            _delete.Run();
            _seen[operation.Key] = default;
        }
        Changes.Add(new(operation.Key, operation.Value, revision, created, operation.Companion));
    }

    private void SetCurrent(string key, long previous, long id, long created)
    {
        if (previous == 0)
        {
            _insert.Bind(1, key);
            _insert.Bind(2, id);
            _insert.Bind(3, created);
            _insert.Run();
        }
        else
        {
            _update.Bind(1, key);
            _update.Bind(2, id);
            _update.Run();
        }
    }

    private (long Id, long Created) Find(string key)
    {
        if (_seen.TryGetValue(key, out var known))
        {
            return known;
        }
        _find.Bind(1, key);
        try
        {
            var found = _find.Step() ? (_find.Int64(0), _find.Int64(1)) : default;
            _seen.Add(key, found);
            return found;
        }
        finally
        {
            _find.Reset();
        }
    }
}
