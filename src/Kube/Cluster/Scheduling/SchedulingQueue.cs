using System.Threading.Channels;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// The pods that wait for a node: in line by priority, then first come first served; parked until something changes that may help; or held back for a
/// while because they were tried often. Its bound is the number of pending pods.
/// </summary>
/// <remarks>Its owner is the scheduler, under its lock; only <see cref="WaitAsync"/> is called without.</remarks>
internal sealed class SchedulingQueue(TimeProvider clock)
{
    /// <summary>A pod is tried again this long after its first failure; the pause doubles up to the longest.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<NamespacedName, Entry> entries = [];
    private readonly PriorityQueue<(Entry Entry, int Version), (long Priority, long Order)> line = new();
    private readonly PriorityQueue<(Entry Entry, int Version), (DateTimeOffset Due, long Order)> held = new();
    private readonly SortedDictionary<NamespacedName, Entry> parked = [];
    private readonly Channel<bool> signals = Channel.CreateUnbounded<bool>();
    private long order;

    /// <summary>Called with the time of the next pod that is held back, whenever that becomes earlier.</summary>
    public Action<TimeSpan>? Arm { get; set; }

    /// <summary>How many pods wait.</summary>
    public int Count => entries.Count;

    /// <summary>The pod of a name that waits or is being tried, or null.</summary>
    public PodInfo? Find(NamespacedName key) => entries.GetValueOrDefault(key)?.Pod;

    /// <summary>Puts a pod that is new or has changed in line.</summary>
    public void Add(PodInfo pod)
    {
        if (!entries.TryGetValue(pod.Key, out var entry) || entry.Pod.Uid != pod.Uid)
            entries[pod.Key] = entry = new(pod);
        entry.Pod = pod;
        if (entry.Place != Place.InFlight)
            PutInLine(entry);
    }

    /// <summary>Forgets a pod.</summary>
    public void Remove(NamespacedName key)
    {
        if (!entries.Remove(key, out var entry))
            return;
        parked.Remove(key);
        entry.Version++;
    }

    /// <summary>Waits until there may be a pod in line; false when it never will be.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        await signals.Reader.WaitToReadAsync(cancellationToken) && (signals.Reader.TryRead(out _) || true);

    /// <summary>Takes the first pod in line; null when there is none. The caller says what became of it.</summary>
    public PodInfo? Take()
    {
        while (line.TryDequeue(out var next, out _))
        {
            if (next.Entry.Version != next.Version)
                continue;
            Move(next.Entry, Place.InFlight);
            next.Entry.Attempts++;
            next.Entry.Tried = clock.GetUtcNow();
            return next.Entry.Pod;
        }
        return null;
    }

    /// <summary>A pod was taken and found no node: it waits for a change that may help.</summary>
    public void Park(PodInfo pod, Causes causes)
    {
        if (InFlight(pod) is not { } entry)
            return;
        Move(entry, Place.Parked);
        entry.Causes = causes;
        parked[pod.Key] = entry;
    }

    /// <summary>A pod was taken and something went wrong: it is tried again after a pause.</summary>
    public void Retry(PodInfo pod)
    {
        if (InFlight(pod) is { } entry)
            Hold(entry);
    }

    /// <summary>A pod was taken and has a node.</summary>
    public void Done(PodInfo pod)
    {
        if (InFlight(pod) is not null)
            Remove(pod.Key);
    }

    /// <summary>Something changed that may help pods that were rejected for one of these causes.</summary>
    public void Wake(Causes causes)
    {
        if (parked.Count == 0)
            return;
        var now = clock.GetUtcNow();
        foreach (var entry in parked.Values.Where(e => (e.Causes & causes) != Causes.None).ToArray())
        {
            parked.Remove(entry.Pod.Key);
            if (Due(entry) <= now)
                PutInLine(entry);
            else
                Hold(entry);
        }
    }

    /// <summary>Puts those whose time has come back in line.</summary>
    public void Release()
    {
        var now = clock.GetUtcNow();
        while (held.TryPeek(out var next, out var due))
        {
            if (next.Entry.Version == next.Version)
            {
                if (due.Due > now)
                {
                    Arm?.Invoke(due.Due - now);
                    return;
                }
                PutInLine(next.Entry);
            }
            held.Dequeue();
        }
    }

    private Entry? InFlight(PodInfo pod) =>
        entries.TryGetValue(pod.Key, out var entry) && entry.Pod.Uid == pod.Uid && entry.Place == Place.InFlight
            ? entry
            : null;

    private void PutInLine(Entry entry)
    {
        if (entry.Place == Place.InLine)
        {
            // Its priority cannot change, so its place in line is right.
            return;
        }
        parked.Remove(entry.Pod.Key);
        Move(entry, Place.InLine);
        line.Enqueue((entry, entry.Version), (-entry.Pod.Priority, order++));
        signals.Writer.TryWrite(true);
    }

    private void Hold(Entry entry)
    {
        Move(entry, Place.Held);
        held.Enqueue((entry, entry.Version), (Due(entry), order++));
        Release();
    }

    private static void Move(Entry entry, Place place)
    {
        entry.Place = place;
        entry.Version++;
    }

    private static DateTimeOffset Due(Entry entry)
    {
        var pause = FirstPause;
        for (var i = 1; i < entry.Attempts && pause < LongestPause; i++)
            pause *= 2;
        return entry.Tried + (pause < LongestPause ? pause : LongestPause);
    }

    private enum Place
    {
        New,
        InLine,
        InFlight,
        Parked,
        Held,
    }

    private sealed class Entry(PodInfo pod)
    {
        public PodInfo Pod = pod;
        public Place Place;

        /// <summary>Counts its moves, so that what stands in a heap for an earlier place counts no more.</summary>
        public int Version;
        public int Attempts;
        public Causes Causes;
        public DateTimeOffset Tried;
    }
}
