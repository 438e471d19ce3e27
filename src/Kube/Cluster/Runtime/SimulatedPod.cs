using System.Security.Cryptography;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>One pod of the simulated runtime: its containers as they are, and how they go on with time.</summary>
internal sealed class SimulatedPod
{
    private const string Scheme = "simulated://";

    /// <summary>What a process ends with that takes the signal to terminate as it comes.</summary>
    private const long Terminated = 128 + 15;

    private readonly string uid;
    private readonly SimulatedCourse course;
    private readonly HashSet<string> sidecars;
    private readonly ContainerState[] initContainers;
    private readonly ContainerState[] containers;

    /// <summary>A pod as its status says it is: running ones go on, others begin.</summary>
    public SimulatedPod(KubeObject pod)
    {
        uid = pod.Uid;
        course = SimulatedCourse.Of(pod);
        OnHostNetwork = pod.Spec.Flag("hostNetwork") == true;
        sidecars = pod
            .Spec.Maps("initContainers")
            .Where(c => c.Text("restartPolicy") == "Always")
            .Select(c => c.Text("name") ?? "")
            .ToHashSet(StringComparer.Ordinal);
        initContainers = Read(pod, "initContainers", "initContainerStatuses");
        containers = Read(pod, "containers", "containerStatuses");
    }

    public bool OnHostNetwork { get; }

    public string? Address { get; set; }

    /// <summary>The state while nothing can start.</summary>
    public PodState Waiting(string why) =>
        new()
        {
            InitContainers = [.. initContainers.Select(c => c with { Reason = "PodInitializing" })],
            Containers = [.. containers.Select(c => c with { Reason = "ContainerCreating" })],
            Message = why,
            LookAgain = TimeSpan.FromSeconds(5),
        };

    /// <summary>Goes on to a time, and says how it is then.</summary>
    public PodState Advance(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        for (var i = 0; i < initContainers.Length; i++)
        {
            if (sidecars.Contains(initContainers[i].Name))
                initContainers[i] = Started(initContainers[i], now);
            else if (initContainers[i].Phase != ContainerPhase.Terminated)
                initContainers[i] = Ended(Started(initContainers[i], now), 0, now);
        }
        for (var i = 0; i < containers.Length; i++)
        {
            containers[i] = Advance(containers[i], now, out var due);
            if (due is not null && (next is null || due < next))
                next = due;
        }
        if (
            containers.All(c => c.Phase == ContainerPhase.Terminated)
            && (!course.RestartsFailed || containers.All(c => c.End!.ExitCode == 0))
        )
        {
            for (var i = 0; i < initContainers.Length; i++)
                initContainers[i] = Ended(initContainers[i], 0, now);
        }
        return State(next - now);
    }

    /// <summary>Ends what still runs.</summary>
    public PodState Stop(DateTimeOffset now)
    {
        for (var i = 0; i < initContainers.Length; i++)
            initContainers[i] = Ended(initContainers[i], Terminated, now);
        for (var i = 0; i < containers.Length; i++)
            containers[i] = Ended(containers[i], Terminated, now);
        return State(null);
    }

    private PodState State(TimeSpan? lookAgain) =>
        new()
        {
            Addresses = Address is null ? [] : [Address],
            InitContainers = [.. initContainers],
            Containers = [.. containers],
            LookAgain = lookAgain,
        };

    private ContainerState Advance(ContainerState container, DateTimeOffset now, out DateTimeOffset? due)
    {
        due = null;
        if (container is { Phase: ContainerPhase.Waiting, LastEnd: { } last })
        {
            due = last.FinishedAt + SimulatedCourse.RestartPause(container.RestartCount);
            if (due > now)
                return container;
            container = container with { RestartCount = container.RestartCount + 1 };
        }
        container = Started(container, now);
        if (container.Phase == ContainerPhase.Running && course.Duration is { } duration)
        {
            due = container.StartedAt + duration;
            if (due > now)
                return container;
            container = Ended(container, course.ExitCode, due.Value);
        }
        due = null;
        if (container.End is not { ExitCode: > 0 } end || !course.RestartsFailed)
            return container;
        var pause = SimulatedCourse.RestartPause(container.RestartCount);
        due = end.FinishedAt + pause;
        return container with
        {
            Phase = ContainerPhase.Waiting,
            Reason = "CrashLoopBackOff",
            Message = $"back-off {pause.TotalSeconds:0}s restarting failed container={container.Name}",
            LastEnd = end,
            End = null,
        };
    }

    private ContainerState Started(ContainerState container, DateTimeOffset now) =>
        container.Phase != ContainerPhase.Waiting
            ? container
            : container with
            {
                Phase = ContainerPhase.Running,
                Reason = "",
                Message = "",
                StartedAt = now,
                Ready = true,
                ContainerId = NewId(container),
            };

    private static ContainerState Ended(ContainerState container, long code, DateTimeOffset now) =>
        container.Phase != ContainerPhase.Running
            ? container
            : container with
            {
                Phase = ContainerPhase.Terminated,
                // A container that did its part before the others are started is ready, as the kubelet has it.
                Ready = code == 0 && container.StartedAt == now,
                End = new(code, code == 0 ? "Completed" : "Error", container.StartedAt, now, container.ContainerId),
            };

    private string NewId(ContainerState container) =>
        Scheme
        + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{uid}/{container.Name}/{container.RestartCount}"))
        );

    private static ContainerState[] Read(KubeObject pod, string specs, string statuses) =>
        [
            .. pod
                .Spec.Maps(specs)
                .Select(spec =>
                {
                    var name = spec.Text("name") ?? "";
                    var image = spec.Text("image") ?? "";
                    var fresh = new ContainerState(name) { Image = image, ImageId = Scheme + image };
                    var status = pod.Status.Maps(statuses).FirstOrDefault(s => s.Text("name") == name);
                    return status is null ? fresh : ReadStatus(fresh, status);
                }),
        ];

    private static ContainerState ReadStatus(ContainerState fresh, MapValue status)
    {
        var container = fresh with
        {
            ContainerId = status.Text("containerID") ?? "",
            Ready = status.Flag("ready") ?? false,
            RestartCount = status.Integer("restartCount") ?? 0,
            LastEnd = status.Map("lastState")?.Map("terminated") is { } last ? ReadEnd(last) : null,
        };
        if (status.Map("state")?.Map("terminated") is { } end)
            return container with { Phase = ContainerPhase.Terminated, End = ReadEnd(end) };
        if (status.Map("state")?.Map("running") is { } running)
            return container with { Phase = ContainerPhase.Running, StartedAt = Time(running, "startedAt") };
        return container with
        {
            Reason = status.Map("state")?.Map("waiting")?.Text("reason") ?? "",
            Message = status.Map("state")?.Map("waiting")?.Text("message") ?? "",
        };
    }

    private static ContainerEnd ReadEnd(MapValue end) =>
        new(
            end.Integer("exitCode") ?? 0,
            end.Text("reason") ?? "",
            Time(end, "startedAt"),
            Time(end, "finishedAt"),
            end.Text("containerID") ?? ""
        );

    private static DateTimeOffset Time(MapValue map, string key) =>
        Timestamps.TryParse(map.Text(key)) ?? DateTimeOffset.UnixEpoch;
}
