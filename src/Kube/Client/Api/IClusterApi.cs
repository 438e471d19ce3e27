using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// One cluster's Kubernetes API with one identity. Two forms with the same semantics: over HTTP (<c>HttpClusterApi</c>,
/// here) and inside the API server's own process (<c>InProcessClusterApi</c>, in Kube.ApiServer), which passes the same
/// authorization and admission.
/// </summary>
/// <remarks>
/// API failures are values. A call that could not be made or whose answer did not arrive is a value too: reason
/// <c>ServiceUnavailable</c> or <c>Timeout</c>, code 503 or 504; whether a write happened is then unknown. Only cancellation throws.
/// </remarks>
public interface IClusterApi
{
    /// <summary>Reads one object. <paramref name="resourceVersion"/> "0" allows any cached state; empty means the newest.</summary>
    ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    );

    /// <summary>Lists objects; an empty namespace lists all.</summary>
    ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>Creates an object, or posts to a subresource such as <c>token</c>, <c>binding</c> or <c>eviction</c>.</summary>
    ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>Replaces an object (or its status or scale). With a resourceVersion in it, only that version is replaced.</summary>
    ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>Patches an object, or applies it server-side (which creates it when absent).</summary>
    ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Deletes an object. The value is the object as it was or now is (deletion may be pending on finalizers or grace), or the
    /// <c>Status</c> object a server answers with when it is gone.
    /// </summary>
    ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes all objects of a namespace (or of all) that match; the value is the list of them.</summary>
    ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Watches. Events arrive in the order of their revisions; a failure is the last event (<see cref="WatchEventType.Error"/>);
    /// a watch that ends without one is resumed by the caller from the last resourceVersion it saw.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>Reads a path that is no resource: <c>/version</c>, <c>/readyz</c>, <c>/apis</c> (as aggregated discovery), …</summary>
    ValueTask<ApiResult<RawBody>> GetRawAsync(string path, string accept, CancellationToken cancellationToken);

    /// <summary>
    /// An informer on a resource: a synchronised view with change notifications. In the API server's own process it is the
    /// watch cache itself; over HTTP it keeps its own copy. Calls with equal arguments may share one.
    /// </summary>
    IInformer Informer(GroupVersionResource resource, InformerOptions options);

    /// <summary>
    /// Ends the informers of a resource, for instance because it is not served any more. Who holds one sees its last state; the next request starts
    /// anew. Informers that cost nothing, as in the API server's own process, just go on.
    /// </summary>
    void StopInformers(GroupVersionResource resource);
}

/// <summary>A list with what its metadata says.</summary>
/// <param name="Items">The objects; each with its apiVersion and kind.</param>
/// <param name="ResourceVersion">The revision the list was read at.</param>
/// <param name="Continue">Token for the next page, or empty.</param>
public sealed record KubeList(IReadOnlyList<KubeObject> Items, string ResourceVersion, string Continue)
{
    /// <summary>How many objects follow on later pages, when the server says so.</summary>
    public long? RemainingItemCount { get; init; }
}

/// <summary>A body that is no object.</summary>
public sealed record RawBody(ReadOnlyMemory<byte> Content, string ContentType)
{
    /// <summary>The response's ETag, or empty.</summary>
    public string ETag { get; init; } = "";
}
