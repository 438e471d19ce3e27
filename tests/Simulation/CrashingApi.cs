using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>
/// An API that kills who calls it at a chosen write: before the request goes out, or when its answer is there and the caller has not seen it.
/// </summary>
internal sealed class CrashingApi(IClusterApi inner, SimulatedProcess caller, Doom doom) : IClusterApi
{
    public ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    ) => inner.GetAsync(resource, key, cancellationToken, resourceVersion);

    public ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    ) => inner.ListAsync(resource, @namespace, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        CancellationToken cancellationToken
    ) => inner.WatchAsync(resource, @namespace, options, cancellationToken);

    public ValueTask<ApiResult<RawBody>> GetRawAsync(string path, string accept, CancellationToken cancellationToken) =>
        inner.GetRawAsync(path, accept, cancellationToken);

    public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
        inner.Informer(resource, options);

    public void StopInformers(GroupVersionResource resource) => inner.StopInformers(resource);

    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(() => inner.CreateAsync(resource, body, options, cancellationToken));

    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(() => inner.UpdateAsync(resource, body, options, cancellationToken));

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(() => inner.PatchAsync(resource, key, patch, options, cancellationToken));

    public ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(() => inner.DeleteAsync(resource, key, options, cancellationToken));

    public ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(() => inner.DeleteCollectionAsync(resource, @namespace, selection, options, cancellationToken));

    private async ValueTask<ApiResult<T>> WriteAsync<T>(Func<ValueTask<ApiResult<T>>> call)
        where T : class
    {
        var dies = doom.IsNow();
        if (dies && doom.BeforeTheWrite)
            await doom.StrikeAsync(caller);
        var result = await call();
        if (dies)
            await doom.StrikeAsync(caller);
        return result;
    }
}
