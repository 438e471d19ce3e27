using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// The objects an informer has seen, with indexes, and those who want to hear of changes. One writer (the reflector); readers from
/// everywhere.
/// </summary>
internal sealed class ObjectView : IInformer
{
    // Held while a change is made and told, so that handlers hear of changes one after another and a new one misses none.
    private readonly Lock deliveryLock = new();

    // Held for moments: what readers see.
    private readonly Lock objectsLock = new();
    private readonly SortedObjects objects = new();
    private readonly Dictionary<string, ObjectIndex> indexes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Subscription[] subscriptions = [];

    public bool HasSynced => synced.Task.IsCompleted;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => synced.Task.UntilAsync(cancellationToken);

    public KubeObject? Get(NamespacedName key)
    {
        lock (objectsLock)
            return objects.Find(key);
    }

    public IReadOnlyList<KubeObject> List(string @namespace = "")
    {
        lock (objectsLock)
            return objects.Snapshot(@namespace);
    }

    public IReadOnlyList<KubeObject> ByIndex(string index, string value)
    {
        lock (objectsLock)
            return indexes[index].Find(value);
    }

    public void AddIndex(string index, Func<KubeObject, IEnumerable<string>> values)
    {
        lock (objectsLock)
        {
            var added = new ObjectIndex(values);
            if (indexes.TryAdd(index, added))
                added.Replace(objects.Snapshot(""));
        }
    }

    public IDisposable Subscribe(Action<InformerEvent> handler)
    {
        var subscription = new Subscription(this, handler);
        lock (deliveryLock)
        {
            subscriptions = [.. subscriptions, subscription];
            if (HasSynced)
            {
                foreach (var one in List())
                    subscription.Tell(new(null, one));
            }
        }
        return subscription;
    }

    /// <summary>
    /// Takes over a whole state, in any order, each key once, and tells what is different: first what is gone, then what is new or changed in the
    /// order of revisions.
    /// </summary>
    public void Replace(IReadOnlyCollection<KubeObject> state)
    {
        var sorted = state.ToArray();
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        lock (deliveryLock)
        {
            var before = List();
            var gone = new List<InformerEvent>();
            var changed = new List<InformerEvent>();
            Compare(before, sorted, gone, changed);
            lock (objectsLock)
            {
                objects.Replace(sorted);
                foreach (var index in indexes.Values)
                    index.Replace(sorted);
            }
            foreach (var change in gone)
                Tell(change);
            foreach (var change in changed.OrderBy(c => c.Object.Revision))
                Tell(change);
            synced.TrySetResult();
        }
    }

    // Both are in the order of keys. An object of which nothing changed stays the one that is known, so that what was parsed of it stays.
    private static void Compare(
        IReadOnlyList<KubeObject> before,
        KubeObject[] after,
        List<InformerEvent> gone,
        List<InformerEvent> changed
    )
    {
        var b = 0;
        for (var a = 0; a < after.Length; a++)
        {
            while (b < before.Count && before[b].Key.CompareTo(after[a].Key) < 0)
                gone.Add(new(before[b++], null));
            if (b == before.Count || before[b].Key != after[a].Key)
            {
                changed.Add(new(null, after[a]));
                continue;
            }
            var old = before[b++];
            if (old.ResourceVersion == after[a].ResourceVersion && old.Uid == after[a].Uid)
                after[a] = old;
            else if (old.Uid == after[a].Uid)
                changed.Add(new(old, after[a]));
            else
            {
                gone.Add(new(old, null));
                changed.Add(new(null, after[a]));
            }
        }
        while (b < before.Count)
            gone.Add(new(before[b++], null));
    }

    /// <summary>
    /// Takes over an object that was added or changed. One that is known already, or older than what is known, changes nothing: a resumed watch may
    /// repeat itself.
    /// </summary>
    public void Set(KubeObject now)
    {
        lock (deliveryLock)
        {
            var old = Get(now.Key);
            if (old is not null && IsKnown(old, now))
                return;
            lock (objectsLock)
            {
                objects.Set(now);
                foreach (var index in indexes.Values)
                    index.Change(old, now);
            }
            if (old is not null && old.Uid != now.Uid)
            {
                // Deleted and created again, and the deletion was not seen.
                Tell(new(old, null));
                Tell(new(null, now));
            }
            else
                Tell(new(old, now));
        }
    }

    /// <summary>Takes an object away; nothing happens when it is not there, or is a newer one.</summary>
    public void Remove(KubeObject last)
    {
        lock (deliveryLock)
        {
            if (Get(last.Key) is not { } old || IsOlder(last, old))
                return;
            lock (objectsLock)
            {
                objects.Remove(last.Key);
                foreach (var index in indexes.Values)
                    index.Change(old, null);
            }
            Tell(new(old, null));
        }
    }

    private static bool IsKnown(KubeObject old, KubeObject now) =>
        old.ResourceVersion == now.ResourceVersion || IsOlder(now, old);

    // Versions that are no numbers (of some aggregated servers) cannot be compared; then the server's order counts.
    private static bool IsOlder(KubeObject a, KubeObject b) => a.Revision > 0 && a.Revision < b.Revision;

    private void Tell(InformerEvent change)
    {
        foreach (var subscription in subscriptions)
            subscription.Tell(change);
    }

    private void End(Subscription subscription)
    {
        lock (deliveryLock)
            subscriptions = [.. subscriptions.Where(s => s != subscription)];
    }

    private sealed class Subscription(ObjectView view, Action<InformerEvent> handler) : IDisposable
    {
        private volatile bool ended;

        public void Tell(InformerEvent change)
        {
            if (!ended)
                handler(change);
        }

        public void Dispose()
        {
            ended = true;
            view.End(this);
        }
    }
}
