using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Pods: what state they are in for a reader, who cares more for why a container waits than for the phase.</summary>
internal static class PodPrinter
{
    /// <summary>The table of pods.</summary>
    public static TablePrinter Pods { get; } =
        new(
            [
                Cell.NameColumn,
                new("Ready") { Description = "The aggregate readiness state of this pod for accepting traffic." },
                new("Status") { Description = "The aggregate status of the containers in this pod." },
                new("Restarts")
                {
                    Description =
                        "The number of times the containers in this pod have been restarted and when the last container in this pod "
                        + "has restarted.",
                },
                Cell.AgeColumn,
                new("IP", Priority: 1),
                new("Node", Priority: 1),
                new("Nominated Node", Priority: 1),
                new("Readiness Gates", Priority: 1),
            ],
            Cells
        )
        {
            RowConditions = static pod => Ended(pod.Status.Text("phase")),
        };

    private static readonly ListValue Succeeded = Completed("Succeeded", "The pod has completed successfully.");
    private static readonly ListValue Failed = Completed("Failed", "The pod failed.");

    private static ListValue Completed(string reason, string message) =>
        [MapValue.Of(("type", "Completed"), ("status", "True"), ("reason", reason), ("message", message))];

    private static ListValue? Ended(string? phase) =>
        phase switch
        {
            "Succeeded" => Succeeded,
            "Failed" => Failed,
            _ => null,
        };

    private static IReadOnlyList<Value> Cells(KubeObject pod, DateTimeOffset now)
    {
        var summary = new PodSummary(pod);
        var spec = pod.Spec;
        var status = pod.Status;
        return
        [
            Cell.Name(pod),
            string.Create(CultureInfo.InvariantCulture, $"{summary.Ready}/{summary.Containers}"),
            summary.Reason,
            Restarts(summary, now),
            Cell.Age(pod, now),
            Cell.Or(status.Maps("podIPs").FirstOrDefault()?.Text("ip"), Cell.None),
            Cell.Or(spec.Text("nodeName"), Cell.None),
            Cell.Or(status.Text("nominatedNodeName"), Cell.None),
            ReadinessGates(spec, status),
        ];
    }

    private static string Restarts(PodSummary summary, DateTimeOffset now)
    {
        var count = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        return summary.Restarts != 0 && summary.LastRestart is { } last
            ? $"{count} ({HumanDuration.Format(now - last)} ago)"
            : count;
    }

    private static Value ReadinessGates(MapValue spec, MapValue status)
    {
        if (spec.List("readinessGates") is not { Count: > 0 } gates)
            return Cell.None;
        var open = gates.Maps.Count(gate =>
            status.Maps("conditions").FirstOrDefault(c => c.Text("type") == gate.Text("conditionType"))?.Text("status")
            == "True"
        );
        return string.Create(CultureInfo.InvariantCulture, $"{open}/{gates.Count}");
    }
}
