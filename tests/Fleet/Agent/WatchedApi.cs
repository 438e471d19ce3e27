using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>An API that tells of every write before and after it happens: to count them, and to crash who makes them.</summary>
internal sealed class WatchedApi(
    IClusterApi inner,
    Func<WrittenCall, bool, Task> onWrite,
    Action<GroupVersionResource> onFollow
) : IClusterApi
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
    )
    {
        onFollow(resource);
        return inner.ListAsync(resource, @namespace, options, cancellationToken);
    }

    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            new("create", resource.Resource, body.Name, options.Subresource),
            () => inner.CreateAsync(resource, body, options, cancellationToken)
        );

    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            new("update", resource.Resource, body.Name, options.Subresource),
            () => inner.UpdateAsync(resource, body, options, cancellationToken)
        );

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            new(patch.Type == PatchType.Apply ? "apply" : "patch", resource.Resource, key.Name, options.Subresource),
            () => inner.PatchAsync(resource, key, patch, options, cancellationToken)
        );

    public ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            new("delete", resource.Resource, key.Name, ""),
            () => inner.DeleteAsync(resource, key, options, cancellationToken)
        );

    public ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => inner.DeleteCollectionAsync(resource, @namespace, selection, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        CancellationToken cancellationToken
    )
    {
        onFollow(resource);
        return inner.WatchAsync(resource, @namespace, options, cancellationToken);
    }

    public ValueTask<ApiResult<RawBody>> GetRawAsync(string path, string accept, CancellationToken cancellationToken) =>
        inner.GetRawAsync(path, accept, cancellationToken);

    public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
        inner.Informer(resource, options);

    public void StopInformers(GroupVersionResource resource) => inner.StopInformers(resource);

    private async ValueTask<ApiResult<KubeObject>> WriteAsync(
        WrittenCall call,
        Func<ValueTask<ApiResult<KubeObject>>> write
    )
    {
        await onWrite(call, false);
        var result = await write();
        await onWrite(call, true);
        return result;
    }
}

/// <summary>A write that was asked for.</summary>
internal sealed record WrittenCall(string Verb, string Resource, string Name, string Subresource)
{
    public override string ToString() =>
        Subresource.Length == 0 ? $"{Verb} {Resource} {Name}" : $"{Verb} {Resource}/{Subresource} {Name}";
}
