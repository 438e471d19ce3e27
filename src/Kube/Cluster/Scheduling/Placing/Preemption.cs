namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// Which pods of lower priority to remove so that a pod finds room: the node where the least important have to go, and there as few as possible.
/// Source: the page "Pod Priority and Preemption".
/// </summary>
internal static class Preemption
{
    /// <summary>A node and who has to leave it.</summary>
    public sealed record Choice(string Node, IReadOnlyList<PodInfo> Victims);

    /// <summary>The choice, or null when removing pods helps nowhere. The state is changed meanwhile and is as before afterwards.</summary>
    public static Choice? Find(PodInfo pod, Placement failed, ClusterState state)
    {
        Choice? best = null;
        foreach (var (name, rejection) in failed.Rejections)
        {
            if (!rejection.RemovalHelps || state.Node(name) is not { } node)
                continue;
            if (Victims(pod, node, state) is { Count: > 0 } victims && (best is null || Cheaper(victims, best.Victims)))
                best = new(name, victims);
        }
        return best;
    }

    /// <summary>Whether a pod is already waiting for pods that are leaving its node: then nobody else is removed for it.</summary>
    public static bool IsUnderWay(PodInfo pod, ClusterState state) =>
        state.NominatedNode(pod.Uid) is { } node
        && node.Pods.Values.Any(p => p.Group.IsDeleting && p.Priority < pod.Priority);

    private static List<PodInfo>? Victims(PodInfo pod, NodeInfo node, ClusterState state)
    {
        var lower = node
            .Pods.Values.Where(p => p.Priority < pod.Priority)
            .OrderByDescending(p => p.Priority)
            .ThenBy(p => p.Created)
            .ThenBy(p => p.Uid, StringComparer.Ordinal)
            .ToList();
        if (lower.Count == 0)
            return null;
        foreach (var victim in lower)
            state.Remove(victim.Key);
        List<PodInfo>? victims = null;
        if (new NodeFilters(pod, state).Check(node) is null)
        {
            victims = [];
            // The most important ones stay if they can.
            foreach (var candidate in lower)
            {
                state.Place(candidate, node.Name);
                if (new NodeFilters(pod, state).Check(node) is null)
                    continue;
                state.Remove(candidate.Key);
                victims.Add(candidate);
            }
            foreach (var victim in victims)
                state.Place(victim, node.Name);
            return victims;
        }
        foreach (var victim in lower)
            state.Place(victim, node.Name);
        return victims;
    }

    private static bool Cheaper(IReadOnlyList<PodInfo> a, IReadOnlyList<PodInfo> b)
    {
        var highest = a.Max(v => v.Priority).CompareTo(b.Max(v => v.Priority));
        if (highest != 0)
            return highest < 0;
        // The lowest priorities are far below zero: counted from there, more pods never look cheaper.
        var sum = a.Sum(v => v.Priority - int.MinValue).CompareTo(b.Sum(v => v.Priority - int.MinValue));
        if (sum != 0)
            return sum < 0;
        return a.Count != b.Count
            ? a.Count < b.Count
            : a.Where(v => v.Priority == a.Max(x => x.Priority)).Min(v => v.Created)
                > b.Where(v => v.Priority == b.Max(x => x.Priority)).Min(v => v.Created);
    }
}
