using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster.Runtime;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// Runs the pods of an agent's nodes: hands each to its node's runtime, writes the status it gets, and lets go of pods that are being deleted once
/// they are stopped.
/// </summary>
internal sealed class PodWorker
{
    private const string ByNode = "node";

    private readonly ImmutableSortedDictionary<string, LocalNode> nodes;
    private readonly Func<string, IClusterApi> apiOf;
    private readonly TimeProvider clock;
    private readonly IInformer pods;
    private readonly Controller<NamespacedName> controller;
    private readonly Lock runningLock = new();
    private readonly Dictionary<NamespacedName, Running> running = [];

    public PodWorker(
        ImmutableSortedDictionary<string, LocalNode> nodes,
        Func<string, IClusterApi> apiOf,
        IExecutor executor,
        ILogger logger
    )
    {
        this.nodes = nodes;
        this.apiOf = apiOf;
        clock = executor.Clock;
        // One view for all nodes of this agent: events are looked at once, however many nodes there are.
        pods = apiOf(nodes.Keys.FirstOrDefault() ?? "").Informer(CoreResources.Pods, InformerOptions.All);
        pods.AddIndex(ByNode, p => p.Spec.Text("nodeName") is { Length: > 0 } node ? [node] : []);
        controller = new("node-pods", executor, ReconcileAsync, logger, new() { Workers = 16 });
        controller.Follow(pods, c => IsMine(c.Object) ? [c.Object.Key] : []);
        foreach (var node in nodes.Values)
            node.Runtime.Changed = controller.Enqueue;
    }

    private sealed record Running(string Uid, LocalNode Node);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await pods.WaitForSyncAsync(cancellationToken);
        foreach (var node in nodes.Values)
        {
            var bound = pods.ByIndex(ByNode, node.Name);
            lock (runningLock)
            {
                foreach (var pod in bound.Where(p => p.Status.Text("podIP") is not null))
                    running[pod.Key] = new(pod.Uid, node);
            }
            await node.Runtime.StartAsync(bound, cancellationToken);
        }
        await controller.RunAsync(cancellationToken);
    }

    private bool IsMine(KubeObject pod) => pod.Spec.Text("nodeName") is { Length: > 0 } node && nodes.ContainsKey(node);

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var pod = pods.Get(key);
        var was = Find(key);
        if (was is not null && was.Uid != pod?.Uid)
        {
            await was.Node.Runtime.StopAsync(key, was.Uid, TimeSpan.Zero, cancellationToken);
            Forget(key);
        }
        if (pod is null || !IsMine(pod))
            return Reconcile.Done;
        var node = nodes[pod.Spec.Text("nodeName")!];
        if (pod.Status.Text("phase") is "Succeeded" or "Failed")
        {
            // It keeps its last status; what it had is free.
            await node.Runtime.StopAsync(key, pod.Uid, TimeSpan.Zero, cancellationToken);
            Forget(key);
            return pod.IsDeleting ? await LetGoAsync(node, pod, cancellationToken) : Reconcile.Done;
        }
        if (pod.IsDeleting)
            return await StopAsync(node, pod, cancellationToken);
        lock (runningLock)
            running[key] = new(pod.Uid, node);
        var state = await node.Runtime.SyncAsync(pod, cancellationToken);
        var now = clock.GetUtcNow();
        var left = Deadline(pod, now);
        var status =
            left <= TimeSpan.Zero
                ? PodStatus
                    .Of(pod, state, node.Address, now)
                    .With("phase", "Failed")
                    .With("reason", "DeadlineExceeded")
                    .With("message", "Pod was active on the node longer than the specified deadline")
                : PodStatus.Of(pod, state, node.Address, now);
        if (await WriteAsync(node, pod, status, cancellationToken) is { } error)
            return error.Code is 404 ? Reconcile.Done : Reconcile.Retry(error);
        var again = state.LookAgain is { } look && (left is null || look < left) ? look : left;
        return again > TimeSpan.Zero ? Reconcile.Again(again.Value) : Reconcile.Done;
    }

    /// <summary>Stops a pod that is being deleted.</summary>
    private async ValueTask<Reconcile> StopAsync(LocalNode node, KubeObject pod, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var grace = pod.DeletionTimestamp is { } end && end > now ? end - now : TimeSpan.Zero;
        var state = await node.Runtime.StopAsync(pod.Key, pod.Uid, grace, cancellationToken);
        // What stays for its finalizers shows how it ended; what goes needs no last word.
        if (pod.Finalizers.Any())
        {
            // A pod that this runtime never had, or has forgotten since it stopped it, is over too.
            var status = state is null
                ? pod.Status.With("phase", "Failed")
                : PodStatus.Stopped(pod, state, node.Address, clock.GetUtcNow());
            if (await WriteAsync(node, pod, status, cancellationToken) is { } error)
                return error.Code is 404 ? Reconcile.Done : Reconcile.Retry(error);
        }
        Forget(pod.Key);
        return await LetGoAsync(node, pod, cancellationToken);
    }

    /// <summary>Tells the API that nothing of a pod is left on its node.</summary>
    private async ValueTask<Reconcile> LetGoAsync(LocalNode node, KubeObject pod, CancellationToken cancellationToken)
    {
        if (pod.Metadata.Integer("deletionGracePeriodSeconds") is null or 0)
            return Reconcile.Done;
        var deleted = await apiOf(node.Name)
            .DeleteAsync(
                CoreResources.Pods,
                pod.Key,
                new() { GracePeriodSeconds = 0, PreconditionUid = pod.Uid },
                cancellationToken
            );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }

    private async ValueTask<Status?> WriteAsync(
        LocalNode node,
        KubeObject pod,
        MapValue status,
        CancellationToken cancellationToken
    )
    {
        if (status.Equals(pod.Status))
            return null;
        var written = await apiOf(node.Name)
            .UpdateAsync(CoreResources.Pods, pod.WithStatus(status), WriteOptions.Status, cancellationToken);
        return written.Error;
    }

    private static TimeSpan? Deadline(KubeObject pod, DateTimeOffset now) =>
        pod.Spec.Integer("activeDeadlineSeconds") is { } seconds
            ? (Timestamps.TryParse(pod.Status.Text("startTime")) ?? now) + TimeSpan.FromSeconds(seconds) - now
            : null;

    private Running? Find(NamespacedName key)
    {
        lock (runningLock)
            return running.GetValueOrDefault(key);
    }

    private void Forget(NamespacedName key)
    {
        lock (runningLock)
            running.Remove(key);
    }
}
