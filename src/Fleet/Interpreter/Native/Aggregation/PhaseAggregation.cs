using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Phases: of several clusters the one that a person should know of first.</summary>
internal static class PhaseAggregation
{
    private static readonly string[] PodPhases = ["Failed", "Pending", "Running", "Succeeded"];
    private static readonly string[] VolumePhases = ["Failed", "Pending", "Available", "Bound", "Released"];

    public static MapValue Pod(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        // A cluster that has not reported counts as one that is starting.
        var phase = First(PodPhases, items.Select(i => i.Status?.Text("phase") is { Length: > 0 } p ? p : "Pending"));
        var status = template.Status.With("phase", phase is null ? null : (Value)phase);
        foreach (var name in new[] { "containerStatuses", "initContainerStatuses" })
        {
            var containers = ListValue.From(items.SelectMany(i => i.Status?.List(name) ?? ListValue.Empty));
            status = status.With(name, containers.Count == 0 ? null : containers);
        }
        return status;
    }

    public static MapValue Volume(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var phase = First(VolumePhases, items.Select(i => i.Status?.Text("phase") ?? ""));
        return phase is null ? template.Status : template.Status.With("phase", phase);
    }

    /// <summary>Lost as soon as one is lost, Bound only when all are.</summary>
    public static MapValue Claim(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var phases = items.Select(i => i.Status?.Text("phase") ?? "").Where(p => p.Length > 0).ToList();
        if (phases.Count == 0)
            return template.Status;
        var phase = phases.Contains("Lost") ? "Lost" : phases.Find(p => p != "Bound") ?? "Bound";
        return template.Status.With("phase", phase);
    }

    private static string? First(string[] order, IEnumerable<string> phases)
    {
        var present = phases.ToList();
        return Array.Find(order, present.Contains);
    }
}
