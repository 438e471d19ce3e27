using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>How a scheduler works.</summary>
internal sealed record SchedulerOptions
{
    /// <summary>The pods it is responsible for, by <c>spec.schedulerName</c>.</summary>
    public string Name { get; init; } = "default-scheduler";

    /// <summary>Chooses among equals.</summary>
    public required Random Random { get; init; }

    /// <summary>How many bindings may be on their way at the same time.</summary>
    public int Workers { get; init; } = 32;
}

/// <summary>
/// Gives pods their nodes. Decisions are made one after another on one state of the cluster, which already counts pods whose binding is on its way;
/// the bindings themselves run side by side. Nothing is polled: a pod without a node waits for a change that may help it.
/// </summary>
internal sealed partial class PodScheduler
{
    private readonly SchedulerOptions options;
    private readonly IExecutor executor;
    private readonly ILogger logger;
    private readonly IInformer pods;
    private readonly IInformer nodes;
    private readonly SchedulingWrites writes;
    private readonly Controller<NamespacedName> podChanges;
    private readonly Controller<string> nodeChanges;

    /// <summary>Guards the state and the queue: every look and every change is made under it.</summary>
    private readonly Lock stateLock = new();
    private readonly ClusterState state;
    private readonly SchedulingQueue queue;
    private bool loaded;

    public PodScheduler(
        SchedulerOptions options,
        IClusterApi api,
        IExecutor executor,
        EventBroadcaster broadcaster,
        ILogger logger
    )
    {
        this.options = options;
        this.executor = executor;
        this.logger = logger;
        pods = api.Informer(CoreResources.Pods, InformerOptions.All);
        nodes = api.Informer(CoreResources.Nodes, InformerOptions.All);
        var namespaces = api.Informer(CoreResources.Namespaces, InformerOptions.All);
        writes = new(api, broadcaster.Recorder(options.Name), executor.Clock);
        state = new(name => namespaces.Get(new("", name))?.Labels ?? MapValue.Empty);
        queue = new(executor.Clock);
        var one = new ControllerOptions { Workers = 1 };
        podChanges = new("scheduler-pods", executor, TakePodAsync, logger, one);
        podChanges.Follow(pods, c => c.Object.Key);
        nodeChanges = new("scheduler-nodes", executor, TakeNodeAsync, logger, one);
        nodeChanges.Follow(nodes, c => c.Object.Name);
    }

