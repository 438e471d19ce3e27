namespace Pangea.Fleet.Hub;

/// <summary>
/// Templates that somebody changed since their binding was written, with the revision of the change. Kept in memory only: it decides nothing but whether
/// the binding notes the template's new resourceVersion. Holds an entry from a change to the next run for it.
/// </summary>
internal sealed class TouchedTemplates
{
    private readonly Lock touchedLock = new();
    private readonly Dictionary<string, long> revisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> own = new(StringComparer.Ordinal);

    /// <summary>Notes a change.</summary>
    public void Add(string uid, long revision)
    {
        lock (touchedLock)
        {
            if (own.GetValueOrDefault(uid) == revision)
                own.Remove(uid);
            else
                revisions[uid] = revision;
        }
    }

    /// <summary>Says that a change is the detector's own; it may have been noted before, or be noted later.</summary>
    public void AddOwn(string uid, long revision)
    {
        lock (touchedLock)
        {
            if (revisions.GetValueOrDefault(uid) == revision)
                revisions.Remove(uid);
            else if (revisions.GetValueOrDefault(uid) < revision)
                own[uid] = revision;
        }
    }

    /// <summary>Whether there was a change.</summary>
    public bool Contains(string uid)
    {
        lock (touchedLock)
            return revisions.ContainsKey(uid);
    }

    /// <summary>Forgets changes up to a revision; all, when the template is gone.</summary>
    public void Remove(string uid, long upTo)
    {
        lock (touchedLock)
        {
            if (upTo == long.MaxValue)
                own.Remove(uid);
            if (revisions.TryGetValue(uid, out var revision) && revision <= upTo)
                revisions.Remove(uid);
        }
    }
}
