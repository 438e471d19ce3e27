using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// A pod's status from its spec and its runtime's view of it: phase, conditions, containers, addresses. Pure; what others wrote into the status stays.
/// Source: the page "Pod Lifecycle".
/// </summary>
internal static class PodStatus
{
    /// <summary>The status as it should be now; equal to what the pod has when nothing changed.</summary>
    public static MapValue Of(KubeObject pod, PodState state, string hostAddress, DateTimeOffset now)
    {
        var spec = pod.Spec;
        var before = pod.Status;
        var phase = Phase(spec, state, before.Text("phase"));
        var address = spec.Flag("hostNetwork") == true ? [hostAddress] : state.Addresses;
        return before
            .With("phase", phase)
            .With("message", state.Message.Length > 0 ? (Value)state.Message : null)
            .With("observedGeneration", pod.Generation > 0 ? pod.Generation : null)
            .With("conditions", Conditions(pod, state, phase, now))
            .With("startTime", before["startTime"] ?? Timestamps.Format(now))
            .With("hostIP", hostAddress)
            .With("hostIPs", Addresses([hostAddress]))
            .With("podIP", address.IsEmpty ? null : (Value)address[0])
            .With("podIPs", address.IsEmpty ? null : Addresses(address))
            .With("initContainerStatuses", Containers(state.InitContainers))
            .With("containerStatuses", Containers(state.Containers));
    }

    /// <summary>The status of a pod that was stopped: containers that still ran have ended, and so has the pod.</summary>
    public static MapValue Stopped(KubeObject pod, PodState state, string hostAddress, DateTimeOffset now)
    {
        var status = Of(pod, state, hostAddress, now);
        if (status.Text("phase") is "Succeeded" or "Failed")
            return status;
        var good = state.Containers.All(c => c.End is { ExitCode: 0 });
        return status.With("phase", good ? "Succeeded" : "Failed");
    }

    private static string Phase(MapValue spec, PodState state, string? before)
    {
        if (before is "Succeeded" or "Failed")
            return before;
        if (state.InitContainers.Any(c => c.Phase == ContainerPhase.Waiting && c.LastEnd is null))
            return "Pending";
        if (state.Containers.Any(c => c.Phase == ContainerPhase.Waiting && c.LastEnd is null))
            return "Pending";
        var policy = spec.Text("restartPolicy") ?? "Always";
        if (policy == "Always" || !state.Containers.All(c => c.Phase == ContainerPhase.Terminated))
            return "Running";
        if (state.Containers.All(c => c.End!.ExitCode == 0))
            return "Succeeded";
        return policy == "Never" ? "Failed" : "Running";
    }