    /// <summary>Starts to work; ends with the cancellation.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        _ = executor.RunAsync("scheduler-nodes", nodeChanges.RunAsync, cancellationToken);
        _ = executor.RunAsync("scheduler-pods", podChanges.RunAsync, cancellationToken);
        _ = executor.RunAsync("scheduler-timer", ReleaseAsync, cancellationToken);
        for (var i = 0; i < options.Workers; i++)
            _ = executor.RunAsync($"scheduler/{i}", ScheduleAsync, cancellationToken);
    }

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        while (await queue.WaitAsync(cancellationToken))
        {
            if (Decide() is not { } decision)
                continue;
            if (decision.Node is { } node)
                await BindAsync(decision.Pod, node, cancellationToken);
            else
                await ReportAsync(decision, cancellationToken);
        }
    }

    /// <summary>Takes everything there is before the first decision: with half of the nodes known, decisions would be wrong.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await nodes.WaitForSyncAsync(cancellationToken);
        await pods.WaitForSyncAsync(cancellationToken);
        lock (stateLock)
        {
            if (loaded)
                return;
            foreach (var node in nodes.List())
                TakeNode(node.Name);
            foreach (var pod in pods.List())
                TakePod(pod.Key);
            loaded = true;
        }
    }

    private sealed record Decision(PodInfo Pod, string? Node, string Message, Preemption.Choice? Preemption);

    private Decision? Decide()
    {
        lock (stateLock)
        {
            if (queue.Take() is not { } pod)
                return null;
            var placement = Placement.Decide(pod, state, options.Random);
            if (placement.Node is { } node)
            {
                state.Place(pod, node);
                state.Unnominate(pod.Uid);
                return new(pod, node, "", null);
            }
            var message = PlacementMessages.Of(placement, pod.MayPreempt);
            Preemption.Choice? choice = null;
            if (pod.MayPreempt && !Preemption.IsUnderWay(pod, state))
            {
                choice = Preemption.Find(pod, placement, state);
                if (choice is null)
                    state.Unnominate(pod.Uid);
                else
                    state.Nominate(pod, choice.Node);
            }
            queue.Park(pod, placement.Causes);
            return new(pod, null, message, choice);
        }
    }

    private async Task BindAsync(PodInfo pod, string node, CancellationToken cancellationToken)
    {
        Status? error = null;
        try
        {
            error = (await writes.BindAsync(pod, node, cancellationToken)).Error;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            error = Status.InternalError(e.Message);
        }
        lock (stateLock)
        {
            if (error is null)
            {
                queue.Done(pod);
                return;
            }
            // Somebody may have bound it meanwhile, which has been taken already.
            if (state.Placed(pod.Key) is { } placed && ReferenceEquals(placed.Pod, pod))
            {
                state.Remove(pod.Key);
                queue.Wake(PodGone);
            }
            queue.Retry(pod);
        }
        if (error.Code is not (404 or 409))
            LogBindFailed(pod.Key.ToString(), node, error.ToString());
    }

    private async Task ReportAsync(Decision decision, CancellationToken cancellationToken)
    {
        var choice = decision.Preemption;
        await writes.ReportAsync(
            pods.Get(decision.Pod.Key),
            decision.Pod,
            decision.Message,
            choice?.Node,
            cancellationToken
        );
        foreach (var victim in choice?.Victims ?? [])
        {
            if (await writes.PreemptAsync(victim, decision.Pod, choice!.Node, cancellationToken) is { } error)
            {
                LogPreemptFailed(victim.Key.ToString(), error.ToString());
                lock (stateLock)
                {
                    state.Unnominate(decision.Pod.Uid);
                    queue.Wake(Causes.Any);
                }
            }
        }
    }

    /// <summary>What may help when a pod has left its node.</summary>
    private const Causes PodGone =
        Causes.Resources | Causes.Ports | Causes.Spread | Causes.Affinity | Causes.AntiAffinity;

    /// <summary>What may help when a pod has come to a node or has other labels.</summary>
    private const Causes PodCame = Causes.Spread | Causes.Affinity | Causes.AntiAffinity;

    private ValueTask<Reconcile> TakePodAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        lock (stateLock)
            TakePod(key);
        return new(Reconcile.Done);
    }

    private void TakePod(NamespacedName key)
    {
        var pod = pods.Get(key);
        var placed = state.Placed(key);
        if (placed is not null && placed.Value.Pod.Uid != pod?.Uid)
        {
            Leave(key);
            placed = null;
        }
        if (queue.Find(key) is { } waiting && waiting.Uid != pod?.Uid)
        {
            queue.Remove(key);
            state.Unnominate(waiting.Uid);
        }
        if (pod is null)
            return;
        if (PodInfo.HasEnded(pod))
        {
            if (placed is not null)
                Leave(key);
            queue.Remove(key);
            state.Unnominate(pod.Uid);
        }
        else if (pod.Spec.Text("nodeName") is { Length: > 0 } node)
        {
            if (placed is { } there && there.Node == node && there.Pod.SaysTheSame(pod))
                return;
            state.Place(new(pod), node);
            state.Unnominate(pod.Uid);
            queue.Remove(key);
            queue.Wake(placed is null || placed.Value.Node == node ? PodCame : PodGone);
        }
        // While its binding is on its way a pod looks as before.
        else if (placed is null)
            TakePending(pod);
    }

    private void TakePending(KubeObject pod)
    {
        var mine =
            !pod.IsDeleting
            && (pod.Spec.Text("schedulerName") ?? options.Name) == options.Name
            && pod.Spec.List("schedulingGates") is not { Count: > 0 };
        var waiting = queue.Find(pod.Key);
        if (!mine)
        {
            queue.Remove(pod.Key);
            state.Unnominate(pod.Uid);
            return;
        }
        if (waiting is not null && waiting.SaysTheSame(pod))
            return;
        var info = new PodInfo(pod);
        if (waiting is null && info.Nominated.Length > 0)
            state.Nominate(info, info.Nominated);
        queue.Add(info);
    }

    private void Leave(NamespacedName key)
    {
        state.Remove(key);
        queue.Wake(PodGone);
    }

    private ValueTask<Reconcile> TakeNodeAsync(string name, CancellationToken cancellationToken)
    {
        lock (stateLock)
            TakeNode(name);
        return new(Reconcile.Done);
    }

    private void TakeNode(string name)
    {
        var now = nodes.Get(new("", name));
        var before = state.Node(name)?.Node;
        var helps = NodeChanges.Between(before, now);
        if (helps == Causes.None)
            return;
        state.SetNode(name, now);
        queue.Wake(helps);
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await using var timer = executor.Clock.CreateTimer(
            _ =>
            {
                lock (stateLock)
                    queue.Release();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        lock (stateLock)
        {
            // Timers count in whole milliseconds, cut off: one more saves a wake-up just before the time.
            queue.Arm = pause =>
                timer.Change(
                    TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)),
                    Timeout.InfiniteTimeSpan
                );
            queue.Release();
        }
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.UnsafeRegister(_ => ended.TrySetResult(), null);
        await ended.Task;
        lock (stateLock)
            queue.Arm = null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Pod {Pod} could not be bound to node {Node}; it is tried again: {Why}")]
    private partial void LogBindFailed(string pod, string node, string why);

    [LoggerMessage(2, LogLevel.Warning, "Pod {Pod} could not be preempted: {Why}")]
    private partial void LogPreemptFailed(string pod, string why);
}
