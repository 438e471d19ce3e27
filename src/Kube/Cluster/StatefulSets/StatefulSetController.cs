using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Keeps the numbered pods of StatefulSets. Source: <c>pkg/controller/statefulset</c> of Kubernetes; a reconcile is <see cref="StatefulSetSync"/>.
/// </summary>
internal sealed class StatefulSetController
{
    private const string Name = "statefulset-controller";

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly EventRecorder events;
    private readonly ObjectClaims claims;
    private readonly RevisionHistory history;

    public StatefulSetController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        events = parts.Broadcaster.Recorder(Name);
        claims = new(api, WorkloadResources.StatefulSets, WorkloadResources.Pods);
        history = new(api, parts.Revisions, WorkloadResources.StatefulSets, "controller.kubernetes.io/hash");
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.StatefulSets, OnSet);
        Controller.Follow(parts.Pods, OnPod);
        Controller.Follow(parts.Revisions, static _ => []);
        Controller.Follow(parts.Claims, static _ => []);
    }

    /// <summary>The work queue.</summary>
    public Controller<NamespacedName> Controller { get; }

    private static IEnumerable<NamespacedName> OnSet(InformerEvent change)
    {
        if (change.New is not { } now)
            return [];
        // Its own status is no news: whoever wrote it knew.
        var same = change.Old is { } old && old.Generation == now.Generation && old.IsDeleting == now.IsDeleting;
        return same ? [] : [now.Key];
    }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        var pod = change.Object;
        if (pod.Controller is { Kind: "StatefulSet" } owner)
            Controller.EnqueueAfter(new(pod.Namespace, owner.Name), parts.Gather);
        else if (pod.Controller is null && change.New is not null)
        {
            // Only the set in its name can want it.
            var dash = pod.Name.LastIndexOf('-');
            if (dash > 0 && parts.StatefulSets.Get(new(pod.Namespace, pod.Name[..dash])) is { } set)
                Controller.EnqueueAfter(set.Key, parts.Gather);
        }
        if (
            change is { Old.Controller: { Kind: "StatefulSet" } before, New: not null }
            && before.Uid != pod.Controller?.Uid
        )
            Controller.EnqueueAfter(new(pod.Namespace, before.Name), parts.Gather);
        return [];
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.StatefulSets.Get(key) is not { } set)
            return Reconcile.Done;
        var selector = LabelSelector.FromValue(set.Spec.Map("selector"));
        var pods = await claims.ClaimAsync(
            set,
            p => selector.Matches(p.Labels) && StatefulPod.OrdinalOf(set, p) is not null,
            WorkloadIndexes.OwnedOrOrphaned(parts.Pods, set),
            cancellationToken
        );
        if (!pods.IsSuccess)
            return pods.IsNotFound ? Reconcile.Done : Reconcile.Retry(pods.Error);
        var known = await history.ListAsync(set, selector, cancellationToken);
        if (!known.IsSuccess)
            return known.IsNotFound ? Reconcile.Done : Reconcile.Retry(known.Error);
        var (update, collisions, failed) = set.IsDeleting
            ? (known.Value.LastOrDefault(), set.Status.Count("collisionCount"), null)
            : await history.PresentAsync(set, known.Value, set.Status.Count("collisionCount"), cancellationToken);
        if (failed is not null)
            return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        if (update is null)
            return Reconcile.Done;
        var current = known.Value.Find(r => r.Name == set.Status.Text("currentRevision")) ?? update;
        var sync = new StatefulSetSync(parts, api, events, set, pods.Value, current, update);
        var result = await sync.RunAsync(collisions, cancellationToken);
        if (result.Why is not null)
            return result;
        var used = pods.Value.Select(StatefulPod.RevisionOf).ToHashSet(StringComparer.Ordinal);
        return
            await history.TruncateAsync(
                set,
                known.Value,
                r => r == current || r == update || used.Contains(r.Name),
                cancellationToken
            )
                is { } left
            ? Reconcile.Retry(left)
            : result;
    }
}
