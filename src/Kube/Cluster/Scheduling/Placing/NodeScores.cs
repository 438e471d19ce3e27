namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// How much a pod would like each of some nodes that will do: a sum of scores from 0 to 100 with kube-scheduler's default weights. Where it spreads the
/// pods of a Service, this spreads the pods of one controller, which is the same thing for all but bare pods.
/// </summary>
internal static class NodeScores
{
    private const double Full = 100;

    /// <summary>The scores, in the order of the nodes.</summary>
    public static double[] Of(PodInfo pod, IReadOnlyList<NodeInfo> nodes, ClusterState state)
    {
        var totals = new double[nodes.Count];
        var part = new double[nodes.Count];
        for (var i = 0; i < totals.Length; i++)
            totals[i] = Room(pod, nodes[i]);

        if (!pod.Nodes.Preferred.IsEmpty)
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = 0;
                foreach (var (term, weight) in pod.Nodes.Preferred)
                    part[i] += term.Matches(nodes[i]) ? weight : 0;
            }
            AddMost(totals, part, weight: 2);
        }
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = 0;
            foreach (var taint in nodes[i].Taints)
                part[i] += taint.Effect == Taint.PreferNoSchedule && !taint.IsTolerated(pod.Tolerations) ? 1 : 0;
        }
        AddLeast(totals, part, weight: 3);

        if (pod.Spread.Any(c => !c.IsRequired))
            AddSpread(totals, part, pod, nodes, state);
        else if (pod.Owner.Length > 0)
        {
            for (var i = 0; i < part.Length; i++)
                part[i] = nodes[i].OfOwner(pod.Owner);
            AddLeast(totals, part, weight: 2);
        }
        if (!pod.Preferences.IsEmpty || state.LookingPods > 0)
            AddAffinity(totals, part, pod, nodes, state);
        return totals;
    }

    /// <summary>Least allocated, and cpu and memory in balance.</summary>
    private static double Room(PodInfo pod, NodeInfo node)
    {
        var cpu = Free(node.Allocatable("cpu"), node.Scored.MilliCpu + pod.Scored.MilliCpu);
        var memory = Free(node.Allocatable("memory"), node.Scored.Memory + pod.Scored.Memory);
        // Whole numbers, as in the original: a difference of less than one in a hundred is none, and spreading decides.
        var least = Math.Floor((Math.Floor(cpu * Full) + Math.Floor(memory * Full)) / 2);
        var balanced = Math.Floor((1 - (Math.Abs(cpu - memory) / 2)) * Full);
        return least + balanced;
    }

    private static double Free(long room, long used) => room <= 0 || used >= room ? 0 : (room - used) / (double)room;

    /// <summary>Adds a part whose highest value is best.</summary>
    private static void AddMost(double[] totals, double[] part, int weight)
    {
        var most = part.Max();
        if (most <= 0)
            return;
        for (var i = 0; i < totals.Length; i++)
            totals[i] += weight * Math.Floor(part[i] / most * Full);
    }

    /// <summary>Adds a part whose lowest value is best.</summary>
    private static void AddLeast(double[] totals, double[] part, int weight)
    {
        var most = part.Max();
        for (var i = 0; i < totals.Length; i++)
            totals[i] += weight * (most <= 0 ? Full : Math.Floor((most - part[i]) / most * Full));
    }

    private static void AddSpread(
        double[] totals,
        double[] part,
        PodInfo pod,
        IReadOnlyList<NodeInfo> nodes,
        ClusterState state
    )
    {
        Array.Clear(part);
        foreach (var constraint in pod.Spread)
        {
            if (constraint.IsRequired)
                continue;
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var node in state.Nodes)
            {
                if (node.Labels.Text(constraint.TopologyKey) is { } value && SpreadCheck.Counts(constraint, pod, node))
                    counts[value] = counts.GetValueOrDefault(value) + SpreadCheck.Matching(constraint, pod, node);
            }
            var most = counts.Count == 0 ? 0 : counts.Values.Max();
            for (var i = 0; i < part.Length; i++)
            {
                // A node outside of every domain is worse than the fullest of them.
                part[i] += nodes[i].Labels.Text(constraint.TopologyKey) is { } value
                    ? counts.GetValueOrDefault(value) / (double)Math.Max(1, constraint.MaxSkew)
                    : most + 1;
            }
        }
        AddLeast(totals, part, weight: 2);
    }

    private static void AddAffinity(
        double[] totals,
        double[] part,
        PodInfo pod,
        IReadOnlyList<NodeInfo> nodes,
        ClusterState state
    )
    {
        var places = new SortedDictionary<(string Key, string Value), long>();
        foreach (var node in state.Nodes)
        {
            if (!pod.Preferences.IsEmpty)
            {
                foreach (var (group, count) in node.Groups)
                {
                    foreach (var term in pod.Preferences)
                        Add(term, group, node, term.Weight * count);
                }
            }
            // The wishes of those that are there count as much; their required affinity counts a little.
            foreach (var other in node.Looking)
            {
                foreach (var term in other.Preferences)
                    Add(term, pod.Group, node, term.Weight);
                foreach (var term in other.Affinity)
                    Add(term, pod.Group, node, 1);
            }
        }
        if (places.Count == 0)
            return;
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = 0;
            foreach (var ((key, value), weight) in places)
                part[i] += nodes[i].Labels.Text(key) == value ? weight : 0;
        }
        var least = part.Min();
        var span = part.Max() - least;
        for (var i = 0; i < totals.Length && span > 0; i++)
            totals[i] += 2 * Math.Floor((part[i] - least) / span * Full);

        void Add(AffinityTerm term, PodGroup group, NodeInfo node, long weight)
        {
            if (node.Labels.Text(term.TopologyKey) is { } value && term.Matches(group, state.LabelsOfNamespace))
                places[(term.TopologyKey, value)] = places.GetValueOrDefault((term.TopologyKey, value)) + weight;
        }
    }
}