    private static ListValue Conditions(KubeObject pod, PodState state, string phase, DateTimeOffset now)
    {
        var spec = pod.Spec;
        var before = pod.Status.Maps("conditions").ToList();
        var ended = phase is "Succeeded" or "Failed";
        var waiting = Unready(
            state.InitContainers.Where(c => !IsSidecar(spec, c.Name) && c.End is not { ExitCode: 0 })
        );
        var unready = Unready(
            state.InitContainers.Where(c => IsSidecar(spec, c.Name)).Concat(state.Containers).Where(c => !c.Ready)
        );
        var gates = spec.Maps("readinessGates")
            .Select(g => g.Text("conditionType") ?? "")
            .Where(g => before.FirstOrDefault(c => c.Text("type") == g)?.Text("status") != "True")
            .ToList();

        Why? notReady = phase switch
        {
            "Succeeded" => new("PodCompleted", ""),
            "Failed" => new("PodFailed", ""),
            _ => unready.Length == 0 ? null : new("ContainersNotReady", $"containers with unready status: [{unready}]"),
        };
        var list = new List<Value>
        {
            Condition(
                "PodReadyToStartContainers",
                ended || (state.Addresses.IsEmpty && spec.Flag("hostNetwork") != true) ? new("", "") : null
            ),
            Condition(
                "Initialized",
                phase == "Succeeded" ? new("PodCompleted", "") { IsMet = true }
                    : waiting.Length == 0 ? null
                    : new("ContainersNotInitialized", $"containers with incomplete status: [{waiting}]")
            ),
            Condition(
                "Ready",
                notReady
                    ?? (
                        gates.Count == 0
                            ? null
                            : new(
                                "ReadinessGatesNotReady",
                                string.Join(
                                    ", ",
                                    gates.Select(g =>
                                        $"corresponding condition of pod readiness gate \"{g}\" does not exist or is not True."
                                    )
                                )
                            )
                    )
            ),
            Condition("ContainersReady", notReady),
            Condition("PodScheduled", null),
        };
        var ours = list.Select(c => ((MapValue)c).Text("type")).ToHashSet(StringComparer.Ordinal);
        return ListValue.From([.. before.Where(c => !ours.Contains(c.Text("type"))), .. list]);

        MapValue Condition(string type, Why? why)
        {
            var old = before.FirstOrDefault(c => c.Text("type") == type);
            var status = why is null or { IsMet: true } ? "True" : "False";
            var since = old?.Text("status") == status ? old.Text("lastTransitionTime") : null;
            return MapValue.Of(
                ("type", type),
                ("status", status),
                ("lastTransitionTime", since ?? Timestamps.Format(now)),
                ("observedGeneration", pod.Generation > 0 ? pod.Generation : null),
                ("reason", why is { Reason.Length: > 0 } ? (Value)why.Value.Reason : null),
                ("message", why is { Message.Length: > 0 } ? (Value)why.Value.Message : null)
            );
        }
    }

    private readonly record struct Why(string Reason, string Message)
    {
        public bool IsMet { get; init; }
    }

    private static string Unready(IEnumerable<ContainerState> containers) =>
        string.Join(' ', containers.Select(c => c.Name));

    private static bool IsSidecar(MapValue spec, string name) =>
        spec.Maps("initContainers").FirstOrDefault(c => c.Text("name") == name)?.Text("restartPolicy") == "Always";

    private static ListValue Addresses(ImmutableArray<string> addresses) =>
        ListValue.From(addresses.Select(a => MapValue.Of(("ip", a))));

    private static ListValue? Containers(ImmutableArray<ContainerState> containers) =>
        containers.IsEmpty ? null : ListValue.From(containers.Select(Container));

    private static MapValue Container(ContainerState container) =>
        MapValue.Of(
            ("name", container.Name),
            ("image", container.Image),
            ("imageID", container.ImageId),
            ("containerID", container.ContainerId.Length > 0 ? (Value)container.ContainerId : null),
            ("ready", container.Ready),
            ("started", container.Phase == ContainerPhase.Running),
            ("restartCount", container.RestartCount),
            ("state", State(container)),
            (
                "lastState",
                container.LastEnd is { } last ? MapValue.Of(("terminated", Terminated(last))) : MapValue.Empty
            )
        );

    private static MapValue State(ContainerState container) =>
        container.Phase switch
        {
            ContainerPhase.Running => MapValue.Of(
                ("running", MapValue.Of(("startedAt", Timestamps.Format(container.StartedAt))))
            ),
            ContainerPhase.Terminated => MapValue.Of(("terminated", Terminated(container.End!))),
            _ => MapValue.Of(
                (
                    "waiting",
                    MapValue.Of(
                        ("reason", container.Reason.Length > 0 ? (Value)container.Reason : null),
                        ("message", container.Message.Length > 0 ? (Value)container.Message : null)
                    )
                )
            ),
        };

    private static MapValue Terminated(ContainerEnd end) =>
        MapValue.Of(
            ("exitCode", end.ExitCode),
            ("reason", end.Reason),
            ("startedAt", Timestamps.Format(end.StartedAt)),
            ("finishedAt", Timestamps.Format(end.FinishedAt)),
            ("containerID", end.ContainerId)
        );
}
