using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// One stored resource in memory: its present state, its last changes, and who waits for the next one. Written by the object
/// cache's loop alone; read by anybody.
/// </summary>
internal sealed class ResourceCache
{
    /// <summary>How many changes are kept for watchers and for reads at a past revision.</summary>
    public const int RingCapacity = 8192;

    private readonly Lock waitersLock = new();
    private readonly SortedDictionary<string, List<TaskCompletionSource>> waiters = new(StringComparer.Ordinal);
    private readonly Lock applyLock = new();
    private readonly EventRing ring;
    private readonly ResourceState state;
    private readonly int capacity;
    private long wokenAllAt;
    private Action<CacheEvent>[] handlers = [];

    public ResourceCache(CacheSnapshot initial, long revision, int capacity = RingCapacity)
    {
        state = new(initial);
        ring = new(revision, capacity);
        this.capacity = capacity;
    }

    /// <summary>The present object of a key, or null.</summary>
    public KubeObject? Get(NamespacedName key) => state.Get(key);

    /// <summary>The present state in order: for lists. <see cref="Get"/> is cheaper for one object.</summary>
    public CacheSnapshot Snapshot => state.Snapshot();

    public EventRing Ring => ring;

    /// <summary>Takes a change in and tells the handlers of this process, in order. Watchers are woken by <see cref="Wake"/>.</summary>
    public void Apply(KubeObject? obj, KubeObject? last, NamespacedName key, long revision)
    {
        lock (applyLock)
        {
            var old = state.Get(key);
            if (old is null && obj is null)
                return;
            var change = new CacheEvent(old, obj, last, revision);
            // The state first: who takes a position behind this change must find it in the state (WatchStream relies on it).
            state.Set(key, obj, revision);
            ring.Append(change);
            Tell(change);
        }
    }

    /// <summary>
    /// Replaces everything, after the store's watch was lost: handlers see the differences, watchers are told to list again.
    /// </summary>
    public void Replace(CacheSnapshot fresh, long revision)
    {
        lock (applyLock)
        {
            var before = state.Snapshot();
            state.Replace(fresh);
            ring.Reset(revision);
            var there = before.Read("").ToDictionary(o => o.Key);
            foreach (var old in there.Values)
            {
                if (state.Get(old.Key) is not { } now || now.Uid != old.Uid)
                    Tell(new(old, null, old, revision));
            }
            foreach (var now in fresh.Read(""))
            {
                if (!there.TryGetValue(now.Key, out var old) || old.Uid != now.Uid)
                    Tell(new(null, now, null, revision));
                else if (old.Revision != now.Revision)
                    Tell(new(old, now, null, revision));
            }
        }
        WakeAll();
    }

    /// <summary>
    /// Calls a handler for every object there is, then for every change, without gap or repeat. Handlers are called under the lock of the
    /// changes: they are quick and do not wait.
    /// </summary>
    public void Subscribe(Action<CacheEvent> handler)
    {
        lock (applyLock)
        {
            foreach (var obj in state.Snapshot().Read(""))
                handler(new(null, obj, null, obj.Revision));
            handlers = [.. handlers, handler];
        }
    }

    /// <summary>The resource as it was at a revision, or null when the last changes do not reach so far back.</summary>
    public CacheSnapshot? At(long revision)
    {
        var later = new List<CacheEvent>();
        CacheSnapshot now;
        // Between two changes: what is in the state is in the ring then.
        lock (applyLock)
        {
            var position = ring.Find(revision);
            if (position < 0 || ring.Read(position, int.MaxValue, later) < 0)
                return null;
            now = state.Snapshot();
        }
        later.Reverse();
        return later.Count == 0 ? now : now.With(later.Select(c => (c.Key, c.Old)), revision);
    }

    /// <summary>Calls a handler no more.</summary>
    public void Unsubscribe(Action<CacheEvent> handler)
    {
        lock (applyLock)
            handlers = [.. handlers.Where(h => h != handler)];
    }

    /// <summary>Completes at the next change in a namespace (anywhere, when empty) after the ring's position.</summary>
    public Task WaitAsync(string @namespace, long position)
    {
        lock (waitersLock)
        {
            // A change after the caller's last look is found here, because wake-ups take this lock too.
            if (ring.Next > position)
                return Task.CompletedTask;
            if (!waiters.TryGetValue(@namespace, out var list))
                waiters[@namespace] = list = [];
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            list.Add(waiter);
            return waiter.Task;
        }
    }

    /// <summary>Forgets a waiter that was given up.</summary>
    public void StopWaiting(string @namespace, Task waiting)
    {
        lock (waitersLock)
        {
            if (waiters.TryGetValue(@namespace, out var list))
                list.RemoveAll(w => w.Task == waiting);
        }
    }

    /// <summary>Wakes who waits for changes in these namespaces, and who waits for any.</summary>
    public void Wake(IEnumerable<string> namespaces)
    {
        // Who sleeps through the changes of other namespaces must not be lapped by them.
        var lap = ring.Next / Math.Max(1, capacity / 4);
        if (lap != wokenAllAt)
        {
            wokenAllAt = lap;
            WakeAll();
            return;
        }
        List<TaskCompletionSource>? woken = null;
        lock (waitersLock)
        {
            Take("");
            foreach (var name in namespaces)
                Take(name);
        }
        Complete(woken);

        void Take(string name)
        {
            if (!waiters.Remove(name, out var list))
                return;
            if (woken is null)
                woken = list;
            else
                woken.AddRange(list);
        }
    }

    /// <summary>Wakes everybody, without a change.</summary>
    public void WakeAll()
    {
        List<TaskCompletionSource> woken;
        lock (waitersLock)
        {
            woken = [.. waiters.Values.SelectMany(w => w)];
            waiters.Clear();
        }
        Complete(woken);
    }

    private static void Complete(List<TaskCompletionSource>? woken)
    {
        if (woken is null)
            return;
        foreach (var waiter in woken)
            waiter.TrySetResult();
    }

    private void Tell(CacheEvent change)
    {
        foreach (var handler in handlers)
            handler(change);
    }
}
