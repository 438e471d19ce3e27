using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>Keeps one pod of each DaemonSet on every node that fits. Source: <c>pkg/controller/daemon</c> of Kubernetes.</summary>
internal sealed class DaemonSetController
{
    private const string Name = "daemon-set-controller";
    private const int MostAtOnce = 250;

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly EventRecorder events;
    private readonly Expectations expectations;
    private readonly ObjectClaims claims;
    private readonly RevisionHistory history;
    private readonly PodControl control;

    public DaemonSetController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        events = parts.Broadcaster.Recorder("daemonset-controller");
        expectations = new(parts.Clock);
        claims = new(api, WorkloadResources.DaemonSets, WorkloadResources.Pods);
        history = new(api, parts.Revisions, WorkloadResources.DaemonSets, DaemonPod.HashLabel);
        control = new(api, events, expectations, parts.Identities);
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.DaemonSets, OnSet);
        Controller.Follow(parts.Pods, OnPod);
        Controller.Follow(parts.Nodes, OnNode);
        Controller.Follow(parts.Revisions, static _ => []);
    }

    /// <summary>The work queue.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> OnSet(InformerEvent change)
    {
        if (change.New is not { } now)
        {
            expectations.Forget(change.Old!.Uid);
            return [];
        }
        // Its own status is no news: whoever wrote it knew.
        var same = change.Old is { } old && old.Generation == now.Generation && old.IsDeleting == now.IsDeleting;
        return same ? [] : [now.Key];
    }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        var pod = change.Object;
        if (pod.Controller is { Kind: "DaemonSet" } owner)
        {
            expectations.Observe(owner.Uid, pod, isGone: change.New is null);
            Controller.EnqueueAfter(new(pod.Namespace, owner.Name), parts.Gather);
        }
        else if (pod.Controller is null && change.New is not null)
        {
            foreach (var set in parts.DaemonSets.List(pod.Namespace))
            {
                if (LabelSelector.FromValue(set.Spec.Map("selector")).Matches(pod.Labels))
                    Controller.EnqueueAfter(set.Key, parts.Gather);
            }
        }
        if (
            change is { Old.Controller: { Kind: "DaemonSet" } before, New: not null }
            && before.Uid != pod.Controller?.Uid
        )
            Controller.EnqueueAfter(new(pod.Namespace, before.Name), parts.Gather);
        return [];
    }

    /// <summary>What decides whether a node gets a pod: its labels and its taints. Heartbeats do not.</summary>
    private IEnumerable<NamespacedName> OnNode(InformerEvent change)
    {
        var same =
            change is { Old: { } old, New: { } now } && old.Labels.Equals(now.Labels) && old.Spec.Equals(now.Spec);
        return same ? [] : parts.DaemonSets.List().Select(static s => s.Key);
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.DaemonSets.Get(key) is not { IsDeleting: false } set)
            return Reconcile.Done;
        var mayAct = expectations.AreMet(set.Uid);
        var selector = LabelSelector.FromValue(set.Spec.Map("selector"));
        if (selector.IsEverything)
        {
            events.Warning(
                set,
                "SelectingAll",
                "This daemon set is selecting all pods. A non-empty selector is required."
            );
            return Reconcile.Done;
        }
        var pods = await claims.ClaimAsync(
            set,
            p => selector.Matches(p.Labels),
            WorkloadIndexes.OwnedOrOrphaned(parts.Pods, set),
            cancellationToken
        );
        if (!pods.IsSuccess)
            return pods.IsNotFound ? Reconcile.Done : Reconcile.Retry(pods.Error);
        var known = await history.ListAsync(set, selector, cancellationToken);
        if (!known.IsSuccess)
            return known.IsNotFound ? Reconcile.Done : Reconcile.Retry(known.Error);
        var (revision, collisions, failed) = await history.PresentAsync(
            set,
            known.Value,
            set.Status.Count("collisionCount"),
            cancellationToken
        );
        if (failed is not null)
            return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        if (!mayAct)
            return Expecting(set);
        var hash = history.HashOf(revision!);
        var plan = new DaemonSetPlan(set, hash, pods.Value, parts.Nodes.List(), parts.Clock.GetUtcNow());
        failed = await ActAsync(set, hash, plan, cancellationToken);
        var status = plan.Status(collisions);
        if (!status.Equals(set.Status))
        {
            var written = await api.UpdateAsync(
                WorkloadResources.DaemonSets,
                set.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
        }
        if (failed is not null)
            return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        var used = pods.Value.Select(static p => p.Labels.Text(DaemonPod.HashLabel)).ToHashSet(StringComparer.Ordinal);
        if (
            await history.TruncateAsync(
                set,
                known.Value,
                r => r == revision || used.Contains(history.HashOf(r)),
                cancellationToken
            ) is
            { } left
        )
            return Reconcile.Retry(left);
        if (!expectations.AreMet(set.Uid))
            return Expecting(set);
        return plan.NextAvailable() is { } soon ? Reconcile.Again(soon) : Reconcile.Done;
    }

    private Reconcile Expecting(KubeObject set) =>
        expectations.Left(set.Uid) is { } left ? Reconcile.Again(left) : Reconcile.Done;

    private async ValueTask<Status?> ActAsync(
        KubeObject set,
        string hash,
        DaemonSetPlan plan,
        CancellationToken cancellationToken
    )
    {
        foreach (var pod in plan.Failed)
        {
            var finished = PodFacts.Phase(pod) == "Failed" ? "failed" : "succeeded";
            events.Warning(
                set,
                finished == "failed" ? "FailedDaemonPod" : "SucceededDaemonPod",
                $"Found {finished} daemon pod {pod.Key} on node {DaemonPod.NodeOf(pod)}, will try to {(finished == "failed" ? "kill" : "delete")} it"
            );
        }
        var doomed = plan.Delete.Distinct().Take(MostAtOnce).ToList();
        if (
            await SlowStart.AllAsync(doomed.Count, i => control.DeleteAsync(set, doomed[i], cancellationToken)) is
            { } kept
        )
            return kept;
        var template = set.Spec.Map("template") ?? MapValue.Empty;
        return await SlowStart.RunAsync(
            Math.Min(plan.Create.Count, MostAtOnce),
            i =>
                control.CreateAsync(
                    set,
                    control.FromTemplate(DaemonPod.ForNode(template, plan.Create[i], hash), set),
                    cancellationToken
                )
        );
    }
}
