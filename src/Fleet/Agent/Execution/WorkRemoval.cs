using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Ends a Work that is being deleted: its objects go from the member first, or stay there without the fleet's marks when the Work says so; then the
/// Work's finalizer. What is not this Work's is left alone.
/// </summary>
internal sealed class WorkRemoval(AgentContext agent)
{
    private static readonly string[] Groups =
    [
        "propagationpolicy.karmada.io/",
        "clusterpropagationpolicy.karmada.io/",
        "resourcebinding.karmada.io/",
        "clusterresourcebinding.karmada.io/",
        "resourcetemplate.karmada.io/",
        "work.karmada.io/",
        "multiclusterservice.karmada.io/",
    ];

    /// <summary>Ends a Work.</summary>
    public async ValueTask<Reconcile> RemoveAsync(KubeObject work, CancellationToken cancellationToken)
    {
        if (!work.Finalizers.Contains(FleetFinalizers.Execution))
            return Reconcile.Done;
        var preserve = work.Spec.Flag("preserveResourcesOnDeletion") == true;
        foreach (var manifest in work.Spec.Map("workload")?.Maps("manifests") ?? [])
        {
            if (await RemoveAsync(work, new(manifest), preserve, cancellationToken) is { } error)
                return Reconcile.Retry(error);
        }
        var freed = await agent.Hub.UpdateAsync(
            AgentResources.Works,
            work.WithoutFinalizer(FleetFinalizers.Execution),
            WriteOptions.None,
            cancellationToken
        );
        return freed.IsSuccess || freed.IsNotFound ? Reconcile.Done : Reconcile.Retry(freed.Error);
    }

    private async ValueTask<Status?> RemoveAsync(
        KubeObject work,
        KubeObject manifest,
        bool preserve,
        CancellationToken cancellationToken
    )
    {
        var target = await agent.Kinds.FindAsync(manifest.GroupVersionKind, cancellationToken);
        if (!target.IsSuccess)
            return target.IsNotFound ? null : target.Error;
        var resource = target.Value.Resource;
        // Read from the member itself: what is removed for good is not judged by a view.
        var live = await agent.Member.GetAsync(resource, manifest.Key, cancellationToken);
        if (!live.IsSuccess)
            return live.IsNotFound ? null : live.Error;
        if (!BelongsTo(live.Value, work))
            return null;
        var result = preserve
            ? await agent.Member.PatchAsync(
                resource,
                manifest.Key,
                new(PatchType.Merge, WithoutMarks(live.Value)),
                new() { FieldManager = AgentContext.Manager },
                cancellationToken
            )
            : await agent.Member.DeleteAsync(
                resource,
                manifest.Key,
                DeleteOptions.Background with
                {
                    PreconditionUid = live.Value.Uid,
                },
                cancellationToken
            );
        return result.IsSuccess || result.IsNotFound ? null : result.Error;
    }

    private static bool BelongsTo(KubeObject live, KubeObject work) =>
        MemberOwnership.IsManaged(live)
        && live.Annotations.Text(FleetAnnotations.WorkName) is var name
        && (name is null || name == work.Name)
        && live.Annotations.Text(FleetAnnotations.WorkNamespace) is var space
        && (space is null || space == work.Namespace);

    private static MapValue WithoutMarks(KubeObject live)
    {
        var labels = MapValue.Empty;
        foreach (var (key, _) in live.Labels)
        {
            if (key == FleetLabels.Managed || IsMark(key))
                labels = labels.With(key, NullValue.Instance);
        }
        var annotations = MapValue.Empty;
        foreach (var (key, _) in live.Annotations)
        {
            if (IsMark(key))
                annotations = annotations.With(key, NullValue.Instance);
        }
        return MapValue.Of(
            ("metadata", MapValue.Of(("uid", live.Uid), ("labels", labels), ("annotations", annotations)))
        );
    }

    // What the user of the template set for the member's sake stays.
    private static bool IsMark(string key) =>
        key is not (FleetLabels.RetainReplicas or FleetLabels.DeletionProtection or FleetAnnotations.ConflictResolution)
        && Groups.Any(g => key.StartsWith(g, StringComparison.Ordinal));
}
