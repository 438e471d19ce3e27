using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Keeps one Work for each cluster of a binding, and none elsewhere. Writes only what differs. Source: <c>binding-controller</c> of Karmada.
/// </summary>
internal sealed class BindingController
{
    private readonly HubParts hub;

    public BindingController(HubParts hub)
    {
        this.hub = hub;
        Controller = hub.NewController<NamespacedName>(EventSources.Binding, ReconcileAsync);
        Controller.Follow(hub.Bindings, OnBinding);
        Controller.Follow(hub.ClusterBindings, OnBinding);
        Controller.Follow(hub.Works, OnWork);
        hub.Templates.SubscribeLate(template => Controller.Enqueue(BindingBuilder.Name(template)));
    }

    /// <summary>The work queue of bindings.</summary>
    public Controller<NamespacedName> Controller { get; }

    private static IEnumerable<NamespacedName> OnBinding(InformerEvent change)
    {
        if (change.New is not { } now)
            return [];
        var same =
            change.Old is { } before
            && before.Generation == now.Generation
            && before.Labels.Equals(now.Labels)
            && before.IsDeleting == now.IsDeleting;
        return same ? [] : [now.Key];
    }

    /// <summary>
    /// A Work that somebody changed or removed is made right again, or lets its binding go. One that is new is as its binding asked, unless the
    /// binding has been decided otherwise since; what it should hold besides, a later run that did not see it learns by the conflict.
    /// </summary>
    private IEnumerable<NamespacedName> OnWork(InformerEvent change)
    {
        if (change is { Old: { } before, New: { } after } && before.Generation == after.Generation)
            return [];
        if (BindingIndexes.BindingNameOf(change.Object) is not { } name)
            return [];
        return change.Old is null && IsWanted(change.Object, name) ? [] : [name];
    }

