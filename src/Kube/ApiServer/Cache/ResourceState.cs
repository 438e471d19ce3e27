using System.Collections.Concurrent;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The present objects of one stored resource: by key for everybody at any time, and in order when somebody wants to read them so. Most changes are
/// followed by reads of keys only, so the order is brought up to date when it is asked for, many changes at once.
/// One writer; readers never wait for more than that.
/// </summary>
internal sealed class ResourceState(CacheSnapshot initial)
{
    /// <summary>So many changes may wait for the order, so that nobody who asks for it waits for long.</summary>
    private const int MaxBehind = 1024;

    private readonly Lock orderLock = new();
    private readonly List<(NamespacedName Key, KubeObject? Object)> behind = [];
    private ConcurrentDictionary<NamespacedName, KubeObject> objects = ByKey(initial);
    private CacheSnapshot ordered = initial;
    private long revision = initial.Revision;
    private bool isBehind;

    /// <summary>The object of a key, or null.</summary>
    public KubeObject? Get(NamespacedName key) => Volatile.Read(ref objects).GetValueOrDefault(key);

    /// <summary>All objects, in order.</summary>
    public CacheSnapshot Snapshot()
    {
        if (!Volatile.Read(ref isBehind))
            return Volatile.Read(ref ordered);
        lock (orderLock)
        {
            CatchUp();
            return ordered;
        }
    }

    /// <summary>Sets an object (removes it, when null) at a revision.</summary>
    public void Set(NamespacedName key, KubeObject? obj, long at)
    {
        if (obj is null)
            objects.TryRemove(key, out _);
        else
            objects[key] = obj;
        lock (orderLock)
        {
            behind.Add((key, obj));
            revision = at;
            if (behind.Count >= MaxBehind)
                CatchUp();
            else
                Volatile.Write(ref isBehind, true);
        }
    }

    /// <summary>Another state instead.</summary>
    public void Replace(CacheSnapshot fresh)
    {
        Volatile.Write(ref objects, ByKey(fresh));
        lock (orderLock)
        {
            behind.Clear();
            revision = fresh.Revision;
            Volatile.Write(ref ordered, fresh);
            Volatile.Write(ref isBehind, false);
        }
    }

    private void CatchUp()
    {
        if (behind.Count == 0)
            return;
        Volatile.Write(ref ordered, ordered.With(behind, revision));
        behind.Clear();
        Volatile.Write(ref isBehind, false);
    }

    private static ConcurrentDictionary<NamespacedName, KubeObject> ByKey(CacheSnapshot snapshot)
    {
        var objects = new ConcurrentDictionary<NamespacedName, KubeObject>(concurrencyLevel: 1, snapshot.Count);
        foreach (var obj in snapshot.Read(""))
            objects[obj.Key] = obj;
        return objects;
    }
}
