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
    private CacheSnapshot snapshot;
    private long wokenAllAt;
    private Action<CacheEvent>[] handlers = [];

    public ResourceCache(CacheSnapshot snapshot, long revision)
    {
        this.snapshot = snapshot;
        ring = new(revision, RingCapacity);
    }

    /// <summary>The present state.</summary>
    public CacheSnapshot Snapshot => Volatile.Read(ref snapshot);

    public EventRing Ring => ring;

    /// <summary>Takes a change in and tells the handlers of this process, in order. Watchers are woken by <see cref="Wake"/>.</summary>
    public void Apply(KubeObject? obj, KubeObject? last, NamespacedName key, long revision)
    {
        lock (applyLock)
        {
            var old = snapshot.Get(key);
            if (old is null && obj is null)
                return;
            var after = snapshot.With(key, obj, revision);
            var change = new CacheEvent(old, obj, last, revision, after);
            // The state first: who takes a position behind this change must find it in the state (WatchStream relies on it).
            Volatile.Write(ref snapshot, after);
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
            var before = snapshot;
            Volatile.Write(ref snapshot, fresh);
            ring.Reset(revision);
            foreach (var old in before.Read(""))
            {
                if (fresh.Get(old.Key) is not { } now || now.Uid != old.Uid)
                    Tell(new(old, null, old, revision, fresh));
            }
            foreach (var now in fresh.Read(""))
            {
                var old = before.Get(now.Key);
                if (old is null || old.Uid != now.Uid)
                    Tell(new(null, now, null, revision, fresh));
                else if (old.Revision != now.Revision)
                    Tell(new(old, now, null, revision, fresh));
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
            var now = snapshot;
            foreach (var obj in now.Read(""))
                handler(new(null, obj, null, obj.Revision, now));
            handlers = [.. handlers, handler];
        }
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
        var lap = ring.Next / (RingCapacity / 4);
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
