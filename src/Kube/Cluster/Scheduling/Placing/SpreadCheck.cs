namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// Topology spread constraints that must hold: with the pod, no domain may have more than <c>maxSkew</c> pods above the emptiest.
/// </summary>
internal sealed class SpreadCheck
{
    private readonly List<Domains> constraints = [];

    private SpreadCheck(PodInfo pod, ClusterState state)
    {
        var required = pod.Spread.Where(c => c.IsRequired).ToList();
        foreach (var constraint in required)
            constraints.Add(new(constraint, pod));
        foreach (var node in state.Nodes)
        {
            // Only nodes that lie in a domain of every constraint count for any of them.
            if (!required.All(c => node.Labels.ContainsKey(c.TopologyKey)))
                continue;
            foreach (var domains in constraints)
                domains.Count(node, pod);
        }
    }

    /// <summary>The check for a pod, or null when it has no such constraint.</summary>
    public static SpreadCheck? For(PodInfo pod, ClusterState state) =>
        pod.Spread.Any(c => c.IsRequired) ? new(pod, state) : null;

    /// <summary>Why a node will not do, or null when it will.</summary>
    public Rejection? Check(NodeInfo node)
    {
        foreach (var domains in constraints)
        {
            if (node.Labels.Text(domains.Constraint.TopologyKey) is not { } value)
                return Rejection.SpreadLabel;
            if (!domains.Allows(value))
                return Rejection.Spread;
        }
        return null;
    }

    /// <summary>How many pods that a constraint means a node has.</summary>
    public static int Matching(SpreadConstraint constraint, PodInfo pod, NodeInfo node)
    {
        var matching = 0;
        foreach (var (group, count) in node.Groups)
        {
            if (!group.IsDeleting && group.Namespace == pod.Key.Namespace && constraint.Selector.Matches(group.Labels))
                matching += count;
        }
        return matching;
    }

    /// <summary>Whether a constraint counts a node.</summary>
    public static bool Counts(SpreadConstraint constraint, PodInfo pod, NodeInfo node) =>
        (!constraint.HonorsAffinity || pod.Nodes.Matches(node))
        && (!constraint.HonorsTaints || !NodeFilters.HasUntoleratedTaint(pod, node));

    private sealed class Domains(SpreadConstraint constraint, PodInfo pod)
    {
        private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
        private readonly int self = constraint.Selector.Matches(pod.Group.Labels) ? 1 : 0;
        private int? least;

        public SpreadConstraint Constraint => constraint;

        public void Count(NodeInfo node, PodInfo of)
        {
            if (!Counts(constraint, of, node))
                return;
            var value = node.Labels.Text(constraint.TopologyKey)!;
            counts[value] = counts.GetValueOrDefault(value) + Matching(constraint, of, node);
        }

        public bool Allows(string value)
        {
            least ??= counts.Count == 0 || counts.Count < constraint.MinDomains ? 0 : counts.Values.Min();
            return counts.GetValueOrDefault(value) + self - least <= constraint.MaxSkew;
        }
    }
}
