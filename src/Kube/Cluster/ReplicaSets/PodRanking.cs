using System.Numerics;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Which pods go first when there are too many. Source: <c>ActivePodsWithRanks</c> of Kubernetes. Ages are compared by their order of magnitude, so that
/// not always the youngest go; among equals the uid decides.
/// </summary>
internal sealed class PodRanking(SortedDictionary<string, int> relatedByNode, DateTimeOffset now)
    : IComparer<KubeObject>
{
    /// <summary>Negative when <paramref name="x"/> goes before <paramref name="y"/>.</summary>
    public int Compare(KubeObject? x, KubeObject? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        string nodeX = PodFacts.NodeName(x!),
            nodeY = PodFacts.NodeName(y!);
        // Unassigned before assigned.
        if ((nodeX.Length == 0) != (nodeY.Length == 0))
            return nodeX.Length == 0 ? -1 : 1;
        // Pending before unknown before running.
        var order = PhaseOrder(x!).CompareTo(PhaseOrder(y!));
        if (order != 0)
            return order;
        // Not ready before ready.
        order = PodFacts.IsReady(x!).CompareTo(PodFacts.IsReady(y!));
        if (order != 0)
            return order;
        order = PodFacts.DeletionCost(x!).CompareTo(PodFacts.DeletionCost(y!));
        if (order != 0)
            return order;
        // More of its kind on the node first.
        order = relatedByNode.GetValueOrDefault(nodeY).CompareTo(relatedByNode.GetValueOrDefault(nodeX));
        if (order != 0)
            return order;
        // Ready for a shorter time first.
        DateTimeOffset? readyX = PodFacts.ReadySince(x!),
            readyY = PodFacts.ReadySince(y!);
        if (readyX != readyY)
            return CompareAge(readyX, readyY, x!, y!);
        // More restarts first.
        order = PodFacts.MostRestarts(y!).CompareTo(PodFacts.MostRestarts(x!));
        if (order != 0)
            return order;
        // Younger first.
        return CompareAge(x!.CreationTimestamp, y!.CreationTimestamp, x, y);
    }

    private static int PhaseOrder(KubeObject pod) =>
        PodFacts.Phase(pod) switch
        {
            "Running" => 2,
            "Unknown" => 1,
            _ => 0,
        };

    private int CompareAge(DateTimeOffset? sinceX, DateTimeOffset? sinceY, KubeObject x, KubeObject y)
    {
        var order = Magnitude(sinceX).CompareTo(Magnitude(sinceY));
        return order != 0 ? order : string.CompareOrdinal(x.Uid, y.Uid);
    }

    private int Magnitude(DateTimeOffset? since)
    {
        var nanoseconds = since is { } time ? (now - time).Ticks * TimeSpan.NanosecondsPerTick : 0;
        return nanoseconds <= 0 ? -1 : BitOperations.Log2((ulong)nanoseconds);
    }
}
