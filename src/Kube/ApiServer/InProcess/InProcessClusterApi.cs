using System.Runtime.CompilerServices;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The API of a server in the same process: the same authorization, admission and validation as over HTTP, without the bytes.
/// Its informers are the server's own cache.
/// </summary>
public sealed class InProcessClusterApi : IClusterApi
{
    private readonly ApiServer server;
    private readonly ResourceApi api;
    private readonly UserInfo user;
    private readonly string userAgent;

    internal InProcessClusterApi(ApiServer server, ResourceApi api, UserInfo user, string userAgent)
    {
        this.server = server;
        this.api = api;
        this.user = user;
        this.userAgent = userAgent;
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    )
    {
        var scope = Scope();
        if (await api.AuthorizeAsync(scope, "get", resource, "", key, null, cancellationToken) is { } denied)
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        return await api.GetAsync(definition, key, resourceVersion, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    )
    {
        var key = new NamespacedName(@namespace, "");
        if (
            await api.AuthorizeAsync(Scope(), "list", resource, "", key, options.Fields, cancellationToken) is
            { } denied
        )
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        var listed = await api.ListAsync(definition, @namespace, options, cancellationToken);
        return listed.IsSuccess ? ToList(listed.Value) : listed.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var scope = Scope();
        var key = options.Parent ?? body.Key;
        if (
            await api.AuthorizeAsync(scope, "create", resource, options.Subresource, key, null, cancellationToken) is
            { } denied
        )
            return denied;
        if (options.Subresource.Length > 0)
            return await server.Subresources.PostAsync(scope, resource, key, body.Root, options, cancellationToken);
        if (server.Reviews.Find(resource) is { } review)
            return await review(scope, body.Root, key.Namespace, cancellationToken);
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        return await api.CreateAsync(scope, definition, body.Namespace, body.Root, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var scope = Scope();
        if (
            await api.AuthorizeAsync(
                scope,
                "update",
                resource,
                options.Subresource,
                body.Key,
                null,
                cancellationToken
            ) is
            { } denied
        )
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        if (options.Subresource is "" or "status")
            return await api.UpdateAsync(scope, definition, body.Key, body.Root, options, cancellationToken);
        return await server.Subresources.PutAsync(scope, definition, body.Key, body.Root, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var scope = Scope();
        if (
            await api.AuthorizeAsync(scope, "patch", resource, options.Subresource, key, null, cancellationToken) is
            { } denied
        )
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        if (options.Subresource is "" or "status")
            return await api.PatchAsync(scope, definition, key, patch, options, cancellationToken);
        return await server.Subresources.PatchAsync(scope, definition, key, patch, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var scope = Scope();
        if (await api.AuthorizeAsync(scope, "delete", resource, "", key, null, cancellationToken) is { } denied)
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        var deleted = await api.DeleteAsync(scope, definition, key, options, cancellationToken);
        return deleted.IsSuccess ? deleted.Value.Object : deleted.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var scope = Scope();
        var key = new NamespacedName(@namespace, "");
        if (
            await api.AuthorizeAsync(
                scope,
                "deletecollection",
                resource,
                "",
                key,
                selection.Fields,
                cancellationToken
            ) is
            { } denied
        )
            return denied;
        if (Find(resource) is not { } definition)
            return Status.PathNotFound();
        var deleted = await api.DeleteCollectionAsync(
            scope,
            definition,
            @namespace,
            selection,
            options,
            cancellationToken
        );
        return deleted.IsSuccess ? ToList(deleted.Value) : deleted.Error;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var key = new NamespacedName(@namespace, options.Fields.RequiredValue("metadata.name") ?? "");
        var denied = await api.AuthorizeAsync(Scope(), "watch", resource, "", key, options.Fields, cancellationToken);
        if (denied is null && Find(resource) is null)
            denied = Status.PathNotFound();
        if (denied is not null)
        {
            yield return new(WatchEventType.Error, null, denied);
            yield break;
        }
        var opened = await api.WatchAsync(Find(resource)!, @namespace, options, cancellationToken);
        if (!opened.IsSuccess)
        {
            yield return new(WatchEventType.Error, null, opened.Error);
            yield break;
        }
        using var ends = options.Timeout is { } timeout
            ? new CancellationTokenSource(timeout, api.Parts.Clock)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, cancellationToken);
        var batch = new List<WatchEvent>();
        var more = true;
        while (more)
        {
            batch.Clear();
            try
            {
                more = await opened.Value.ReadAsync(batch, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The asked time is over: an orderly end.
                yield break;
            }
            foreach (var change in batch)
                yield return change;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<RawBody>> GetRawAsync(
        string path,
        string accept,
        CancellationToken cancellationToken
    )
    {
        var attributes = new AuthorizationAttributes(user, "get") { Path = path };
        var answer = await api.Parts.Authorizer.AuthorizeAsync(attributes, cancellationToken);
        if (answer.Decision != Decision.Allow)
            return Denial.Status(attributes, answer.Reason);
        if (server.Documents.Health(path, verbose: false, []) is { } health)
        {
            return health.Healthy
                ? new RawBody(System.Text.Encoding.UTF8.GetBytes(health.Text), "text/plain; charset=utf-8")
                : Status.InternalError(health.Text);
        }
        return server.Documents.Get(path, accept) is { } body ? body : Status.PathNotFound();
    }

    /// <inheritdoc/>
    public IInformer Informer(GroupVersionResource resource, InformerOptions options)
    {
        // What a webhook converts cannot be looked at without waiting, and what is not served (any more) may be so later: both are followed as from
        // outside.
        return Find(resource) is { } definition && (definition.Conversion is null || options.OnlyMetadata)
            ? new CacheInformer(definition, api.Parts, options)
            : new FollowingInformer(server.NewInformers(this), resource, options);
    }

    /// <inheritdoc/>
    public void StopInformers(GroupVersionResource resource)
    {
        // Each is its holder's alone, and a view of the server's cache.
    }

    private ResourceDefinition? Find(GroupVersionResource resource) => api.Parts.Catalog.Find(resource);

    private RequestScope Scope() => new(user, userAgent);

    private static KubeList ToList(ListSnapshot snapshot) =>
        new(
            snapshot.Items as IReadOnlyList<KubeObject> ?? [.. snapshot.Items],
            snapshot.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture),
            snapshot.Continue
        )
        {
            RemainingItemCount = snapshot.Remaining,
        };
}
