using System.Collections.Immutable;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// Required affinity and anti-affinity between a pod and those that are placed, both ways. Source: the page "Assigning Pods to Nodes".
/// </summary>
internal sealed class AffinityCheck
{
    private readonly PodInfo pod;
    private readonly HashSet<(string Key, string Value)> forbiddenByOthers = [];
    private readonly HashSet<(string Key, string Value)>[] near;
    private readonly HashSet<(string Key, string Value)> forbidden = [];
    private readonly bool firstOfItsKind;

    private AffinityCheck(PodInfo pod, ClusterState state)
    {
        this.pod = pod;
        near = [.. pod.Affinity.Select(_ => new HashSet<(string, string)>())];
        var found = false;
        foreach (var node in state.Nodes)
        {
            foreach (var other in node.Looking)
                Collect(other.AntiAffinity, pod.Group, node, forbiddenByOthers, state);
            if (pod.Affinity.IsEmpty && pod.AntiAffinity.IsEmpty)
                continue;
            foreach (var group in node.Groups.Keys)
            {
                Collect(pod.AntiAffinity, group, node, forbidden, state);
                if (!pod.Affinity.IsEmpty && MatchesAll(group, state))
                    found |= Note(node);
            }
        }
        firstOfItsKind = !found && !pod.Affinity.IsEmpty && MatchesAll(pod.Group, state);
    }

    /// <summary>The check for a pod, or null when neither it nor any placed pod has such terms.</summary>
    public static AffinityCheck? For(PodInfo pod, ClusterState state) =>
        pod.Affinity.IsEmpty && pod.AntiAffinity.IsEmpty && state.LookingPods == 0 ? null : new(pod, state);

    /// <summary>Why a node will not do, or null when it will.</summary>
    public Rejection? Check(NodeInfo node)
    {
        for (var i = 0; i < near.Length; i++)
        {
            var key = pod.Affinity[i].TopologyKey;
            if (node.Labels.Text(key) is not { } value)
                return Rejection.Affinity;
            // The first pod of a group that wants to be together has nobody to be with.
            if (!firstOfItsKind && !near[i].Contains((key, value)))
                return Rejection.Affinity;
        }
        if (HasAny(node, forbidden))
            return Rejection.AntiAffinity;
        return HasAny(node, forbiddenByOthers) ? Rejection.OthersAntiAffinity : null;
    }

    /// <summary>Only pods that match all terms together count for any of them.</summary>
    private bool MatchesAll(PodGroup group, ClusterState state)
    {
        foreach (var term in pod.Affinity)
        {
            if (!term.Matches(group, state.LabelsOfNamespace))
                return false;
        }
        return true;
    }

    private bool Note(NodeInfo node)
    {
        var noted = false;
        for (var i = 0; i < near.Length; i++)
        {
            var key = pod.Affinity[i].TopologyKey;
            if (node.Labels.Text(key) is not { } value)
                continue;
            near[i].Add((key, value));
            noted = true;
        }
        return noted;
    }

    private static void Collect(
        ImmutableArray<AffinityTerm> terms,
        PodGroup group,
        NodeInfo node,
        HashSet<(string Key, string Value)> places,
        ClusterState state
    )
    {
        foreach (var term in terms)
        {
            if (
                node.Labels.Text(term.TopologyKey) is { } value
                && !places.Contains((term.TopologyKey, value))
                && term.Matches(group, state.LabelsOfNamespace)
            )
                places.Add((term.TopologyKey, value));
        }
    }

    private static bool HasAny(NodeInfo node, HashSet<(string Key, string Value)> places)
    {
        foreach (var (key, value) in places)
        {
            if (node.Labels.Text(key) == value)
                return true;
        }
        return false;
    }
}
