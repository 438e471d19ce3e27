using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// Removes pods that nobody else will: those of a node that no longer exists, after a while in which it may come back; and the oldest of those that
/// have ended, when there are too many. Source: the page "Pod Lifecycle", "Garbage collection of Pods".
/// </summary>
internal sealed class PodGarbage
{
    /// <summary>How many ended pods are kept. kube-controller-manager's default.</summary>
    public const int DefaultEnded = 12_500;

    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    private readonly NodeViews views;
    private readonly int keep;
    private readonly Lock endedLock = new();
    private readonly SortedSet<(DateTimeOffset Created, NamespacedName Key)> ended = [];
    private readonly Dictionary<NamespacedName, (string Uid, DateTimeOffset Since)> orphans = [];

    public PodGarbage(NodeViews views, int keep = DefaultEnded)
    {
        this.views = views;
        this.keep = keep;
        Controller = new("pod-garbage", views.Executor, ReconcileAsync, views.Logger);
        Controller.Follow(
            views.Nodes,
            c => c.New is null ? views.PodsOf(c.Object.Name).Select(p => p.Key) : (IEnumerable<NamespacedName>)[]
        );
        Controller.Follow(views.Pods, TouchedByPod);
    }

    /// <summary>The work queue of pods.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> TouchedByPod(InformerEvent change)
    {
        if (Count(change) is { } oldest)
            yield return oldest;
        var pod = change.Object;
        var node = pod.Spec.Text("nodeName") ?? "";
        var came = change.New is not null && node.Length > 0 && (change.Old?.Spec.Text("nodeName") ?? "") != node;
        if (change.New is null || (came && views.Node(node) is null))
            yield return pod.Key;
    }

    /// <summary>Counts ended pods; the oldest of them when there are too many.</summary>
    private NamespacedName? Count(InformerEvent change)
    {
        var was = change.Old is not null && HasEnded(change.Old);
        var now = change.New is not null && HasEnded(change.New);
        if (was == now)
            return null;
        var entry = (change.Object.CreationTimestamp ?? default, change.Object.Key);
        lock (endedLock)
        {
            if (now)
                ended.Add(entry);
            else
                ended.Remove(entry);
            return ended.Count > keep ? ended.Min.Key : null;
        }
    }

    private static bool HasEnded(KubeObject pod) => pod.Status.Text("phase") is "Succeeded" or "Failed";

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (views.Pods.Get(key) is not { } pod)
        {
            lock (endedLock)
                orphans.Remove(key);
            return Reconcile.Done;
        }
        bool tooMany;
        lock (endedLock)
            tooMany = ended.Count > keep && ended.Min.Key == key;
        if (tooMany && !pod.IsDeleting)
            return await DeleteAsync(pod, cancellationToken);
        if (pod.Spec.Text("nodeName") is not { Length: > 0 } node || views.Node(node) is not null)
        {
            lock (endedLock)
                orphans.Remove(key);
            return Reconcile.Done;
        }
        var now = views.Clock.GetUtcNow();
        DateTimeOffset since;
        lock (endedLock)
        {
            if (!orphans.TryGetValue(key, out var found) || found.Uid != pod.Uid)
                orphans[key] = found = (pod.Uid, now);
            since = found.Since;
        }
        if (since + Quarantine - now is var left && left > TimeSpan.Zero)
            return Reconcile.Again(left);
        // The view may be behind: before a pod goes for a node's sake, the node is asked for once more.
        var asked = await views.Api.GetAsync(CoreResources.Nodes, new("", node), cancellationToken);
        if (!asked.IsNotFound)
            return asked.IsSuccess ? Reconcile.Done : Reconcile.Retry(asked.Error!);
        if (!HasEnded(pod))
        {
            var marked = await views.PatchPodAsync(
                pod,
                views.Disruption("DeletionByPodGC", "PodGC: node no longer exists"),
                "Failed",
                cancellationToken
            );
            if (!marked.IsSuccess && marked.Error.Code is not (404 or 409))
                return Reconcile.Retry(marked.Error);
        }
        return await DeleteAsync(pod, cancellationToken);
    }

    private async ValueTask<Reconcile> DeleteAsync(KubeObject pod, CancellationToken cancellationToken)
    {
        var deleted = await views.Api.DeleteAsync(
            CoreResources.Pods,
            pod.Key,
            new() { GracePeriodSeconds = 0, PreconditionUid = pod.Uid },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }
}
