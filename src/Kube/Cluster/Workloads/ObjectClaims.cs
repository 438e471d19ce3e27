using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Decides what belongs to an owner: its own that match its selector stay, its own that do not are released, and what nobody owns and matches is
/// adopted. Source: <c>ControllerRefManager</c> of Kubernetes.
/// </summary>
internal sealed class ObjectClaims(IClusterApi api, GroupVersionResource ownerResource, GroupVersionResource resource)
{
    /// <summary>Claims among the candidates.</summary>
    /// <param name="owner">The owner, as the view shows it.</param>
    /// <param name="matches">Whether an object is one that the owner wants.</param>
    /// <param name="candidates">The owner's objects, and such that nobody owns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The owner's objects; or why it cannot be said yet.</returns>
    public async ValueTask<ApiResult<List<KubeObject>>> ClaimAsync(
        KubeObject owner,
        Func<KubeObject, bool> matches,
        IEnumerable<KubeObject> candidates,
        CancellationToken cancellationToken
    )
    {
        var claimed = new List<KubeObject>();
        var mayAdopt = false;
        foreach (var candidate in candidates)
        {
            if (candidate.Controller is { } controller)
            {
                if (controller.Uid != owner.Uid)
                    continue;
                if (matches(candidate))
                    claimed.Add(candidate);
                else if (!owner.IsDeleting && await ReleaseAsync(owner, candidate, cancellationToken) is { } failed)
                    return failed;
                continue;
            }
            if (owner.IsDeleting || candidate.IsDeleting || !matches(candidate))
                continue;
            if (!mayAdopt)
            {
                // The view may show an owner that is gone, or is another by now: it must not take anything.
                var live = await api.GetAsync(ownerResource, owner.Key, cancellationToken);
                if (!live.IsSuccess)
                    return live.Error;
                if (live.Value.Uid != owner.Uid || live.Value.IsDeleting)
                    return Status.Conflict(ownerResource.GroupResource, owner.Name, "the owner is being deleted");
                mayAdopt = true;
            }
            var adopted = await AdoptAsync(owner, candidate, cancellationToken);
            if (adopted.IsSuccess)
                claimed.Add(adopted.Value);
            else if (!adopted.IsNotFound)
                return adopted.Error;
        }
        return claimed;
    }

    private ValueTask<ApiResult<KubeObject>> AdoptAsync(
        KubeObject owner,
        KubeObject orphan,
        CancellationToken cancellationToken
    ) => PatchAsync(orphan, OwnerReference.ControllerOf(owner).ToValue(), cancellationToken);

    private async ValueTask<Status?> ReleaseAsync(
        KubeObject owner,
        KubeObject owned,
        CancellationToken cancellationToken
    )
    {
        var released = await PatchAsync(
            owned,
            MapValue.Of(("$patch", "delete"), ("uid", owner.Uid)),
            cancellationToken
        );
        // What is gone, or was replaced by another of its name, is released.
        return released.IsSuccess || released.IsNotFound || released.Is(StatusReason.Invalid) ? null : released.Error;
    }

    private ValueTask<ApiResult<KubeObject>> PatchAsync(
        KubeObject target,
        MapValue reference,
        CancellationToken cancellationToken
    ) =>
        api.PatchAsync(
            resource,
            target.Key,
            new(
                PatchType.StrategicMerge,
                MapValue.Of(
                    ("metadata", MapValue.Of(("uid", target.Uid), ("ownerReferences", ListValue.Create([reference]))))
                )
            ),
            WriteOptions.None,
            cancellationToken
        );
}
