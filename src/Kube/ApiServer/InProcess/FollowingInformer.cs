using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// An informer on what the cache cannot show at once: kinds that a webhook converts, or that are not served. It lists and watches as a client does, and
/// keeps what it got. Like the views of the cache it is its holder's alone, and ends when it is disposed, or with the server.
/// </summary>
internal sealed class FollowingInformer(
    SharedInformers informers,
    GroupVersionResource resource,
    InformerOptions options
) : IInformer, IDisposable
{
    private readonly IInformer inner = informers.Get(resource, options);

    public bool HasSynced => inner.HasSynced;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => inner.WaitForSyncAsync(cancellationToken);

    public KubeObject? Get(NamespacedName key) => inner.Get(key);

    public IReadOnlyList<KubeObject> List(string @namespace = "") => inner.List(@namespace);

    public IReadOnlyList<KubeObject> ByIndex(string index, string value) => inner.ByIndex(index, value);

    public void AddIndex(string index, Func<KubeObject, IEnumerable<string>> values) => inner.AddIndex(index, values);

    public IDisposable Subscribe(Action<InformerEvent> handler) => inner.Subscribe(handler);

    public void Dispose() => informers.Dispose();
}