    private bool IsWanted(KubeObject work, NamespacedName name) =>
        (name.Namespace.Length == 0 ? hub.ClusterBindings : hub.Bindings).Get(name) is { IsDeleting: false } binding
        && BindingIndexes.PermanentIdOf(binding) == BindingIndexes.PermanentIdOf(work)
        && FleetNamespaces.ClusterOf(work.Namespace) is { } cluster
        && BindingTargets.Of(binding).Keeps(cluster);

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var clusterWide = key.Namespace.Length == 0;
        var binding = (clusterWide ? hub.ClusterBindings : hub.Bindings).Get(key);
        if (binding is null || BindingIndexes.PermanentIdOf(binding) is not { } id)
            return Reconcile.Done;
        var works = hub.Works.ByIndex(BindingIndexes.Binding, id);
        if (binding.IsDeleting)
            return await EndAsync(binding, works, cancellationToken);
        // Only a decision removes: without one, clusters that are missing say nothing.
        if (binding.Annotations.Text(FleetAnnotations.AppliedPlacement) is null && !HasTargets(binding))
            return Reconcile.Done;
        if (hub.TemplateOf(binding) is not { } template || template.IsDeleting)
            return Reconcile.Done;
        return await SyncAsync(binding, template, works, cancellationToken);
    }

    private static bool HasTargets(KubeObject binding) =>
        binding.Spec.List("clusters") is { Count: > 0 } || binding.Spec.List("requiredBy") is { Count: > 0 };

    private async ValueTask<Reconcile> SyncAsync(
        KubeObject binding,
        KubeObject template,
        IReadOnlyList<KubeObject> works,
        CancellationToken cancellationToken
    )
    {
        var begun = hub.Metrics.Begin();
        var targets = BindingTargets.Of(binding);
        var writes = new List<Task<ApiResult<KubeObject>>>();
        foreach (var work in works)
        {
            var cluster = FleetNamespaces.ClusterOf(work.Namespace);
            if (!work.IsDeleting && (cluster is null || !targets.Keeps(cluster)))
                writes.Add(DeleteAsync(work, cancellationToken));
        }
        foreach (var target in targets.Clusters)
        {
            var name = WorkBuilder.KeyOf(template, target.Name);
            var existing = hub.Works.Get(name);
            if (existing is { IsDeleting: true })
                continue;
            var share = await RenderAsync(template, target, cancellationToken);
            if (!share.IsSuccess)
                return Reconcile.Retry(share.Error);
            var source = new WorkSource
            {
                Template = share.Value!,
                Cluster = target.Name,
                Binding = binding,
            };
            var wanted = WorkBuilder.Build(source, existing, hub.Identities);
            if (existing is null)
                writes.Add(
                    hub.Api.CreateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken).AsTask()
                );
            else if (!ReferenceEquals(wanted, existing))
                writes.Add(
                    hub.Api.UpdateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken).AsTask()
                );
        }
        Status? failed = null;
        foreach (var write in writes)
        {
            var result = await write;
            if (!result.IsSuccess && !result.IsNotFound)
                failed ??= result.Error;
            else if (!result.IsSuccess && result.Error.Kind == "namespaces")
                failed ??= result.Error;
        }
        if (writes.Count > 0)
            hub.Metrics.WorksSynced(begun, failed is null);
        if (failed is not null)
        {
            if (failed.Reason is not (StatusReason.Conflict or StatusReason.AlreadyExists))
                Announce(binding, template, EventType.Warning, EventReasons.SyncWorkFailed, failed.Message);
            return Reconcile.Retry(failed);
        }
        if (writes.Count > 0)
        {
            Announce(
                binding,
                template,
                EventType.Normal,
                EventReasons.SyncWorkSucceed,
                EventMessages.SyncWorkSucceed(binding)
            );
        }
        return Reconcile.Done;
    }

    /// <summary>The template as a cluster gets it: with its share of the replicas.</summary>
    private ValueTask<Interpreted<KubeObject>> RenderAsync(
        KubeObject template,
        BindingTarget target,
        CancellationToken cancellationToken
    ) =>
        target.Replicas is { } replicas
            ? hub.Interpreter.ReviseReplicasAsync(template, (int)replicas, cancellationToken)
            : new(Interpreted<KubeObject>.Of(template));

    private void Announce(KubeObject binding, KubeObject template, EventType type, string reason, string message)
    {
        var component = ComponentOf(binding);
        hub.Events.Record(binding, component, type, reason, message);
        hub.Events.Record(template, component, type, reason, message);
    }

    private static string ComponentOf(KubeObject binding) =>
        binding.Namespace.Length == 0 ? EventSources.ClusterResourceBinding : EventSources.Binding;

    /// <summary>The binding is going: its Works first, then its finalizer.</summary>
    private async ValueTask<Reconcile> EndAsync(
        KubeObject binding,
        IReadOnlyList<KubeObject> works,
        CancellationToken cancellationToken
    )
    {
        var clusterWide = binding.Namespace.Length == 0;
        var finalizer = clusterWide ? FleetFinalizers.ClusterResourceBinding : FleetFinalizers.Binding;
        if (!binding.Finalizers.Contains(finalizer))
            return Reconcile.Done;
        var deletes = works.Where(w => !w.IsDeleting).Select(w => DeleteAsync(w, cancellationToken)).ToList();
        foreach (var delete in deletes)
        {
            var result = await delete;
            if (!result.IsSuccess && !result.IsNotFound)
            {
                hub.Events.Record(
                    binding,
                    ComponentOf(binding),
                    EventType.Warning,
                    EventReasons.CleanupWorkFailed,
                    result.Error.Message
                );
                return Reconcile.Retry(result.Error);
            }
        }
        // The last Work's end brings us here again.
        if (works.Count > 0)
            return Reconcile.Done;
        var freed = await hub.Api.UpdateAsync(
            clusterWide ? FleetResources.ClusterResourceBindings : FleetResources.ResourceBindings,
            binding.WithoutFinalizer(finalizer),
            WriteOptions.None,
            cancellationToken
        );
        return freed.IsSuccess || freed.IsNotFound ? Reconcile.Done : Reconcile.Retry(freed.Error);
    }

    private Task<ApiResult<KubeObject>> DeleteAsync(KubeObject work, CancellationToken cancellationToken) =>
        hub
            .Api.DeleteAsync(
                FleetResources.Works,
                work.Key,
                DeleteOptions.Background with
                {
                    PreconditionUid = work.Uid,
                },
                cancellationToken
            )
            .AsTask();
}
