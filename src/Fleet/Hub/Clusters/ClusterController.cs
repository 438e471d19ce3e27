using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Gives each cluster its execution namespace and taints, and takes apart what it had when it leaves. Source: <c>cluster-controller</c> of Karmada.
/// </summary>
internal sealed class ClusterController
{
    private const string Component = "cluster-controller";

    // A cluster that leaves is asked to clean up; how long its silence is borne before its Works go without it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HubParts hub;
    private readonly IInformer namespaces;

    public ClusterController(HubParts hub)
    {
        this.hub = hub;
        namespaces = hub.Api.Informer(FleetResources.Namespaces, InformerOptions.All);
        Controller = hub.NewController<string>(Component, ReconcileAsync);
        Controller.Follow(hub.Clusters, c => [c.Object.Name]);
        Controller.Follow(namespaces, c => FleetNamespaces.ClusterOf(c.Object.Name) is { } name ? [name] : []);
        Controller.Follow(
            hub.Works,
            c => c.New is null && FleetNamespaces.ClusterOf(c.Object.Namespace) is { } name ? [name] : []
        );
    }

    /// <summary>The work queue of clusters.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (hub.Clusters.Get(new("", name)) is not { } cluster)
            return Reconcile.Done;
        if (cluster.IsDeleting)
            return await RemoveAsync(cluster, cancellationToken);
        var space = await EnsureSpaceAsync(cluster, cancellationToken);
        if (space is not null)
            return Reconcile.Retry(space);
        var updated = ClusterTaints.Apply(cluster.WithFinalizer(FleetFinalizers.Cluster));
        if (ReferenceEquals(updated, cluster))
            return Reconcile.Done;
        var written = await hub.Api.UpdateAsync(FleetResources.Clusters, updated, WriteOptions.None, cancellationToken);
        if (!written.IsSuccess)
            return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
        if (!Value.Equal(cluster.Spec["taints"], updated.Spec["taints"]))
        {
            hub.Events.Normal(
                written.Value,
                Component,
                EventReasons.TaintClusterSucceed,
                ClusterTaints.Describe(written.Value)
            );
        }
        return Reconcile.Done;
    }

    private async ValueTask<Status?> EnsureSpaceAsync(KubeObject cluster, CancellationToken cancellationToken)
    {
        var space = FleetNamespaces.Execution(cluster.Name);
        if (namespaces.Get(new("", space)) is not null)
            return null;
        var made = await hub.Api.CreateAsync(
            FleetResources.Namespaces,
            new(MapValue.Of(("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", MapValue.Of(("name", space))))),
            WriteOptions.None,
            cancellationToken
        );
        if (!made.IsSuccess)
            return made.Is(StatusReason.AlreadyExists) ? null : made.Error;
        hub.Events.Normal(
            cluster,
            Component,
            EventReasons.CreateExecutionSpaceSucceed,
            $"Created execution space({space}) for cluster({cluster.Name})."
        );
        return null;
    }

    /// <summary>
    /// The cluster leaves: its Works are deleted, which its agent answers by removing what it had applied; then its namespace, then the cluster. Works
    /// of a cluster that does not answer are let go: what runs there stays, and is nobody's any more.
    /// </summary>
    private async ValueTask<Reconcile> RemoveAsync(KubeObject cluster, CancellationToken cancellationToken)
    {
        if (!cluster.Finalizers.Contains(FleetFinalizers.Cluster))
            return Reconcile.Done;
        var space = FleetNamespaces.Execution(cluster.Name);
        var works = hub.Works.List(space);
        var silent = ClusterTaints.Readiness(cluster) != "True";
        var waited = hub.Clock.GetUtcNow() - cluster.DeletionTimestamp!.Value;
        foreach (var work in works)
        {
            var result = await RemoveAsync(work, letGo: silent || waited > Patience, cancellationToken);
            if (result is { } failed)
                return Reconcile.Retry(failed);
        }
        if (works.Count > 0)
            return silent ? Reconcile.Again(TimeSpan.FromSeconds(1)) : Reconcile.Again(Patience - waited);
        if (namespaces.Get(new("", space)) is { } there)
        {
            if (!there.IsDeleting)
            {
                var gone = await hub.Api.DeleteAsync(
                    FleetResources.Namespaces,
                    new("", space),
                    DeleteOptions.Background,
                    cancellationToken
                );
                if (!gone.IsSuccess && !gone.IsNotFound)
                    return Reconcile.Retry(gone.Error);
            }
            return Reconcile.Done;
        }
        await hub.Api.DeleteAsync(
            FleetResources.Leases,
            new(FleetNamespaces.Cluster, cluster.Name),
            DeleteOptions.Background,
            cancellationToken
        );
        hub.Events.Normal(
            cluster,
            Component,
            EventReasons.RemoveExecutionSpaceSucceed,
            $"Removed execution space({space}) for cluster({cluster.Name})."
        );
        var freed = await hub.Api.UpdateAsync(
            FleetResources.Clusters,
            cluster.WithoutFinalizer(FleetFinalizers.Cluster),
            WriteOptions.None,
            cancellationToken
        );
        return freed.IsSuccess || freed.IsNotFound ? Reconcile.Done : Reconcile.Retry(freed.Error);
    }

    private async ValueTask<Status?> RemoveAsync(KubeObject work, bool letGo, CancellationToken cancellationToken)
    {
        if (!work.IsDeleting)
        {
            var deleted = await hub.Api.DeleteAsync(
                FleetResources.Works,
                work.Key,
                DeleteOptions.Background with
                {
                    PreconditionUid = work.Uid,
                },
                cancellationToken
            );
            return deleted.IsSuccess || deleted.IsNotFound ? null : deleted.Error;
        }
        if (!letGo || !work.Finalizers.Contains(FleetFinalizers.Execution))
            return null;
        var freed = await hub.Api.UpdateAsync(
            FleetResources.Works,
            work.WithoutFinalizer(FleetFinalizers.Execution),
            WriteOptions.None,
            cancellationToken
        );
        return freed.IsSuccess || freed.IsNotFound ? null : freed.Error;
    }
}
