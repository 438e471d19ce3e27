using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// An informer that is a view of the server's own cache: it copies nothing, and is synchronised from the start. Each is its holder's alone; one that is
/// done with is disposed when its indexes should not be kept up any more. Subscriptions end by themselves.
/// </summary>
internal sealed class CacheInformer(ResourceDefinition definition, ServerParts parts, InformerOptions options)
    : IInformer,
        IDisposable
{
    private readonly ObjectMatcher matcher = new(definition, options.Labels, options.Fields);
    private readonly ResourceCache cache = parts.CacheOf(definition);
    private readonly SortedDictionary<string, CacheIndex> indexes = new(StringComparer.Ordinal);

    public bool HasSynced => true;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public KubeObject? Get(NamespacedName key)
    {
        if (options.Namespace.Length > 0 && key.Namespace != options.Namespace)
            return null;
        return cache.Get(key) is { } stored ? Visible(stored) : null;
    }

    public IReadOnlyList<KubeObject> List(string @namespace = "")
    {
        if (options.Namespace.Length > 0)
        {
            if (@namespace.Length > 0 && @namespace != options.Namespace)
                return [];
            @namespace = options.Namespace;
        }
        var list = new List<KubeObject>();
        foreach (var stored in cache.Snapshot.Read(@namespace))
        {
            if (Visible(stored) is { } obj)
                list.Add(obj);
        }
        return list;
    }

    public IReadOnlyList<KubeObject> ByIndex(string index, string value) => indexes[index].Read(value);

    public void AddIndex(string index, Func<KubeObject, IEnumerable<string>> values)
    {
        if (indexes.ContainsKey(index))
            return;
        var made = new CacheIndex(values, Visible);
        indexes[index] = made;
        cache.Subscribe(made.Apply);
    }

    public IDisposable Subscribe(Action<InformerEvent> handler)
    {
        void OnChange(CacheEvent change)
        {
            if (options.Namespace.Length > 0 && change.Namespace != options.Namespace)
                return;
            var before = change.Old is null ? null : Visible(change.Old);
            var after = change.New is null ? null : Visible(change.New);
            if (before is not null || after is not null)
                handler(new(before, after));
        }
        cache.Subscribe(OnChange);
        return new Subscription(() => cache.Unsubscribe(OnChange));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var index in indexes.Values)
            cache.Unsubscribe(index.Apply);
    }

    private KubeObject? Visible(KubeObject stored)
    {
        if (options.Namespace.Length > 0 && stored.Namespace != options.Namespace)
            return null;
        var obj = definition.ViewMetadata(stored);
        return matcher.Matches(obj) ? obj : null;
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? end = end;

        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}

/// <summary>The objects of an informer by the values of a function.</summary>
internal sealed class CacheIndex(Func<KubeObject, IEnumerable<string>> values, Func<KubeObject, KubeObject?> visible)
{
    private readonly Lock indexLock = new();
    private readonly Dictionary<string, SortedDictionary<NamespacedName, KubeObject>> byValue = new(
        StringComparer.Ordinal
    );

    public void Apply(CacheEvent change)
    {
        lock (indexLock)
        {
            if (change.Old is not null && visible(change.Old) is { } old)
            {
                foreach (var value in values(old))
                {
                    if (!byValue.TryGetValue(value, out var objects))
                        continue;
                    objects.Remove(old.Key);
                    if (objects.Count == 0)
                        byValue.Remove(value);
                }
            }
            if (change.New is not null && visible(change.New) is { } now)
            {
                foreach (var value in values(now))
                {
                    if (!byValue.TryGetValue(value, out var objects))
                        byValue[value] = objects = [];
                    objects[now.Key] = now;
                }
            }
        }
    }

    public IReadOnlyList<KubeObject> Read(string value)
    {
        lock (indexLock)
            return byValue.TryGetValue(value, out var objects) ? [.. objects.Values] : [];
    }
}
