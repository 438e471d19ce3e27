using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Subresources whose bodies are not the object itself: <c>scale</c> for every resource that has one, and those that are registered, such as a
/// pod's <c>binding</c>. Subresources that are a part of the object (<c>status</c>, <c>approval</c>) are updates of the object.
/// </summary>
internal sealed class Subresources(ResourceApi api)
{
    private static readonly GroupResource Pods = new("", "pods");
    private readonly ScaleSubresource scale = new(api);

    /// <summary>Issues tokens; null where nobody does.</summary>
    public TokenRequests? Tokens { get; set; }

    /// <summary>Whether a subresource is a part of the object: read and written as the object.</summary>
    public static bool IsPart(string subresource) =>
        subresource is "status" or "approval" or "finalize" or "ephemeralcontainers" or "resize";

    public async ValueTask<ApiResult<KubeObject>> GetAsync(
        ResourceDefinition definition,
        NamespacedName key,
        string subresource,
        CancellationToken cancellationToken
    )
    {
        if (!definition.HasSubresource(subresource))
            return Status.PathNotFound();
        if (IsPart(subresource))
            return await api.GetAsync(definition, key, "", cancellationToken);
        return subresource == "scale" && definition.Scale is not null
            ? await scale.GetAsync(definition, key, cancellationToken)
            : Status.MethodNotAllowed();
    }

    public async ValueTask<ApiResult<KubeObject>> PutAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!definition.HasSubresource(options.Subresource))
            return Status.PathNotFound();
        if (IsPart(options.Subresource))
            return await api.UpdateAsync(scope, definition, key, body, options, cancellationToken);
        return options.Subresource == "scale" && definition.Scale is not null
            ? await scale.PutAsync(scope, definition, key, body, options, cancellationToken)
            : Status.MethodNotAllowed();
    }

    public async ValueTask<ApiResult<KubeObject>> PatchAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!definition.HasSubresource(options.Subresource))
            return Status.PathNotFound();
        if (IsPart(options.Subresource))
            return await api.PatchAsync(scope, definition, key, patch, options, cancellationToken);
        return options.Subresource == "scale" && definition.Scale is not null
            ? await scale.PatchAsync(scope, definition, key, patch, options, cancellationToken)
            : Status.MethodNotAllowed();
    }

    public async ValueTask<ApiResult<KubeObject>> PostAsync(
        RequestScope scope,
        GroupVersionResource resource,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        if (api.Parts.Catalog.Find(resource) is not { } definition || !definition.HasSubresource(options.Subresource))
            return Status.PathNotFound();
        if (resource.GroupResource == TokenRequests.ServiceAccounts && options.Subresource == "token")
        {
            return Tokens is null
                ? Status.MethodNotAllowed()
                : await Tokens.IssueAsync(definition, key, body, options, cancellationToken);
        }
        if (resource.GroupResource != Pods)
            return Status.MethodNotAllowed();
        return options.Subresource switch
        {
            "binding" => await PodBinding.BindAsync(api, scope, definition, key, body, options, cancellationToken),
            "eviction" => await PodEviction.EvictAsync(api, scope, definition, key, body, options, cancellationToken),
            _ => Status.MethodNotAllowed(),
        };
    }
}
