using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Sends every namespace of a user's to every cluster, as a Work that belongs to the namespace: when it is deleted, its Works are collected as
/// garbage and the members' namespaces with them. Source: <c>namespace</c> controller of Karmada.
/// </summary>
internal sealed class NamespaceSync
{
    private readonly HubParts hub;
    private readonly IInformer namespaces;

    public NamespaceSync(HubParts hub)
    {
        this.hub = hub;
        namespaces = hub.Api.Informer(FleetResources.Namespaces, InformerOptions.All);
        Controller = hub.NewController<string>("namespace-sync", ReconcileAsync);
        Controller.Follow(namespaces, c => IsPropagated(c.Object) ? [c.Object.Name] : []);
        Controller.Follow(hub.Clusters, OnCluster);
        Controller.Follow(hub.Works, OnWork);
    }

    /// <summary>The work queue of namespaces.</summary>
    public Controller<string> Controller { get; }

    private IEnumerable<string> OnCluster(InformerEvent change) =>
        change is { Old: null, New: not null } ? namespaces.List().Where(IsPropagated).Select(n => n.Name) : [];

    private static IEnumerable<string> OnWork(InformerEvent change)
    {
        if (change is { Old: { } before, New: { } after } && before.Generation == after.Generation)
            return [];
        return change.Object.Controller is { Kind: "Namespace" } owner ? [owner.Name] : [];
    }

    private static bool IsPropagated(KubeObject space) =>
        !FleetNamespaces.IsReserved(space.Name)
        && space.Name != "default"
        && space.Labels.Text(FleetLabels.SkipNamespacePropagation) != FleetLabels.True;

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (namespaces.Get(new("", name)) is not { IsDeleting: false } space || !IsPropagated(space))
            return Reconcile.Done;
        foreach (var cluster in hub.Clusters.List())
        {
            if (cluster.IsDeleting)
                continue;
            var existing = hub.Works.Get(WorkBuilder.KeyOf(space, cluster.Name));
            if (existing is { IsDeleting: true })
                continue;
            var source = new WorkSource
            {
                // A namespace that is there already is shared, not foreign.
                Template = space.WithAnnotation(
                    FleetAnnotations.ConflictResolution,
                    FleetAnnotations.ConflictResolutionValues.Overwrite
                ),
                Cluster = cluster.Name,
                Owner = OwnerReference.ControllerOf(space),
                Annotations = MapValue.Of(
                    (FleetAnnotations.ConflictResolution, FleetAnnotations.ConflictResolutionValues.Overwrite)
                ),
            };
            var wanted = WorkBuilder.Build(source, existing, hub.Identities);
            if (ReferenceEquals(wanted, existing))
                continue;
            var written = existing is null
                ? await hub.Api.CreateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken)
                : await hub.Api.UpdateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken);
            if (!written.IsSuccess)
                return Reconcile.Retry(written.Error);
        }
        return Reconcile.Done;
    }
}
