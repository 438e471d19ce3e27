using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>A pod in one line: how many containers are ready, how often they restarted, and the word for its state.</summary>
internal struct PodSummary
{
    private readonly MapValue spec;
    private readonly MapValue status;

    /// <summary>Reads a pod.</summary>
    public PodSummary(KubeObject pod)
    {
        spec = pod.Spec;
        status = pod.Status;
        var phase = status.Text("phase") ?? "";
        Reason = status.Text("reason") is { Length: > 0 } reason ? reason : phase;
        foreach (var condition in status.Maps("conditions"))
        {
            if (condition.Text("type") == "PodScheduled" && condition.Text("reason") == "SchedulingGated")
                Reason = "SchedulingGated";
        }
        Containers = (spec.List("containers")?.Count ?? 0) + spec.Maps("initContainers").Count(IsSidecar);
        var sidecarRestarts = 0L;
        DateTimeOffset? lastSidecarRestart = null;
        var initializing = ReadInitContainers(ref sidecarRestarts, ref lastSidecarRestart);
        if (!initializing || IsTrue("Initialized"))
        {
            Restarts = sidecarRestarts;
            LastRestart = lastSidecarRestart;
            ReadContainers();
        }
        if (!pod.IsDeleting)
            return;
        if (status.Text("reason") == "NodeLost")
            Reason = "Unknown";
        else if (phase is not ("Succeeded" or "Failed"))
            Reason = "Terminating";
    }

    /// <summary>How many containers are ready.</summary>
    public int Ready { get; private set; }

    /// <summary>How many containers are to run for the pod's whole life.</summary>
    public int Containers { get; }

    /// <summary>How often containers restarted.</summary>
    public long Restarts { get; private set; }

    /// <summary>When the last of the restarts was; null when none is known.</summary>
    public DateTimeOffset? LastRestart { get; private set; }

    /// <summary>The state: a phase, or the reason of what holds the pod up.</summary>
    public string Reason { get; private set; }

    private static bool IsSidecar(MapValue? container) => container?.Text("restartPolicy") == "Always";

    private readonly MapValue? InitContainer(string? name) =>
        spec.Maps("initContainers").FirstOrDefault(c => c.Text("name") == name);

    private readonly bool IsTrue(string type) =>
        status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status") == "True";

    /// <summary>Follows init containers up to the first that has not done its part; whether there is one.</summary>
    private bool ReadInitContainers(ref long sidecarRestarts, ref DateTimeOffset? lastSidecarRestart)
    {
        var position = -1;
        foreach (var container in status.Maps("initContainerStatuses"))
        {
            position++;
            var count = container.Integer("restartCount") ?? 0;
            var ended = LastEnd(container);
            var sidecar = IsSidecar(InitContainer(container.Text("name")));
            Restarts += count;
            LastRestart = Later(LastRestart, ended);
            if (sidecar)
            {
                sidecarRestarts += count;
                lastSidecarRestart = Later(lastSidecarRestart, ended);
            }
            var state = container.Map("state") ?? MapValue.Empty;
            var terminated = state.Map("terminated");
            if (terminated is not null && (terminated.Integer("exitCode") ?? 0) == 0)
                continue;
            if (sidecar && container.Flag("started") == true)
            {
                if (container.Flag("ready") == true)
                    Ready++;
                continue;
            }
            Reason = "Init:" + InitReason(state, terminated, position);
            return true;
        }
        return false;
    }

    private readonly string InitReason(MapValue state, MapValue? terminated, int position)
    {
        if (terminated is not null)
            return EndReason(terminated);
        if (state.Map("waiting")?.Text("reason") is { Length: > 0 } reason && reason != "PodInitializing")
            return reason;
        var all = spec.List("initContainers")?.Count ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{position}/{all}");
    }

    private void ReadContainers()
    {
        var running = false;
        var errorReason = "";
        var statuses = status.List("containerStatuses") ?? ListValue.Empty;
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            if (statuses[i] is not MapValue container)
                continue;
            Restarts += container.Integer("restartCount") ?? 0;
            LastRestart = Later(LastRestart, LastEnd(container));
            var state = container.Map("state") ?? MapValue.Empty;
            if (state.Map("waiting")?.Text("reason") is { Length: > 0 } waiting)
                Reason = waiting;
            else if (state.Map("terminated") is { } terminated)
            {
                Reason = EndReason(terminated);
                if ((terminated.Integer("exitCode") ?? 0) != 0)
                    errorReason = Reason;
            }
            else if (container.Flag("ready") == true && state.Map("running") is not null)
            {
                running = true;
                Ready++;
            }
        }
        if (Reason != "Completed")
            return;
        // A pod of which one container has ended still runs, for its reader, while another does.
        if (running && IsTrue("Ready"))
            Reason = "Running";
        else if (errorReason.Length > 0)
            Reason = errorReason;
        else if (running)
            Reason = "NotReady";
    }

    private static string EndReason(MapValue terminated)
    {
        if (terminated.Text("reason") is { Length: > 0 } reason)
            return reason;
        return terminated.Integer("signal") is { } signal and not 0
            ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{terminated.Integer("exitCode") ?? 0}");
    }

    private static DateTimeOffset? LastEnd(MapValue container) =>
        Timestamps.TryParse(container.Map("lastState")?.Map("terminated")?.Text("finishedAt"));

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;
}
