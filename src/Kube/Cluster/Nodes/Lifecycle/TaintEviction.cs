using Pangea.Kube.Client;
using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// Sends pods away from nodes with <c>NoExecute</c> taints: at once those that do not tolerate them, after <c>tolerationSeconds</c> those that do so for a
/// while. The while begins when this process first sees the taint: nobody is sent away for the time that we were away.
/// </summary>
internal sealed class TaintEviction
{
    private readonly NodeViews views;
    private readonly EventRecorder events;
    private readonly Lock sinceLock = new();
    private readonly Dictionary<NamespacedName, (string Uid, DateTimeOffset Since)> since = [];

    public TaintEviction(NodeViews views)
    {
        this.views = views;
        events = views.Broadcaster.Recorder("taint-eviction-controller");
        Controller = new("taint-eviction", views.Executor, ReconcileAsync, views.Logger);
        Controller.Follow(views.Nodes, TouchedByNode);
        Controller.Follow(views.Pods, TouchedByPod);
    }

    /// <summary>The work queue of pods.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> TouchedByNode(InformerEvent change) =>
        Value.Equal(change.Old?.Spec["taints"], change.New?.Spec["taints"])
            ? []
            : views.PodsOf(change.Object.Name).Select(p => p.Key);

    private IEnumerable<NamespacedName> TouchedByPod(InformerEvent change)
    {
        var pod = change.Object;
        if (change.New is not null)
        {
            // A pod counts when it comes to its node or tolerates something else; its status says nothing here.
            if (change.Old is not null && Value.Equal(change.Old.Root["spec"], change.New.Root["spec"]))
                return [];
            if (pod.Spec.Text("nodeName") is not { Length: > 0 } node || views.Node(node) is not { } on || !Evicts(on))
                return [];
        }
        return [pod.Key];
    }

    private static bool Evicts(KubeObject node) =>
        node.Spec.Maps("taints").Any(t => t.Text("effect") == Taint.NoExecute);

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var pod = views.Pods.Get(key);
        var node = pod?.Spec.Text("nodeName") is { Length: > 0 } name ? views.Node(name) : null;
        if (pod is null || pod.IsDeleting || node is null || !Evicts(node))
        {
            if (Forget(key) && pod is { IsDeleting: false })
                events.Normal(pod, "TaintManagerEviction", $"Cancelling deletion of Pod {key}");
            return Reconcile.Done;
        }
        var tolerated = Tolerated(node, pod);
        if (tolerated is null)
        {
            Forget(key);
            return Reconcile.Done;
        }
        var now = views.Clock.GetUtcNow();
        if (tolerated > TimeSpan.Zero)
        {
            var left = Since(pod, now) + tolerated.Value - now;
            if (left > TimeSpan.Zero)
                return Reconcile.Again(left);
        }
        return await EvictAsync(pod, cancellationToken);
    }

    /// <summary>For how long a pod tolerates its node: zero when it does not, null for ever.</summary>
    private static TimeSpan? Tolerated(KubeObject node, KubeObject pod)
    {
        var tolerations = Toleration.Of(pod.Spec);
        long? least = null;
        foreach (var taint in Taint.Of(node.Spec))
        {
            if (taint.Effect != Taint.NoExecute)
                continue;
            if (!taint.IsTolerated(tolerations))
                return TimeSpan.Zero;
            foreach (var toleration in tolerations)
            {
                if (
                    toleration.Tolerates(taint)
                    && toleration.Seconds is { } seconds
                    && (least is null || seconds < least)
                )
                    least = seconds;
            }
        }
        return least is null ? null : TimeSpan.FromSeconds(Math.Max(0, least.Value));
    }

    private async ValueTask<Reconcile> EvictAsync(KubeObject pod, CancellationToken cancellationToken)
    {
        var condition = views.Disruption("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");
        var marked = await views.PatchPodAsync(pod, condition, null, cancellationToken);
        if (!marked.IsSuccess && marked.Error.Code is not (404 or 409))
            return Reconcile.Retry(marked.Error);
        var deleted = await views.Api.DeleteAsync(
            CoreResources.Pods,
            pod.Key,
            new() { PreconditionUid = pod.Uid },
            cancellationToken
        );
        if (!deleted.IsSuccess && !deleted.IsNotFound)
            return Reconcile.Retry(deleted.Error);
        if (deleted.IsSuccess)
            events.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.Key}");
        return Reconcile.Done;
    }

    private DateTimeOffset Since(KubeObject pod, DateTimeOffset now)
    {
        lock (sinceLock)
        {
            if (!since.TryGetValue(pod.Key, out var found) || found.Uid != pod.Uid)
                since[pod.Key] = found = (pod.Uid, now);
            return found.Since;
        }
    }

    private bool Forget(NamespacedName key)
    {
        lock (sinceLock)
            return since.Remove(key);
    }
}
