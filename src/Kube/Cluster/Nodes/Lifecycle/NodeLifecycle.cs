using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// Watches over nodes: one whose Lease is not renewed for the grace period is marked Unknown, and every node gets the taints that its
/// conditions ask for. Time is counted from what this process saw, so that a cluster that was away gives every node its full period.
/// </summary>
/// <remarks>
/// When no node at all is well, nobody is sent away: then it is more likely that we do not see than that they are all gone, and there is nowhere to
/// go. kube-controller-manager calls this full disruption and does the same.
/// </remarks>
internal sealed class NodeLifecycle
{
    private readonly NodeViews views;
    private readonly TimeSpan grace;
    private readonly EventRecorder events;
    private readonly Lock signsLock = new();
    private readonly SortedDictionary<string, DateTimeOffset> signs = new(StringComparer.Ordinal);
    private readonly IDisposable leases;

    public NodeLifecycle(NodeViews views, TimeSpan grace)
    {
        this.views = views;
        this.grace = grace;
        events = views.Broadcaster.Recorder("node-controller");
        Controller = new("node-lifecycle", views.Executor, ReconcileAsync, views.Logger);
        Controller.Follow(views.Nodes, Touched);
        // A renewal is noted, nothing more: only of a node that was given up it is news.
        leases = views.Leases.Subscribe(c =>
        {
            if (c.New is { } lease && Note(lease.Name))
                Controller.Enqueue(lease.Name);
        });
    }

    /// <summary>The work queue of nodes.</summary>
    public Controller<string> Controller { get; }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using (leases)
        {
            await views.Leases.WaitForSyncAsync(cancellationToken);
            await views.Pods.WaitForSyncAsync(cancellationToken);
            await Controller.RunAsync(cancellationToken);
        }
    }

    /// <summary>The node; and all of them when it became well or unwell, because that decides for the others too.</summary>
    private IEnumerable<string> Touched(InformerEvent change) =>
        change is { Old: not null, New: not null }
        && NodeHealth.Readiness(change.Old) == NodeHealth.Readiness(change.New)
            ? [change.Object.Name]
            : [change.Object.Name, .. views.Nodes.List().Select(n => n.Name)];

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (views.Node(name) is not { } node)
        {
            lock (signsLock)
                signs.Remove(name);
            return Reconcile.Done;
        }
        var now = views.Clock.GetUtcNow();
        var left = LastSign(name, now) + grace - now;
        if (left <= TimeSpan.Zero && NodeHealth.Readiness(node) != "Unknown")
        {
            var marked = await views.Api.UpdateAsync(
                CoreResources.Nodes,
                node.WithStatus(NodeHealth.Silent(node, now)),
                WriteOptions.Status,
                cancellationToken
            );
            if (!marked.IsSuccess)
                return marked.IsNotFound ? Reconcile.Done : Reconcile.Retry(marked.Error);
            events.Normal(node, "NodeNotReady", $"Node {name} status is now: NodeNotReady");
            node = marked.Value;
        }
        var well = NodeHealth.Readiness(node) == "True";
        var evicts = well || views.Nodes.List().Any(n => n.Name != name && IsAlive(n, now));
        var taints = NodeHealth.Taints(node, evicts, now);
        if (!taints.Equals(node.Spec.List("taints") ?? ListValue.Empty))
        {
            var tainted = await views.Api.UpdateAsync(
                CoreResources.Nodes,
                node.With(taints.Count == 0 ? null : taints, "spec", "taints"),
                WriteOptions.None,
                cancellationToken
            );
            if (!tainted.IsSuccess)
                return tainted.IsNotFound ? Reconcile.Done : Reconcile.Retry(tainted.Error);
        }
        if (!well && await MarkPodsAsync(name, cancellationToken) is { } error)
            return Reconcile.Retry(error);
        if (left > TimeSpan.Zero)
            return Reconcile.Again(left);
        // That another one is alive shows in its Lease, which nobody is called for.
        return evicts ? Reconcile.Done : Reconcile.Again(grace / 4);
    }

    /// <summary>
    /// Whether a node is surely well. Of nodes that fell silent together the last one still looks ready when the first one's grace ends:
    /// who was silent for half of it does not count.
    /// </summary>
    private bool IsAlive(KubeObject node, DateTimeOffset now) =>
        NodeHealth.Readiness(node) == "True" && now - LastSign(node.Name, now) < grace / 2;

    /// <summary>Pods of a node that is not well are not ready: Services leave them out. Its agent says otherwise when it is back.</summary>
    private async ValueTask<Status?> MarkPodsAsync(string node, CancellationToken cancellationToken)
    {
        foreach (var pod in views.PodsOf(node))
        {
            if (pod.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == "Ready")?.Text("status") != "True")
                continue;
            var condition = MapValue.Of(
                ("type", "Ready"),
                ("status", "False"),
                ("lastTransitionTime", Timestamps.Format(views.Clock.GetUtcNow())),
                ("reason", "NodeNotReady"),
                ("message", $"node {node} is not ready")
            );
            var written = await views.PatchPodAsync(pod, condition, null, cancellationToken);
            if (!written.IsSuccess && written.Error.Code is not (404 or 409))
                return written.Error;
        }
        return null;
    }

    /// <summary>Notes a sign of life; whether the node had been given up.</summary>
    private bool Note(string node)
    {
        var now = views.Clock.GetUtcNow();
        lock (signsLock)
        {
            var late = signs.TryGetValue(node, out var last) && now - last >= grace;
            signs[node] = now;
            return late;
        }
    }

    private DateTimeOffset LastSign(string node, DateTimeOffset now)
    {
        lock (signsLock)
        {
            if (!signs.TryGetValue(node, out var last))
                signs[node] = last = now;
            return last;
        }
    }
}
