using Pangea.Kube.Apply;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What a change to an object is: from the present object (as served; null when absent) to the object as it shall be. Called again when
/// somebody else wrote first.
/// </summary>
internal delegate ApiResult<MapValue> ObjectChange(KubeObject? current);

/// <summary>Creates and updates objects: everything between a decoded body and the store.</summary>
internal sealed class ObjectWriter(ServerParts parts, ObjectPreparation preparation)
{
    // As many tries as kube-apiserver's patch handler; an update that names no version may lose races more often.
    private const int Tries = 16;

    /// <summary>Creates an object; without a name, with one made from generateName.</summary>
    public async ValueTask<ApiResult<KubeObject>> CreateAsync(
        RequestScope scope,
        ResourceDefinition definition,
        string @namespace,
        MapValue body,
        WriteOptions options,
        bool managed,
        CancellationToken cancellationToken
    )
    {
        if (definition.IsTerminating)
        {
            return Status.MethodNotAllowed() with
            {
                Message = "create not allowed while custom resource definition is terminating",
                Group = definition.Resource.Group,
                Kind = definition.Resource.Resource,
            };
        }
        var metadata = body.Map("metadata") ?? MapValue.Empty;
        if (NamespaceError(definition, @namespace, metadata) is { } mismatch)
            return mismatch;
        if ((metadata.Text("resourceVersion") ?? "") is { Length: > 0 } version && version != "0")
        {
            // Without a reason, as from the original: its store finds it, and its store's errors have none.
            return new Status(500, "", "resourceVersion should not be set on objects to be created");
        }
        var name = metadata.Text("name") ?? "";
        var generated = name.Length == 0 ? metadata.Text("generateName") ?? "" : "";
        for (var attempt = 0; ; attempt++)
        {
            var key = new NamespacedName(@namespace, name);
            if (generated.Length > 0)
                key = key with { Name = GenerateName(generated) };
            var result = await CreateOnceAsync(scope, definition, key, body, options, managed, cancellationToken);
            if (generated.Length == 0 || !result.Is(StatusReason.AlreadyExists))
                return result;
            if (attempt == 7)
                return result.Error! with { RetryAfterSeconds = 1 };
        }
    }

