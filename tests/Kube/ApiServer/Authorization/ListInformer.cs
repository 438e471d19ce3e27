using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

/// <summary>An informer over a list in memory, which the test changes.</summary>
internal sealed class ListInformer : IInformer
{
    private readonly SortedDictionary<NamespacedName, KubeObject> objects = [];
    private readonly List<Action<InformerEvent>> handlers = [];

    public ListInformer(params IEnumerable<KubeObject> objects)
    {
        foreach (var o in objects)
            Set(o);
    }

    public bool HasSynced { get; set; } = true;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public KubeObject? Get(NamespacedName key) => objects.GetValueOrDefault(key);

    public IReadOnlyList<KubeObject> List(string @namespace = "") =>
        [.. objects.Values.Where(o => @namespace.Length == 0 || o.Namespace == @namespace)];

    public IReadOnlyList<KubeObject> ByIndex(string index, string value) =>
        throw new InvalidOperationException("no index was declared");

    public void AddIndex(string index, Func<KubeObject, IEnumerable<string>> values) { }

    public IDisposable Subscribe(Action<InformerEvent> handler)
    {
        handlers.Add(handler);
        foreach (var o in objects.Values)
            handler(new(null, o));
        return new Subscription(() => handlers.Remove(handler));
    }

    public void Set(KubeObject obj)
    {
        // As a cache keeps it: bytes and metadata.
        var compact = obj.Compact();
        objects.TryGetValue(obj.Key, out var old);
        objects[obj.Key] = compact;
        foreach (var handler in handlers)
            handler(new(old, compact));
    }

    public void Remove(NamespacedName key)
    {
        if (!objects.Remove(key, out var old))
            return;
        foreach (var handler in handlers)
            handler(new(old, null));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
