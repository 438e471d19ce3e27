using System.Threading.Channels;

namespace Pangea.Kube.Client;

/// <summary>
/// The keys a controller has to reconcile: each at most once in line, never handed out while it is being worked on, first come first served.
/// What is to come later waits in a heap behind one timer.
/// </summary>
/// <remarks>
/// Its bound is the number of distinct keys, that is of objects. A key that nothing is asked of costs nothing: it is not kept.
/// </remarks>
internal sealed class WorkQueue<TKey>
    where TKey : notnull
{
    private readonly Lock entriesLock = new();
    private readonly Dictionary<TKey, Entry> entries = [];
    private readonly PriorityQueue<(Entry Entry, int Version), (long Due, long Order)> delayed = new();
    private readonly Channel<Entry> line = Channel.CreateUnbounded<Entry>();
    private readonly TimeProvider clock;
    private readonly ControllerOptions options;
    private readonly ControllerMetrics metrics;
    private readonly long origin;
    private ITimer? timer;
    private long armedFor = long.MaxValue;
    private long order;

    public WorkQueue(TimeProvider clock, ControllerOptions options, ControllerMetrics metrics)
    {
        this.clock = clock;
        this.options = options;
        this.metrics = metrics;
        origin = clock.GetTimestamp();
    }

    private long Now => clock.GetElapsedTime(origin).Ticks;

    /// <summary>Makes delayed keys come out in time, until the result is disposed.</summary>
    public ITimer Start()
    {
        var started = clock.CreateTimer(_ => MoveDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (entriesLock)
        {
            timer = started;
            armedFor = long.MaxValue;
            Arm();
        }
        return started;
    }

    public void Add(TKey key)
    {
        lock (entriesLock)
            Add(Get(key));
    }

    public void AddAfter(TKey key, TimeSpan after)
    {
        lock (entriesLock)
        {
            var entry = Get(key);
            if (after <= TimeSpan.Zero)
                Add(entry);
            else if (!entry.Queued)
                Delay(entry, Now + after.Ticks);
        }
    }

    /// <summary>
    /// Waits for the next key; null when cancelled. The key belongs to the caller until <see cref="End"/>.
    /// </summary>
    public async ValueTask<Entry?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            var entry = await line.Reader.ReadAsync(cancellationToken);
            lock (entriesLock)
            {
                entry.Queued = false;
                entry.Running = true;
                entry.Started = Now;
                metrics.DepthNow--;
                metrics.RunningNow++;
            }
            metrics.QueueTime.Add(new(entry.Started - entry.Since));
            return entry;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Takes a key back with what its reconcile asked for.</summary>
    public void End(Entry entry, Reconcile result)
    {
        lock (entriesLock)
        {
            var now = Now;
            metrics.WorkTime.Add(new(now - entry.Started));
            metrics.RunningNow--;
            entry.Running = false;
            if (result.Why is null)
            {
                entry.Failures = 0;
                entry.Why = null;
            }
            else
            {
                entry.Failures++;
                entry.Why = result.Why;
                metrics.FailureCount++;
            }
            if (entry.Dirty)
            {
                entry.Dirty = false;
                Add(entry);
            }
            else if (result.Why is not null)
            {
                var pause = Backoff(entry.Failures);
                Delay(entry, now + (result.After > pause ? result.After.Value : pause).Ticks);
            }
            else if (result.After is not { } after)
                ForgetIfIdle(entry);
            else if (after <= TimeSpan.Zero)
                Add(entry);
            else
                Delay(entry, now + after.Ticks);
        }
    }

    private TimeSpan Backoff(int failures)
    {
        var pause = options.FirstBackoff;
        for (var i = 1; i < failures && pause < options.LongestBackoff; i++)
            pause *= 2;
        return pause < options.LongestBackoff ? pause : options.LongestBackoff;
    }

    private Entry Get(TKey key)
    {
        if (!entries.TryGetValue(key, out var entry))
            entries.Add(key, entry = new(key));
        return entry;
    }

    private void ForgetIfIdle(Entry entry)
    {
        if (entry is { Due: null, Failures: 0 })
            entries.Remove(entry.Key);
    }

    private void Add(Entry entry)
    {
        if (entry.Queued)
            return;
        if (entry.Running)
        {
            entry.Dirty = true;
            return;
        }
        // Running now is what the delayed run was for; the run decides anew.
        if (entry.Due is not null)
        {
            entry.Due = null;
            entry.Version++;
            metrics.DelayedNow--;
        }
        entry.Queued = true;
        entry.Since = Now;
        metrics.AddCount++;
        metrics.DepthNow++;
        line.Writer.TryWrite(entry);
    }

    private void Delay(Entry entry, long due)
    {
        if (entry.Due is { } other)
        {
            if (other <= due)
                return;
            metrics.DelayedNow--;
        }
        entry.Due = due;
        entry.Version++;
        metrics.PauseCount++;
        metrics.DelayedNow++;
        // Entries that were overtaken stay in the heap until their time; this keeps them from piling up.
        if (delayed.Count > (2 * metrics.DelayedNow) + 64)
        {
            var valid = delayed.UnorderedItems.Where(d => d.Element.Entry.Version == d.Element.Version).ToArray();
            delayed.Clear();
            delayed.EnqueueRange(valid);
        }
        delayed.Enqueue((entry, entry.Version), (due, order++));
        Arm();
    }

    private void Arm()
    {
        while (delayed.TryPeek(out var next, out _) && next.Entry.Version != next.Version)
            delayed.Dequeue();
        if (timer is null || !delayed.TryPeek(out _, out var first) || first.Due >= armedFor)
            return;
        armedFor = first.Due;
        // Timers count in whole milliseconds, cut off: rounding up saves a wake-up just before the time.
        var pause = Math.Max(0, first.Due - Now);
        timer.Change(
            TimeSpan.FromMilliseconds((pause + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond),
            Timeout.InfiniteTimeSpan
        );
    }

    private void MoveDue()
    {
        lock (entriesLock)
        {
            armedFor = long.MaxValue;
            var now = Now;
            while (delayed.TryPeek(out var next, out var priority) && priority.Due <= now)
            {
                delayed.Dequeue();
                if (next.Entry.Version == next.Version)
                    Add(next.Entry);
            }
            Arm();
        }
    }

    /// <summary>What is known of a key while something is asked of it. Its owner is the queue, under its lock.</summary>
    internal sealed class Entry(TKey key)
    {
        public TKey Key => key;
        public bool Queued;
        public bool Running;

        /// <summary>Asked for again while it was running.</summary>
        public bool Dirty;

        /// <summary>When it comes out, if it is delayed.</summary>
        public long? Due;

        /// <summary>Counts the delays, so that one which was overtaken does nothing.</summary>
        public int Version;

        public int Failures;

        /// <summary>The reason of the last failure, when the last run failed.</summary>
        public string? Why;

        public long Since;
        public long Started;
    }
}
