using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The resource API of one server without its transport: authorization, then the work. The HTTP front end and the in-process
/// client both call it, so both pass the same checks.
/// </summary>
internal sealed class ResourceApi
{
    private readonly ServerParts parts;
    private readonly ObjectReader reader;
    private readonly ObjectWriter writer;
    private readonly ObjectDeleter deleter;
    private readonly ObjectPatcher patcher;

    public ResourceApi(ServerParts parts, ObjectPreparation preparation)
    {
        this.parts = parts;
        reader = new(parts);
        writer = new(parts, preparation);
        deleter = new(parts);
        patcher = new(writer, preparation, parts);
    }

    public ServerParts Parts => parts;

    /// <summary>403 with the original's text, or null when the user may.</summary>
    public async ValueTask<Status?> AuthorizeAsync(
        RequestScope scope,
        string verb,
        GroupVersionResource resource,
        string subresource,
        NamespacedName key,
        FieldSelector? fields,
        CancellationToken cancellationToken
    )
    {
        var attributes = new AuthorizationAttributes(scope.User, verb)
        {
            IsResource = true,
            Group = resource.Group,
            Version = resource.Version,
            Resource = resource.Resource,
            Subresource = subresource,
            Namespace = key.Namespace,
            Name = key.Name,
            Fields = fields,
        };
        var answer = await parts.Authorizer.AuthorizeAsync(attributes, cancellationToken);
        return answer.Decision == Decision.Allow ? null : Denial.Status(attributes, answer.Reason);
    }

    public ValueTask<ApiResult<KubeObject>> GetAsync(
        ResourceDefinition definition,
        NamespacedName key,
        string resourceVersion,
        CancellationToken cancellationToken
    ) => reader.GetAsync(definition, key, resourceVersion, cancellationToken);

    public async ValueTask<ApiResult<ListSnapshot>> ListAsync(
        ResourceDefinition definition,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    )
    {
        if (ObjectMatcher.Check(definition, options.Fields) is { } error)
            return error;
        return await reader.ListAsync(definition, @namespace, options, cancellationToken);
    }

    public async ValueTask<ApiResult<WatchStream>> WatchAsync(
        ResourceDefinition definition,
        string @namespace,
        WatchOptions options,
        CancellationToken cancellationToken
    )
    {
        if (ObjectMatcher.Check(definition, options.Fields) is { } error)
            return error;
        return await WatchStream.OpenAsync(parts, reader, definition, @namespace, options, cancellationToken);
    }

    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        RequestScope scope,
        ResourceDefinition definition,
        string @namespace,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => writer.CreateAsync(scope, definition, @namespace, body, options, managed: false, cancellationToken);

    /// <summary>Replaces an object or its status.</summary>
    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        writer.UpdateAsync(
            scope,
            definition,
            key,
            _ => body,
            options,
            managed: false,
            create: definition.Strategy.AllowsCreateOnUpdate && options.Subresource.Length == 0,
            cancellationToken
        );

    /// <summary>Changes an object by a function of its present state: what subresources with their own form are made of.</summary>
    public ValueTask<ApiResult<KubeObject>> ChangeAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        ObjectChange change,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => writer.UpdateAsync(scope, definition, key, change, options, managed: false, create: false, cancellationToken);

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => patcher.PatchAsync(scope, definition, key, patch, options, cancellationToken);

    public ValueTask<ApiResult<Deletion>> DeleteAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => deleter.DeleteAsync(scope, definition, key, options, cancellationToken);

    /// <summary>Deletes what a selection lists; the list is what was found.</summary>
    public async ValueTask<ApiResult<ListSnapshot>> DeleteCollectionAsync(
        RequestScope scope,
        ResourceDefinition definition,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var listed = await ListAsync(definition, @namespace, selection, cancellationToken);
        if (!listed.IsSuccess)
            return listed;
        var found = listed.Value.Items.ToList();
        var failed = await new CollectionDeletion(deleter, definition, options, found).RunAsync(
            scope,
            cancellationToken
        );
        return failed is null ? listed.Value with { Items = found } : failed;
    }
}
