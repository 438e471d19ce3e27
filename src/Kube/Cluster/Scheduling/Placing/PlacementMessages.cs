namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// A failed placement in kube-scheduler's words: <c>0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. …</c>
/// </summary>
internal static class PlacementMessages
{
    /// <summary>The message of the condition and the event.</summary>
    public static string Of(Placement placement, bool mayPreempt)
    {
        if (placement.NodeCount == 0)
            return "no nodes available to schedule pods";
        var reasons = placement.Rejections.Values.SelectMany(r => r.Reasons).CountBy(r => r);
        var helpless = placement.Rejections.Values.Count(r => !r.RemovalHelps);
        var preemption = mayPreempt
            ? "preemption: "
                + Nodes(
                    placement.NodeCount,
                    [
                        new("No preemption victims found for incoming pod", placement.Rejections.Count - helpless),
                        new("Preemption is not helpful for scheduling", helpless),
                    ]
                )
            : "preemption: not eligible due to preemptionPolicy=Never.";
        return $"{Nodes(placement.NodeCount, reasons)} no new claims to deallocate, {preemption}";
    }

    private static string Nodes(int count, IEnumerable<KeyValuePair<string, int>> reasons)
    {
        var list = reasons.Where(r => r.Value > 0).Select(r => $"{r.Value} {r.Key}").Order(StringComparer.Ordinal);
        return $"0/{count} nodes are available: {string.Join(", ", list)}.";
    }
}
