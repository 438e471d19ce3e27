using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// The end of a definition: all its objects are deleted, and when the last is gone (finalizers may take their time) the definition loses its own
/// finalizer. Says in the condition <c>Terminating</c> how far that is.
/// </summary>
/// <param name="resources">Deletes the objects.</param>
/// <param name="api">Writes the definition.</param>
/// <param name="again">Asks for a definition to be looked at again.</param>
internal sealed class InstanceRemoval(ResourceApi resources, IClusterApi api, Action<string> again)
{
    /// <summary>Holds a definition until its objects are gone.</summary>
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    private readonly SortedDictionary<string, (ResourceCache Cache, Action<CacheEvent> Handler)> waiting = new(
        StringComparer.Ordinal
    );

    private ServerParts Parts => resources.Parts;

    /// <summary>Goes on with the removal.</summary>
    /// <param name="crd">A definition that is being deleted.</param>
    /// <param name="stored">Its version for storage; null when it was never served, and has no objects therefore.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Reconcile> RunAsync(
        KubeObject crd,
        ResourceDefinition? stored,
        CancellationToken cancellationToken
    )
    {
        if (!crd.Finalizers.Contains(Finalizer))
            return Reconcile.Done;
        if (stored is not null)
        {
            var begun = await WriteAsync(
                crd,
                true,
                "InstanceDeletionInProgress",
                "CustomResource deletion is in progress",
                finished: false,
                cancellationToken
            );
            if (!begun.IsSuccess)
                return Failed(begun.Error);
            crd = begun.Value;
            var deleted = await resources.DeleteCollectionAsync(
                new(UserInfo.Of("system:apiserver", "system:masters"), "kube-apiserver"),
                stored,
                "",
                ListOptions.All,
                DeleteOptions.Background,
                cancellationToken
            );
            if (!deleted.IsSuccess)
            {
                await WriteAsync(
                    crd,
                    true,
                    "InstanceDeletionFailed",
                    $"could not issue all deletes: {deleted.Error.Message}",
                    finished: false,
                    cancellationToken
                );
                return Reconcile.Retry(deleted.Error);
            }
            await Parts.Cache.WaitForNewestAsync(cancellationToken);
            var cache = Parts.CacheOf(stored);
            Follow(crd.Name, cache);
            if (cache.Snapshot.Count > 0)
                return Reconcile.Done;
        }
        Forget(crd.Name);
        var done = await WriteAsync(
            crd,
            false,
            "InstanceDeletionCompleted",
            "removed all instances",
            finished: true,
            cancellationToken
        );
        return done.IsSuccess ? Reconcile.Done : Failed(done.Error);
    }

    /// <summary>Waits for a definition's objects no more.</summary>
    public void Forget(string name)
    {
        if (waiting.Remove(name, out var follow))
            follow.Cache.Unsubscribe(follow.Handler);
    }

    private void Follow(string name, ResourceCache cache)
    {
        if (waiting.ContainsKey(name))
            return;
        void Handler(CacheEvent change)
        {
            if (change.New is null)
                again(name);
        }
        waiting[name] = (cache, Handler);
        cache.Subscribe(Handler);
    }

    private static Reconcile Failed(Status error) =>
        error.Reason is StatusReason.NotFound or StatusReason.Conflict ? Reconcile.Done : Reconcile.Retry(error);

    private async ValueTask<ApiResult<KubeObject>> WriteAsync(
        KubeObject crd,
        bool state,
        string reason,
        string message,
        bool finished,
        CancellationToken cancellationToken
    )
    {
        var status = DefinitionConditions.Set(
            crd.Status,
            DefinitionConditions.Terminating,
            state,
            reason,
            message,
            Timestamps.Format(Parts.Clock.GetUtcNow())
        );
        if (status.Equals(crd.Status) && !finished)
            return crd;
        var next = crd.WithStatus(status);
        return await api.UpdateAsync(
            CustomResourceController.Definitions,
            finished ? next.WithoutFinalizer(Finalizer) : next,
            finished ? WriteOptions.Whole : WriteOptions.Status,
            cancellationToken
        );
    }
}
