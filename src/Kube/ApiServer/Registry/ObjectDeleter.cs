using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What a deletion gave: the object, and whether it is gone or only marked.</summary>
/// <param name="Object">The object as it was last, or as it is now.</param>
/// <param name="Gone">Whether it is out of the store.</param>
internal sealed record Deletion(KubeObject Object, bool Gone);

/// <summary>Deletes objects: preconditions, finalizers, grace, and what becomes of dependents.</summary>
internal sealed class ObjectDeleter(ServerParts parts)
{
    private const string OrphanFinalizer = "orphan";
    private const string ForegroundFinalizer = "foregroundDeletion";
    private const int Tries = 16;

    public async ValueTask<ApiResult<Deletion>> DeleteAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var resource = definition.Resource.GroupResource;
        await parts.Cache.WaitForNewestAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var stored = parts.CacheOf(definition).Get(key);
            if (stored is null)
                return Status.NotFound(resource, key.Name);
            if (PreconditionError(resource, stored, options) is { } failed)
                return failed;
            var shown = await definition.ReadAsync(stored, cancellationToken);
            if (!shown.IsSuccess)
                return shown.Error;
            var request = new AdmissionRequest
            {
                Operation = "DELETE",
                Definition = definition,
                Key = key,
                Old = shown.Value,
                Scope = scope,
                DryRun = options.DryRun,
            };
            if (await parts.Admission.ValidateAsync(request, cancellationToken) is { } refusal)
                return refusal;

            var root = Mark(definition, stored, options);
            var ends = ObjectWriter.EndsDeletion(definition, root);
            if (!ends && root.Equals(stored.Root))
                return new Deletion(shown.Value, Gone: false);
            if (options.DryRun)
                return Deletion(await definition.ReadAsync(ends ? stored : new(root), cancellationToken), ends);
            // What is removed at once leaves as it was: nobody ever sees a deletion timestamp on it.
            var next = new StoredObject(ends && !stored.IsDeleting ? stored.Root : root);
            var commit = await parts.Store.CommitAsync(
                ends
                    ? ObjectTransactions.Delete(definition, key, next, stored)
                    : ObjectTransactions.Put(definition, key, next, root, stored),
                cancellationToken
            );
            if (commit.Succeeded)
                return Deletion(await definition.ReadAsync(next.Resolve(commit.Revision), cancellationToken), ends);
            if (attempt == Tries)
                return Status.ModifiedConflict(resource, key.Name);
            await parts.Cache.WaitAsync(commit.Revision, cancellationToken);
        }
    }

    private static ApiResult<Deletion> Deletion(ApiResult<KubeObject> shown, bool gone) =>
        shown.IsSuccess ? new Deletion(shown.Value, gone) : shown.Error;

    /// <summary>The object marked as being deleted: timestamp, grace, and the finalizers of the propagation policy.</summary>
    private MapValue Mark(ResourceDefinition definition, KubeObject stored, DeleteOptions options)
    {
        var root = stored.Root;
        var metadata = root.Map("metadata")!;
        var finalizers = Finalizers(definition, stored, options);
        if (!finalizers.SequenceEqual(stored.Finalizers, StringComparer.Ordinal))
            metadata = metadata.With("finalizers", finalizers.Count == 0 ? null : ListValue.OfTexts(finalizers));
        var grace = Math.Max(0, definition.Strategy.GracePeriodSeconds(stored, options.GracePeriodSeconds));
        if (!stored.IsDeleting)
        {
            metadata = metadata
                .With("deletionTimestamp", Timestamps.Format(parts.Clock.GetUtcNow() + TimeSpan.FromSeconds(grace)))
                .With("deletionGracePeriodSeconds", grace)
                .With("generation", stored.Generation > 0 ? stored.Generation + 1 : null);
            return definition.Strategy.PrepareForDelete(root.With("metadata", metadata));
        }
        // A grace period can only become shorter, and only when somebody asks.
        var left = metadata.Integer("deletionGracePeriodSeconds") ?? 0;
        if (left > 0 && options.GracePeriodSeconds is not null && grace < left)
        {
            var began = stored.DeletionTimestamp!.Value - TimeSpan.FromSeconds(left);
            metadata = metadata
                .With("deletionTimestamp", Timestamps.Format(began + TimeSpan.FromSeconds(grace)))
                .With("deletionGracePeriodSeconds", grace);
        }
        return root.With("metadata", metadata);
    }

    private static List<string> Finalizers(ResourceDefinition definition, KubeObject stored, DeleteOptions options)
    {
        var list = stored.Finalizers.ToList();
        var policy = options.PropagationPolicy;
        if (policy.Length == 0)
        {
            // Without a word from the caller, what the object already says stands, else the kind's default.
            if (list.Contains(OrphanFinalizer) || list.Contains(ForegroundFinalizer))
                return list;
            policy = definition.Strategy.DefaultPropagationPolicy;
        }
        list.RemoveAll(f => f is OrphanFinalizer or ForegroundFinalizer);
        if (policy == "Orphan")
            list.Add(OrphanFinalizer);
        else if (policy == "Foreground")
            list.Add(ForegroundFinalizer);
        return list;
    }

    private static Status? PreconditionError(GroupResource resource, KubeObject stored, DeleteOptions options)
    {
        if (options.PreconditionUid.Length > 0 && options.PreconditionUid != stored.Uid)
        {
            return Status.Conflict(
                resource,
                stored.Name,
                $"Precondition failed: UID in precondition: {options.PreconditionUid}, UID in object meta: {stored.Uid}"
            );
        }
        if (
            options.PreconditionResourceVersion.Length > 0
            && options.PreconditionResourceVersion != stored.ResourceVersion
        )
        {
            return Status.Conflict(
                resource,
                stored.Name,
                "Precondition failed: ResourceVersion in precondition: "
                    + $"{options.PreconditionResourceVersion}, ResourceVersion in object meta: {stored.ResourceVersion}"
            );
        }
        return null;
    }
}