    private async ValueTask<ApiResult<KubeObject>> CreateOnceAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        bool managed,
        CancellationToken cancellationToken
    )
    {
        var prepared = ObjectPreparation.Prepare(definition, body.With("metadata", NewMetadata(definition, key, body)));
        if (!prepared.IsSuccess)
            return prepared.Error;
        var root = prepared.Value;
        var request = new AdmissionRequest
        {
            Operation = "CREATE",
            Definition = definition,
            Key = key,
            Object = root,
            Scope = scope,
            DryRun = options.DryRun,
        };
        var admitted = await parts.Admission.MutateAsync(request, root, cancellationToken);
        if (!admitted.IsSuccess)
            return admitted.Error;
        if (!ReferenceEquals(admitted.Value, root))
        {
            prepared = ObjectPreparation.Prepare(definition, admitted.Value);
            if (!prepared.IsSuccess)
                return prepared.Error;
            root = prepared.Value;
        }
        root = definition.Strategy.PrepareForCreate(root);
        for (var attempt = 1; ; attempt++)
        {
            var allocated = parts.Allocate(definition, key, root, null);
            if (!allocated.IsSuccess)
                return allocated.Error;
            var (result, lost) = await StoreNewAsync(
                scope,
                definition,
                key,
                allocated.Value,
                request,
                options,
                managed,
                cancellationToken
            );
            // Somebody else was given the same at the same time: the cache has it by now, and there is more.
            if (!lost || attempt == Tries)
                return result;
        }
    }

    /// <summary>Stores a new object. Lost says that there is none of its name, so that it was something it claims that others have.</summary>
    private async ValueTask<(ApiResult<KubeObject> Result, bool Lost)> StoreNewAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        MapValue root,
        AdmissionRequest request,
        WriteOptions options,
        bool managed,
        CancellationToken cancellationToken
    )
    {
        static (ApiResult<KubeObject>, bool) Done(ApiResult<KubeObject> result) => (result, false);

        if (!managed)
            root = preparation.TrackUpdate(definition, null, root, scope, options, parts.Clock.GetUtcNow());
        if (ObjectPreparation.Validate(definition, root) is { } invalid)
            return Done(invalid);
        if (await parts.Admission.ValidateAsync(request with { Object = root }, cancellationToken) is { } refusal)
            return Done(refusal);
        var form = await definition.ToStoredFormAsync(root, cancellationToken);
        if (!form.IsSuccess)
            return Done(form.Error);
        using var charge = await ChargeAsync(request, root, cancellationToken);
        if (charge?.Refusal is { } exceeded)
            return Done(exceeded);
        scope.Warnings.AddRange(definition.Strategy.Warnings(root, null));

        var stored = new StoredObject(form.Value);
        if (options.DryRun)
        {
            if (parts.CacheOf(definition).Get(key) is not null)
                return Done(Status.AlreadyExists(definition.Resource.GroupResource, key.Name));
            scope.Created = true;
            return Done(new KubeObject(root));
        }
        var put = ObjectTransactions.Put(definition, key, stored, root, null);
        var commit = await parts.Store.CommitAsync(charge?.Join(put) ?? put, cancellationToken);
        if (!commit.Succeeded)
        {
            var exists = await ExistsAsync(definition, key, commit.Revision, cancellationToken);
            var isShared = definition.Strategy.HasClaims || charge is { Changes: true };
            return (exists, isShared && parts.CacheOf(definition).Get(key) is null);
        }
        charge?.Settle(commit.Revision);
        scope.Created = true;
        return Done(await definition.ReadAsync(stored.Resolve(commit.Revision), cancellationToken));
    }

    private async ValueTask<Status> ExistsAsync(
        ResourceDefinition definition,
        NamespacedName key,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var exists = Status.AlreadyExists(definition.Resource.GroupResource, key.Name);
        await parts.Cache.WaitAsync(revision, cancellationToken);
        var there = parts.CacheOf(definition).Get(key);
        // As the original: who creates again what is being deleted is told so.
        return there is { IsDeleting: true }
            ? exists with
            {
                Message = $"object is being deleted: {exists.Message}",
            }
            : exists;
    }

    /// <summary>
    /// Changes an object (or its status, or another subresource that is a part of it).
    /// </summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="definition">The resource.</param>
    /// <param name="key">Which object.</param>
    /// <param name="change">The change; it may set metadata.resourceVersion to demand a version.</param>
    /// <param name="options">Options; the subresource says which part is written.</param>
    /// <param name="managed">Whether the change has set managedFields itself (apply).</param>
    /// <param name="create">Whether an absent object is created.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<ApiResult<KubeObject>> UpdateAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        ObjectChange change,
        WriteOptions options,
        bool managed,
        bool create,
        CancellationToken cancellationToken
    )
    {
        var newest = await parts.Store.GetRevisionAsync(cancellationToken);
        if (parts.Cache.Revision < newest)
        {
            if (await UpdateEarlyAsync(scope, definition, key, change, options, managed, cancellationToken) is { } done)
                return done;
            await parts.Cache.WaitAsync(newest, cancellationToken);
        }
        for (var attempt = 1; ; attempt++)
        {
            var stored = parts.CacheOf(definition).Get(key);
            KubeObject? current = null;
            if (stored is not null)
            {
                var shown = await definition.ReadAsync(stored, cancellationToken);
                if (!shown.IsSuccess)
                    return shown.Error;
                current = shown.Value;
            }
            if (current is null && !create)
                return Status.NotFound(definition.Resource.GroupResource, key.Name);
            var changed = change(current);
            if (!changed.IsSuccess)
                return changed.Error;
            if (current is null)
            {
                var made = await CreateAsync(
                    scope,
                    definition,
                    key.Namespace,
                    changed.Value,
                    options,
                    managed,
                    cancellationToken
                );
                if (!made.Is(StatusReason.AlreadyExists) || attempt == Tries)
                    return made;
                await parts.Cache.WaitForNewestAsync(cancellationToken);
                continue;
            }
            var attempted = await UpdateOnceAsync(
                scope,
                definition,
                stored!,
                current,
                changed.Value,
                options,
                managed,
                cancellationToken
            );
            if (attempted.Lost is not { } revision)
                return attempted.Result;
            // A body that names a version is compared with the winner of the race, and refused then.
            if (attempt == Tries)
                return Status.ModifiedConflict(definition.Resource.GroupResource, key.Name);
            await parts.Cache.WaitAsync(revision, cancellationToken);
        }
    }

    /// <summary>
    /// Writes without waiting for a cache that is behind: mostly by other objects, and the store refuses when it is by this one. Null when
    /// nothing was written; only what is founded on everything that was acknowledged may say why.
    /// </summary>
    private async ValueTask<ApiResult<KubeObject>?> UpdateEarlyAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        ObjectChange change,
        WriteOptions options,
        bool managed,
        CancellationToken cancellationToken
    )
    {
        if (
            options.DryRun
            || parts.Admission.AsksOthers
            || definition.Conversion is not null
            || parts.CacheOf(definition).Get(key) is not { } stored
        )
            return null;
        var warnings = scope.Warnings.Count;
        var current = definition.View(stored);
        var changed = change(current);
        if (changed.IsSuccess)
        {
            var (result, lost) = await UpdateOnceAsync(
                scope,
                definition,
                stored,
                current,
                changed.Value,
                options,
                managed,
                cancellationToken
            );
            if (lost is null && result.IsSuccess && !ReferenceEquals(result.Value, current))
                return result;
        }
        scope.Warnings.RemoveRange(warnings, scope.Warnings.Count - warnings);
        return null;
    }

    private async ValueTask<(ApiResult<KubeObject> Result, long? Lost)> UpdateOnceAsync(
        RequestScope scope,
        ResourceDefinition definition,
        KubeObject stored,
        KubeObject current,
        MapValue body,
        WriteOptions options,
        bool managed,
        CancellationToken cancellationToken
    )
    {
        static (ApiResult<KubeObject>, long?) Done(ApiResult<KubeObject> result) => (result, null);

        var resource = definition.Resource.GroupResource;
        var metadata = body.Map("metadata") ?? MapValue.Empty;
        if (IdentityError(definition, current, metadata) is { } mismatch)
            return Done(mismatch);
        var version = metadata.Text("resourceVersion") ?? "";
        if (version is "" or "0")
        {
            if (!definition.Strategy.AllowsUnconditionalUpdate)
                return Done(VersionNeeded(definition, current.Name));
        }
        else if (version != current.ResourceVersion)
            return Done(Status.ModifiedConflict(resource, current.Name));

        var prepared = ObjectPreparation.Prepare(definition, Kept(current, body), current);
        if (!prepared.IsSuccess)
            return Done(prepared.Error);
        var root = PrepareForUpdate(definition, prepared.Value, current, options);
        var request = new AdmissionRequest
        {
            Operation = "UPDATE",
            Definition = definition,
            Subresource = options.Subresource,
            Key = current.Key,
            Object = root,
            Old = current,
            Scope = scope,
            DryRun = options.DryRun,
        };
        var admitted = await parts.Admission.MutateAsync(request, root, cancellationToken);
        if (!admitted.IsSuccess)
            return Done(admitted.Error);
        if (!ReferenceEquals(admitted.Value, root))
        {
            prepared = ObjectPreparation.Prepare(definition, admitted.Value, current);
            if (!prepared.IsSuccess)
                return Done(prepared.Error);
            // Who changes objects on their way changes no more of them than the client could.
            root = PrepareForUpdate(definition, prepared.Value, current, options);
        }
        if (options.Subresource.Length == 0)
        {
            var allocated = parts.Allocate(definition, current.Key, root, current.Root);
            if (!allocated.IsSuccess)
                return Done(allocated.Error);
            root = allocated.Value;
        }
        root = BumpGeneration(definition, root, current, options);
        if (!managed)
            root = preparation.TrackUpdate(definition, current, root, scope, options, parts.Clock.GetUtcNow());
        if (ObjectPreparation.ValidateUpdate(definition, root, current.Root, options.Subresource) is { } invalid)
            return Done(invalid);
        if (await parts.Admission.ValidateAsync(request with { Object = root }, cancellationToken) is { } refusal)
            return Done(refusal);
        using var charge = await ChargeAsync(request, root, cancellationToken);
        if (charge?.Refusal is { } exceeded)
            return Done(exceeded);
        scope.Warnings.AddRange(definition.Strategy.Warnings(root, current.Root));

        // A write that changes nothing causes nothing: no revision, no event.
        root = FieldManager.IgnoreTimes(current.Root, root);
        if (root.Equals(current.Root) && definition.IsStoredAsNow(stored))
            return Done(current);
        var form = await definition.ToStoredFormAsync(root, cancellationToken);
        if (!form.IsSuccess)
            return Done(form.Error);
        if (options.DryRun)
            return Done(new KubeObject(root));
        var next = new StoredObject(form.Value);
        var write = EndsDeletion(definition, root)
            ? ObjectTransactions.Delete(definition, current.Key, next, stored)
            : ObjectTransactions.Put(definition, current.Key, next, root, stored);
        var commit = await parts.Store.CommitAsync(charge?.Join(write) ?? write, cancellationToken);
        if (!commit.Succeeded)
            return (Status.ModifiedConflict(resource, current.Name), commit.Revision);
        charge?.Settle(commit.Revision);
        return Done(await definition.ReadAsync(next.Resolve(commit.Revision), cancellationToken));
    }

    private static MapValue PrepareForUpdate(
        ResourceDefinition definition,
        MapValue root,
        KubeObject current,
        WriteOptions options
    ) =>
        options.IncludesStatus ? root
        : options.Subresource.Length == 0 ? definition.Strategy.PrepareForUpdate(root, current.Root)
        : Subresources.IsPart(options.Subresource)
            ? definition.Strategy.PrepareForPartUpdate(options.Subresource, root, current.Root)
        : root;

    private ValueTask<QuotaCharge?> ChargeAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    ) => parts.Quotas?.ChargeAsync(request, root, cancellationToken) ?? new((QuotaCharge?)null);

    /// <summary>Whether nothing holds up the removal of an object that is being deleted.</summary>
    public static bool EndsDeletion(ResourceDefinition definition, MapValue root)
    {
        var metadata = root.Map("metadata")!;
        return metadata.Text("deletionTimestamp") is not null
            && (metadata.Integer("deletionGracePeriodSeconds") ?? 0) == 0
            && (metadata.List("finalizers")?.Count ?? 0) == 0
            && !definition.Strategy.HoldsDeletion(root);
    }

    private static MapValue BumpGeneration(
        ResourceDefinition definition,
        MapValue root,
        KubeObject current,
        WriteOptions options
    )
    {
        if (!definition.Strategy.HasGeneration || Subresources.IsPart(options.Subresource))
            return root;
        return definition.Strategy.BumpsGeneration(root, current.Root)
            ? root.WithAt(current.Generation + 1, "metadata", "generation")
            : root;
    }

    /// <summary>metadata of a new object: what only the server may set is dropped, then set.</summary>
    private MapValue NewMetadata(ResourceDefinition definition, NamespacedName key, MapValue body)
    {
        var metadata = body.Map("metadata") ?? MapValue.Empty;
        return metadata
            .With("name", key.Name)
            .With("namespace", key.Namespace.Length == 0 ? null : (Value)key.Namespace)
            .With("uid", parts.Identities.NewUid())
            .With("creationTimestamp", Timestamps.Format(parts.Clock.GetUtcNow()))
            .With("generation", definition.Strategy.HasGeneration ? 1 : null)
            .Without("deletionTimestamp")
            .Without("deletionGracePeriodSeconds")
            .Without("resourceVersion")
            .Without("selfLink");
    }

    /// <summary>A changed body with what only the server sets as it was.</summary>
    private static MapValue Kept(KubeObject current, MapValue body)
    {
        var metadata = (body.Map("metadata") ?? MapValue.Empty)
            .With("name", current.Name)
            .With("namespace", current.Metadata["namespace"])
            .With("resourceVersion", current.Metadata["resourceVersion"]);
        return ObjectMetaValidation.KeepSystemFields(body.With("metadata", metadata), current.Root);
    }

    private static Status? NamespaceError(ResourceDefinition definition, string @namespace, MapValue metadata)
    {
        if (metadata.Text("namespace") is not { Length: > 0 } own || own == @namespace)
            return null;
        return definition.Namespaced
            ? Status.BadRequest("the namespace of the provided object does not match the namespace sent on the request")
            : Status.BadRequest("namespace must not be set on cluster-scoped objects");
    }

    private static Status? IdentityError(ResourceDefinition definition, KubeObject current, MapValue metadata)
    {
        if (metadata.Text("name") is { Length: > 0 } name && name != current.Name)
        {
            return Status.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({current.Name})"
            );
        }
        if (NamespaceError(definition, current.Namespace, metadata) is { } error)
            return error;
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid)
        {
            return Status.Conflict(
                definition.Resource.GroupResource,
                current.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}"
            );
        }
        return null;
    }

    private static Status VersionNeeded(ResourceDefinition definition, string name) =>
        Status.Invalid(
            definition.GroupVersionKind.GroupKind,
            name,
            [
                new(
                    "FieldValueInvalid",
                    "metadata.resourceVersion",
                    "Invalid value: 0x0: must be specified for an update"
                ),
            ]
        );

    private string GenerateName(string @base) =>
        (@base.Length > 58 ? @base[..58] : @base) + parts.Identities.NewNameSuffix(5);
}
