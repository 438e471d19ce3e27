namespace Pangea.Kube.Storage.Tests.Conformance;

/// <summary>What a store is, said as plainly as possible: the whole state at every revision, and the list of all changes.</summary>
internal sealed class StoreModel
{
    private readonly List<SortedDictionary<string, StoredEntry>> _states =
    [
        new(KeyOrder.Instance),
        new(KeyOrder.Instance),
    ];

    public List<StoreChange> Changes { get; } = [];

    public long Revision => _states.Count - 1;

    public long Compacted { get; private set; }

    public IReadOnlyDictionary<string, StoredEntry> Now => _states[^1];

    public CommitResult Commit(Transaction transaction)
    {
        if (transaction.Conditions.Any(c => (Now.GetValueOrDefault(c.Key)?.ModRevision ?? 0) != c.ModRevision))
        {
            return new(false, Revision);
        }
        var next = new SortedDictionary<string, StoredEntry>(
            (SortedDictionary<string, StoredEntry>)Now,
            KeyOrder.Instance
        );
        var before = Changes.Count;
        var revision = Revision + 1;
        foreach (var (key, value, companion) in transaction.Operations)
        {
            var created = next.GetValueOrDefault(key)?.CreateRevision;
            if (value is { } bytes)
            {
                next[key] = new(key, bytes, created ?? revision, revision);
            }
            else if (!next.Remove(key))
            {
                continue;
            }
            Changes.Add(new(key, value, revision, created ?? revision, companion));
        }
        if (Changes.Count > before)
        {
            _states.Add(next);
        }
        return new(true, Revision);
    }

    public void Compact(long revision) => Compacted = revision;

    public RangeResult Range(RangeRequest request)
    {
        var revision = request.Revision == 0 ? Revision : request.Revision;
        var entries = _states[(int)revision]
            .Values.Where(e =>
                KeyOrder.Compare(e.Key, request.Start) >= 0
                && (request.End.Length == 0 || KeyOrder.Compare(e.Key, request.End) < 0)
            )
            .ToList();
        return new(request.Limit == 0 ? entries : [.. entries.Take(request.Limit)], revision, entries.Count);
    }

    public List<StoreChange> ChangesAfter(string prefix, long revision) =>
        [.. Changes.Where(c => c.Revision > revision && c.Key.StartsWith(prefix, StringComparison.Ordinal))];
}
