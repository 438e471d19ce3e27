namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>Where a pod goes, or why nowhere.</summary>
internal sealed class Placement
{
    private readonly SortedDictionary<string, Rejection> rejections = new(StringComparer.Ordinal);

    private Placement(int nodeCount) => NodeCount = nodeCount;

    /// <summary>The node, or null.</summary>
    public string? Node { get; private init; }

    /// <summary>How many nodes there were.</summary>
    public int NodeCount { get; }

    /// <summary>Why each node will not do, by name; empty when there is one that will.</summary>
    public IReadOnlyDictionary<string, Rejection> Rejections => rejections;

    /// <summary>What kinds of reasons they are.</summary>
    public Causes Causes { get; private set; }

    /// <summary>
    /// The decision: of the nodes that will do one with the best score, by chance among equals.
    /// </summary>
    public static Placement Decide(PodInfo pod, ClusterState state, Random random)
    {
        var filters = new NodeFilters(pod, state);
        // Room that was cleared for this pod is its own.
        if (state.NominatedNode(pod.Uid) is { } cleared && filters.Check(cleared) is null)
            return new(state.NodeCount) { Node = cleared.Name };
        var candidates = new List<NodeInfo>();
        Placement? none = null;
        foreach (var node in state.Nodes)
        {
            if (filters.Check(node) is not { } rejection)
            {
                candidates.Add(node);
                continue;
            }
            none ??= new(state.NodeCount);
            none.rejections[node.Name] = rejection;
            none.Causes |= rejection.Cause;
        }
        if (candidates.Count == 0)
            return none ?? new(0) { Causes = Causes.NoNodes };
        return new(state.NodeCount) { Node = Best(pod, candidates, state, random) };
    }

    private static string Best(PodInfo pod, List<NodeInfo> candidates, ClusterState state, Random random)
    {
        if (candidates.Count == 1)
            return candidates[0].Name;
        var scores = NodeScores.Of(pod, candidates, state);
        var best = 0;
        var equals = 1;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
                equals = 1;
            }
            // Each of the equals so far has the same chance to stay.
            else if (scores[i] >= scores[best] && random.Next(++equals) == 0)
                best = i;
        }
        return candidates[best].Name;
    }
}
