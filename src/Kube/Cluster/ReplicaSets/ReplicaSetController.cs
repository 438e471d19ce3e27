using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Keeps as many pods of each ReplicaSet (or ReplicationController) as it asks for. Source: <c>pkg/controller/replicaset</c> of Kubernetes.
/// </summary>
internal sealed class ReplicaSetController
{
    private const int MostAtOnce = 500;

    private readonly WorkloadParts parts;
    private readonly ReplicaSetKind kind;
    private readonly IInformer sets;
    private readonly IClusterApi api;
    private readonly Expectations expectations;
    private readonly ObjectClaims claims;
    private readonly PodControl pods;

    public ReplicaSetController(WorkloadParts parts, ReplicaSetKind kind)
    {
        this.parts = parts;
        this.kind = kind;
        sets = kind.View(parts);
        api = parts.Api(kind.Controller);
        expectations = new(parts.Clock);
        claims = new(api, kind.Resource, WorkloadResources.Pods);
        pods = new(api, parts.Broadcaster.Recorder(kind.Component), expectations, parts.Identities);
        Controller = parts.NewController(kind.Controller, ReconcileAsync);
        Controller.Follow(sets, OnSet);
        Controller.Follow(parts.Pods, OnPod);
    }

    /// <summary>The work queue.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> OnSet(InformerEvent change)
    {
        if (change.New is null)
            expectations.Forget(change.Old!.Uid);
        // Its own status is no news: whoever wrote it knew.
        else if (
            change.Old is { } old
            && old.Generation == change.New.Generation
            && old.IsDeleting == change.New.IsDeleting
        )
            return [];
        return [change.Object.Key];
    }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        var pod = change.Object;
        if (pod.Controller is { } owner)
        {
            if (owner.Kind == kind.Kind)
            {
                expectations.Observe(owner.Uid, pod, isGone: change.New is null);
                Controller.EnqueueAfter(new(pod.Namespace, owner.Name), parts.Gather);
            }
        }
        else if (change.New is not null && !pod.IsDeleting && IsNews(change))
        {
            foreach (var set in sets.List(pod.Namespace))
            {
                if (kind.Selector(set).Matches(pod.Labels))
                    Controller.Enqueue(set.Key);
            }
        }
        if (
            change is { Old.Controller: { } before, New: not null }
            && before.Uid != pod.Controller?.Uid
            && before.Kind == kind.Kind
        )
            Controller.Enqueue(new(pod.Namespace, before.Name));
        return [];
    }

    private static bool IsNews(InformerEvent orphan) =>
        orphan.Old is not { } old || old.Controller is not null || !old.Labels.Equals(orphan.New!.Labels);

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (sets.Get(key) is not { } set)
            return Reconcile.Done;
        // Before the pods are read: what is seen in between is in them.
        var mayAct = expectations.AreMet(set.Uid);
        var selector = kind.Selector(set);
        var active = new List<KubeObject>();
        var terminating = 0;
        foreach (var pod in WorkloadIndexes.OwnedOrOrphaned(parts.Pods, set))
        {
            if (PodFacts.IsActive(pod))
                active.Add(pod);
            else if (PodFacts.IsTerminating(pod) && pod.Controller?.Uid == set.Uid)
                terminating++;
        }
        var claimed = await claims.ClaimAsync(set, p => selector.Matches(p.Labels), active, cancellationToken);
        if (!claimed.IsSuccess)
            return claimed.IsNotFound ? Reconcile.Done : Reconcile.Retry(claimed.Error);
        var own = claimed.Value;
        var diff = own.Count - set.Spec.Count("replicas");
        Status? failed = null;
        if (mayAct && diff != 0 && !set.IsDeleting)
        {
            failed = await (
                diff < 0
                    ? CreateAsync(set, Math.Min(-diff, MostAtOnce), cancellationToken)
                    : DeleteAsync(set, own, Math.Min(diff, MostAtOnce), cancellationToken)
            );
            // The pods' own changes bring us here again, and what they then are is said.
            if (failed is null)
                return Expecting(set);
        }
        // A status is an answer that a Deployment relies on: none is given from a view that is known to be behind.
        if (!mayAct)
            return Expecting(set);
        var now = parts.Clock.GetUtcNow();
        var status = ReplicaSetStatus.Of(kind, set, own, terminating, failed, diff, now);
        if (!status.Equals(set.Status))
        {
            var written = await api.UpdateAsync(
                kind.Resource,
                set.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
        }
        if (failed is not null && !PodControl.IsNamespaceEnding(failed))
            return Reconcile.Retry(failed);
        return ReplicaSetStatus.NextAvailable(set, own, now) is { } soon ? Reconcile.Again(soon) : Reconcile.Done;
    }

    private Reconcile Expecting(KubeObject set) =>
        expectations.Left(set.Uid) is { } left ? Reconcile.Again(left) : Reconcile.Done;

    private async ValueTask<Status?> CreateAsync(KubeObject set, int count, CancellationToken cancellationToken)
    {
        var template = set.Spec.Map("template") ?? MapValue.Empty;
        return await SlowStart.RunAsync(
            count,
            _ => pods.CreateAsync(set, pods.FromTemplate(template, set), cancellationToken)
        );
    }

    private async ValueTask<Status?> DeleteAsync(
        KubeObject set,
        List<KubeObject> own,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (count < own.Count)
        {
            var ranking = new PodRanking(RelatedByNode(set), parts.Clock.GetUtcNow());
            own.Sort(ranking);
        }
        var doomed = own[..count];
        return await SlowStart.AllAsync(count, i => pods.DeleteAsync(set, doomed[i], cancellationToken));
    }

    /// <summary>
    /// How many pods of the same Deployment (of all its ReplicaSets) run on each node: where there are many, one may go first.
    /// </summary>
    private SortedDictionary<string, int> RelatedByNode(KubeObject set)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var related =
            kind == ReplicaSetKind.ReplicaSet && set.Controller is { } deployment
                ? WorkloadIndexes.Owned(sets, deployment.Uid)
                : [set];
        foreach (var one in related)
        {
            foreach (var pod in WorkloadIndexes.Owned(parts.Pods, one.Uid))
            {
                if (!PodFacts.IsActive(pod))
                    continue;
                var node = PodFacts.NodeName(pod);
                counts[node] = counts.GetValueOrDefault(node) + 1;
            }
        }
        return counts;
    }
}
