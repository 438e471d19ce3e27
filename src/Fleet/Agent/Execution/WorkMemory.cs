using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What the agent remembers of Works while it runs, to save calls. Forgetting it is always safe: it is found out again from both sides.
/// </summary>
internal sealed class WorkMemory
{
    private readonly Lock entriesLock = new();
    private readonly Dictionary<NamespacedName, WorkEntry> entries = [];

    /// <summary>What is remembered of a Work. Only who reconciles the Work changes it.</summary>
    public WorkEntry Of(NamespacedName work)
    {
        lock (entriesLock)
        {
            if (!entries.TryGetValue(work, out var entry))
                entries[work] = entry = new();
            return entry;
        }
    }

    /// <summary>What is remembered of a Work, or null.</summary>
    public WorkEntry? Find(NamespacedName work)
    {
        lock (entriesLock)
            return entries.GetValueOrDefault(work);
    }

    public void Forget(NamespacedName work)
    {
        lock (entriesLock)
            entries.Remove(work);
    }

    /// <summary>The Works that could not be brought to the member.</summary>
    public IReadOnlyList<NamespacedName> Failing()
    {
        lock (entriesLock)
            return [.. entries.Where(e => e.Value.FailingSince is not null).Select(e => e.Key).Order()];
    }
}

/// <summary>What is remembered of a Work.</summary>
internal sealed class WorkEntry
{
    private volatile KubeObject? written;
    private volatile string seen = "";

    /// <summary>The Work as its status was last written, until the view of Works has it; null otherwise.</summary>
    public KubeObject? Written
    {
        get => written;
        set => written = value;
    }

    /// <summary>The version of the member's object that was looked at last.</summary>
    public string Seen
    {
        get => seen;
        set => seen = value;
    }

    /// <summary>Since when it cannot be brought to the member.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Whether something was written into the member that the hub has not been told of.</summary>
    public bool HasNews { get; set; }

    /// <summary>Since when there is something to report of an object that is not healthy yet: a timestamp, as the time of day may jump.</summary>
    public long? SettlingSince { get; set; }

    /// <summary>What was applied, by the place of the manifest in the Work.</summary>
    public SortedDictionary<int, AppliedManifest> Applied { get; } = [];
}

/// <summary>That a manifest has been applied to an object.</summary>
/// <param name="WorkUid">The Work.</param>
/// <param name="Generation">The Work's generation.</param>
/// <param name="ObjectUid">The member's object.</param>
/// <param name="Content">A digest of the object as it was then.</param>
internal sealed record AppliedManifest(string WorkUid, long Generation, string ObjectUid, UInt128 Content)
{
    /// <summary>Whether it is known that the agent owns nothing that is the member's own.</summary>
    public bool IsReleased { get; init; }
}
