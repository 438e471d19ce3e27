using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>What a scheduler writes: bindings, why a pod has no node, and the removal of pods for a more important one.</summary>
internal sealed class SchedulingWrites(IClusterApi api, EventRecorder events, TimeProvider clock)
{
    private static readonly WriteOptions Binding = new() { Subresource = "binding" };

    /// <summary>Binds a pod to a node.</summary>
    public async ValueTask<ApiResult<KubeObject>> BindAsync(
        PodInfo pod,
        string node,
        CancellationToken cancellationToken
    )
    {
        var binding = MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "Binding"),
            ("metadata", MapValue.Of(("name", pod.Key.Name), ("namespace", pod.Key.Namespace), ("uid", pod.Uid))),
            ("target", MapValue.Of(("kind", "Node"), ("name", node)))
        );
        var bound = await api.CreateAsync(CoreResources.Pods, new(binding), Binding, cancellationToken);
        if (bound.IsSuccess)
            events.Normal(pod.Pod, "Scheduled", $"Successfully assigned {pod.Key} to {node}");
        return bound;
    }

    /// <summary>Says in a pod's status and in an event why it has no node, unless its status says so already.</summary>
    public async ValueTask ReportAsync(
        KubeObject? now,
        PodInfo pod,
        string message,
        string? nominated,
        CancellationToken cancellationToken
    )
    {
        if (now is null || now.Uid != pod.Uid)
            return;
        var before = now.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == "PodScheduled");
        var says = before?.Text("reason") == "Unschedulable" && before.Text("message") == message;
        if (says && (nominated is null || nominated == now.Status.Text("nominatedNodeName")))
            return;
        if (!says)
            events.Warning(pod.Pod, "FailedScheduling", message);
        var condition = Condition("PodScheduled", "False", "Unschedulable", message);
        if (before?.Text("status") == "False" && before.Text("lastTransitionTime") is { } since)
            condition = condition.With("lastTransitionTime", since);
        await PatchAsync(now, condition, nominated, cancellationToken);
    }

    /// <summary>Removes a pod for a more important one. What went wrong, or null.</summary>
    public async ValueTask<Status?> PreemptAsync(
        PodInfo victim,
        PodInfo by,
        string node,
        CancellationToken cancellationToken
    )
    {
        if (victim.Group.IsDeleting)
            return null;
        var condition = Condition(
            "DisruptionTarget",
            "True",
            "PreemptionByScheduler",
            $"{events.Component}: preempting to accommodate a higher priority pod"
        );
        await PatchAsync(victim.Pod, condition, null, cancellationToken);
        var deleted = await api.DeleteAsync(
            CoreResources.Pods,
            victim.Key,
            new() { PreconditionUid = victim.Uid },
            cancellationToken
        );
        if (!deleted.IsSuccess && deleted.Error.Code is not (404 or 409))
            return deleted.Error;
        if (deleted.IsSuccess)
            events.Normal(victim.Pod, "Preempted", $"Preempted by pod {by.Uid} on node {node}");
        return null;
    }

    private async ValueTask PatchAsync(
        KubeObject pod,
        MapValue condition,
        string? nominated,
        CancellationToken cancellationToken
    )
    {
        var patch = MapValue.Of(
            ("metadata", MapValue.Of(("uid", pod.Uid))),
            (
                "status",
                MapValue.Of(
                    ("conditions", ListValue.Create([condition])),
                    ("nominatedNodeName", nominated is null ? null : (Value)nominated)
                )
            )
        );
        // A pod that is gone or another by now needs no word; the next attempt says it again where the write got lost.
        await api.PatchAsync(
            CoreResources.Pods,
            pod.Key,
            new(PatchType.StrategicMerge, patch),
            WriteOptions.Status,
            cancellationToken
        );
    }

    private MapValue Condition(string type, string status, string reason, string message) =>
        MapValue.Of(
            ("type", type),
            ("status", status),
            ("lastTransitionTime", Timestamps.Format(clock.GetUtcNow())),
            ("reason", reason),
            ("message", message)
        );
}
