namespace Pangea.Kube.Storage.Memory;

/// <summary>
/// What a memory store remembers: the versions of every key and the log of changes since the last compaction. A watch is no
/// more than a place in that log, so a consumer that lags costs nothing but the history that is kept anyway.
/// </summary>
internal sealed class MemoryState
{
    /// <summary>A watch that replays a long history gets it in batches of about so many changes.</summary>
    private const int MaxBatchChanges = 1000;

    private readonly Lock _stateLock = new();
    private readonly Dictionary<string, KeyHistory> _byKey = [];
    private readonly SortedSet<KeyHistory> _ordered = new(KeyHistory.ByKey);
    private readonly List<StoreChange> _log = [];
    private readonly List<MemoryWatch> _watches = [];
    private long _revision = 1;
    private long _compacted;

    public long Revision
    {
        get
        {
            lock (_stateLock)
            {
                return _revision;
            }
        }
    }

    public StoredEntry? Get(string key)
    {
        lock (_stateLock)
        {
            return _byKey.TryGetValue(key, out var history) && history.Newest is { } newest
                ? history.Entry(newest)
                : null;
        }
    }

    public RangeResult Range(RangeRequest request)
    {
        lock (_stateLock)
        {
            if (request.Revision > _revision)
            {
                throw new FutureRevisionException(request.Revision, _revision);
            }
            var revision = request.Revision == 0 ? _revision : request.Revision;
            if (revision < _compacted)
            {
                throw new CompactedException(_compacted);
            }

            var entries = new List<StoredEntry>();
            var count = 0L;
            foreach (var history in From(request.Start))
            {
                if (request.End.Length > 0 && KeyOrder.Compare(history.Key, request.End) >= 0)
                {
                    break;
                }
                if (history.At(revision) is { } version)
                {
                    count++;
                    if (request.Limit == 0 || entries.Count < request.Limit)
                    {
                        entries.Add(history.Entry(version));
                    }
                }
            }
            return new(entries, revision, count);
        }
    }

    public CommitResult Commit(Transaction transaction)
    {
        lock (_stateLock)
        {
            foreach (var condition in transaction.Conditions)
            {
                if ((Newest(condition.Key)?.ModRevision ?? 0) != condition.ModRevision)
                {
                    return new(false, _revision);
                }
            }

            var revision = _revision + 1;
            var first = _log.Count;
            foreach (var operation in transaction.Operations)
            {
                Apply(operation, revision);
            }
            if (_log.Count == first)
            {
                return new(true, _revision);
            }
            _revision = revision;
            Wake(first);
            return new(true, revision);
        }
    }

    public void Compact(long revision)
    {
        lock (_stateLock)
        {
            if (revision <= _compacted)
            {
                throw new CompactedException(_compacted);
            }
            if (revision > _revision)
            {
                throw new FutureRevisionException(revision, _revision);
            }

            var kept = FirstAfter(revision);
            foreach (var watch in _watches)
            {
                // A watch that has nothing to lose here is not behind, whatever its place says; one that lost something before is.
                if (watch.Place >= _compacted && watch.Place < revision && !AnyMatches(watch, kept))
                {
                    watch.Place = revision;
                }
            }
            foreach (var change in _log.GetRange(0, kept))
            {
                if (_byKey.TryGetValue(change.Key, out var history))
                {
                    history.Compact(revision);
                    if (history.IsEmpty)
                    {
                        _byKey.Remove(change.Key);
                        _ordered.Remove(history);
                    }
                }
            }
            _log.RemoveRange(0, kept);
            _compacted = revision;
        }
    }

    public MemoryWatch AddWatch(string prefix, long afterRevision)
    {
        var watch = new MemoryWatch(prefix, afterRevision);
        lock (_stateLock)
        {
            _watches.Add(watch);
        }
        return watch;
    }

    public void RemoveWatch(MemoryWatch watch)
    {
        lock (_stateLock)
        {
            _watches.Remove(watch);
        }
    }

    /// <summary>The watch's next batch; without one, <see cref="MemoryWatch.More"/> completes when there may be one.</summary>
    /// <exception cref="CompactedException">The watch is behind what is kept.</exception>
    public StoreBatch? Next(MemoryWatch watch)
    {
        lock (_stateLock)
        {
            if (watch.Place < _compacted)
            {
                throw new CompactedException(_compacted);
            }
            var changes = new List<StoreChange>();
            for (var i = FirstAfter(watch.Place); i < _log.Count; i++)
            {
                if (changes.Count >= MaxBatchChanges && _log[i].Revision != watch.Place)
                {
                    break;
                }
                if (watch.Matches(_log[i]))
                {
                    changes.Add(_log[i]);
                }
                watch.Place = _log[i].Revision;
            }
            if (changes.Count > 0)
            {
                return new(changes, watch.Place);
            }
            watch.Arm();
            return null;
        }
    }

    /// <summary>Wakes a watch so that it looks around; for cancellation.</summary>
    public void Wake(object? watch)
    {
        lock (_stateLock)
        {
            ((MemoryWatch)watch!).Wake();
        }
    }

    private KeyVersion? Newest(string key) => _byKey.TryGetValue(key, out var history) ? history.Newest : null;

    private void Apply(in Operation operation, long revision)
    {
        var before = Newest(operation.Key);
        if (operation.Value is null && before is null)
        {
            return;
        }
        if (!_byKey.TryGetValue(operation.Key, out var history))
        {
            history = new(operation.Key);
            _byKey.Add(operation.Key, history);
            _ordered.Add(history);
        }
        var created = before?.CreateRevision ?? revision;
        history.Add(new(revision, created, operation.Value));
        _log.Add(new(operation.Key, operation.Value, revision, created, operation.Companion));
    }

    private void Wake(int first)
    {
        foreach (var watch in _watches)
        {
            for (var i = first; watch.IsWaiting && i < _log.Count; i++)
            {
                if (_log[i].Revision > watch.Place && watch.Matches(_log[i]))
                {
                    watch.Wake();
                }
            }
        }
    }

    private bool AnyMatches(MemoryWatch watch, int end)
    {
        for (var i = FirstAfter(watch.Place); i < end; i++)
        {
            if (watch.Matches(_log[i]))
            {
                return true;
            }
        }
        return false;
    }

    private SortedSet<KeyHistory> From(string start) =>
        _ordered.Max is not { } last || KeyOrder.Compare(start, last.Key) > 0
            ? []
            : _ordered.GetViewBetween(new KeyHistory(start), last);

    /// <summary>Where in the log the changes after a revision begin.</summary>
    private int FirstAfter(long revision)
    {
        int low = 0,
            high = _log.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_log[middle].Revision > revision)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }
}

/// <summary>A watch's place in the log: everything up to it is delivered. Guarded by the state's lock.</summary>
internal sealed class MemoryWatch(string prefix, long place)
{
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Place { get; set; } = place;

    /// <summary>Completes when there may be something to deliver; armed anew by the look that found nothing.</summary>
    public Task More => _more.Task;

    public bool IsWaiting => !_more.Task.IsCompleted;

    public bool Matches(StoreChange change) => change.Key.StartsWith(prefix, StringComparison.Ordinal);

    public void Arm()
    {
        if (_more.Task.IsCompleted)
        {
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Wake() => _more.TrySetResult();
}
