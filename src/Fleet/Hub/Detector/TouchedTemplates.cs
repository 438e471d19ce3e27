namespace Pangea.Fleet.Hub;

/// <summary>
/// Templates that somebody changed since their binding was written, with the revision of the change. Kept in memory only: it decides nothing but whether
/// the binding notes the template's new resourceVersion. Holds an entry from a change to the next run for it.
/// </summary>
internal sealed class TouchedTemplates
{
    private readonly Lock touchedLock = new();
    private readonly Dictionary<string, long> revisions = new(StringComparer.Ordinal);

    /// <summary>Notes a change.</summary>
    public void Add(string uid, long revision)
    {
        lock (touchedLock)
            revisions[uid] = revision;
    }

    /// <summary>Whether there was a change.</summary>
    public bool Contains(string uid)
    {
        lock (touchedLock)
            return revisions.ContainsKey(uid);
    }

    /// <summary>Forgets changes up to a revision.</summary>
    public void Remove(string uid, long upTo)
    {
        lock (touchedLock)
        {
            if (revisions.TryGetValue(uid, out var revision) && revision <= upTo)
                revisions.Remove(uid);
        }
    }
}
