using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// All objects of one server in memory, fed by one watch on the store. It is what reads, watches and the controllers of this process
/// look at; there is no other copy.
/// </summary>
internal sealed partial class ObjectCache
{
    private const int KeptTrees = 1024;

    private readonly IStore store;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<GroupResource, ResourceCache> resources = new();
    private readonly Lock waitersLock = new();
    private readonly List<(long Revision, TaskCompletionSource Reached)> waiters = [];
    private readonly TreeBudget trees = new(KeptTrees);
    private long applied;

    public ObjectCache(IStore store, TimeProvider clock, ILogger logger)
    {
        this.store = store;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Everything up to this revision is in the cache.</summary>
    public long Revision => Volatile.Read(ref applied);

    /// <summary>The cache of a stored resource; an empty one when nothing of it is stored.</summary>
    public ResourceCache Resource(GroupResource resource) =>
        resources.TryGetValue(resource, out var cache)
            ? cache
            // Base revision: nothing of this resource was ever stored before what the cache has applied.
            : resources.GetOrAdd(resource, static (_, now) => new(CacheSnapshot.Empty, now), Revision);

    /// <summary>Loads the present state. To be called once, before <see cref="RunAsync"/> and before any read.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (groups, revision) = await ReadAllAsync(cancellationToken);
        foreach (var (resource, objects) in groups)
            resources[resource] = new(CacheSnapshot.Of(objects, LastRevision(objects)), revision);
        Reach(revision);
    }

    /// <summary>Follows the store until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var batch in store.WatchAsync(StorageKeys.Root, Revision, cancellationToken))
                    Apply(batch);
            }
            catch (CompactedException e)
            {
                LogReload(logger, e.CompactRevision);
                await ReloadAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Waits until the cache has everything up to a revision; false when it does not within 3 seconds, as kube-apiserver waits.
    /// </summary>
    public ValueTask<bool> WaitAsync(long revision, CancellationToken cancellationToken) =>
        Revision >= revision ? new(true) : new(WaitSlowlyAsync(revision, cancellationToken));

    /// <summary>Waits until the cache has everything that was acknowledged before the call.</summary>
    public async ValueTask WaitForNewestAsync(CancellationToken cancellationToken)
    {
        var newest = await store.GetRevisionAsync(cancellationToken);
        if (Revision < newest)
            await WaitSlowlyAsync(newest, cancellationToken);
    }

    private async Task<bool> WaitSlowlyAsync(long revision, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (waitersLock)
        {
            if (Revision >= revision)
                return true;
            waiters.Add((revision, reached));
        }
        try
        {
            return await reached.Task.WithinAsync(TimeSpan.FromSeconds(3), clock, cancellationToken);
        }
        finally
        {
            lock (waitersLock)
                waiters.RemoveAll(w => w.Reached == reached);
        }
    }

    private void Apply(StoreBatch batch)
    {
        var woken = new SortedDictionary<GroupResource, (ResourceCache Cache, SortedSet<string> Namespaces)>();
        foreach (var change in batch.Changes)
        {
            if (!StorageKeys.TryParse(change.Key, out var resource, out var key))
                continue;
            if (!woken.TryGetValue(resource, out var entry))
                woken[resource] = entry = (Resource(resource), new(StringComparer.Ordinal));
            entry.Namespaces.Add(key.Namespace);
            var companion = change.Companion as StoredObject;
            if (change.Value is { } value)
            {
                var obj = companion?.Resolve(change.Revision) ?? KubeObject.FromStored(value.Span, change.Revision);
                if (obj.HasRoot)
                    trees.Add(obj);
                entry.Cache.Apply(obj, null, key, change.Revision);
            }
            else
            {
                var last = companion?.Resolve(change.Revision) ?? Restamp(entry.Cache.Get(key), change.Revision);
                entry.Cache.Apply(null, last, key, change.Revision);
            }
        }
        Reach(batch.Revision);
        foreach (var (cache, namespaces) in woken.Values)
            cache.Wake(namespaces);
    }

    /// <summary>The last state of an object with the revision of its removal.</summary>
    private static KubeObject? Restamp(KubeObject? last, long revision) =>
        last is null ? null : new StoredObject(last.Root).Resolve(revision);

    private void Reach(long revision)
    {
        List<TaskCompletionSource>? reached = null;
        lock (waitersLock)
        {
            Volatile.Write(ref applied, revision);
            for (var i = waiters.Count - 1; i >= 0; i--)
            {
                if (waiters[i].Revision > revision)
                    continue;
                (reached ??= []).Add(waiters[i].Reached);
                waiters.RemoveAt(i);
            }
        }
        if (reached is null)
            return;
        foreach (var waiter in reached)
            waiter.TrySetResult();
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var (groups, revision) = await ReadAllAsync(cancellationToken);
        foreach (var (resource, objects) in groups)
            Resource(resource).Replace(CacheSnapshot.Of(objects, LastRevision(objects)), revision);
        foreach (var (resource, cache) in resources.OrderBy(r => r.Key))
        {
            if (!groups.ContainsKey(resource))
                cache.Replace(CacheSnapshot.Empty, revision);
        }
        Reach(revision);
    }

    private async Task<(Dictionary<GroupResource, List<KubeObject>> Groups, long Revision)> ReadAllAsync(
        CancellationToken cancellationToken
    )
    {
        var all = await store.RangeAsync(
            new() { Start = StorageKeys.Root, End = KeyRange.PrefixEnd(StorageKeys.Root) },
            cancellationToken
        );
        var groups = new Dictionary<GroupResource, List<KubeObject>>();
        foreach (var entry in all.Entries)
        {
            if (!StorageKeys.TryParse(entry.Key, out var resource, out _))
                continue;
            if (!groups.TryGetValue(resource, out var list))
                groups[resource] = list = [];
            list.Add(KubeObject.FromStored(entry.Value.Span, entry.ModRevision));
        }
        return (groups, all.Revision);
    }

    private static long LastRevision(List<KubeObject> objects) => objects.Count == 0 ? 0 : objects.Max(o => o.Revision);

    [LoggerMessage(
        EventId = 1101,
        Level = LogLevel.Warning,
        Message = "the watch on the store was too old (oldest kept revision {Revision}); everything is read again"
    )]
    private static partial void LogReload(ILogger logger, long revision);
}
