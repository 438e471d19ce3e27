using System.Collections.Immutable;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// Which nodes will do for one pod. What needs a look at the whole cluster (affinity, spreading) is counted once, when this is made; it holds as
/// long as the state does not change. The order of the checks is the original's: a node is rejected for the first that fails.
/// </summary>
internal sealed class NodeFilters
{
    private const string Pods = "pods";

    private readonly PodInfo pod;
    private readonly ClusterState state;
    private readonly AffinityCheck? affinity;
    private readonly SpreadCheck? spread;

    public NodeFilters(PodInfo pod, ClusterState state)
    {
        this.pod = pod;
        this.state = state;
        affinity = AffinityCheck.For(pod, state);
        spread = SpreadCheck.For(pod, state);
    }

    /// <summary>Why a node will not do, or null when it will.</summary>
    public Rejection? Check(NodeInfo node)
    {
        if (node.IsUnschedulable && !Taint.Unschedulable.IsTolerated(pod.Tolerations))
            return Rejection.Unschedulable;
        if (pod.NodeName.Length > 0 && pod.NodeName != node.Name)
            return Rejection.Name;
        if (HasUntoleratedTaint(pod, node))
            return Rejection.Taints;
        if (!pod.Nodes.Matches(node))
            return Rejection.NodeLabels;
        foreach (var port in pod.Ports)
        {
            if (node.HasPort(port))
                return Rejection.Ports;
        }
        return CheckRoom(node) ?? spread?.Check(node) ?? affinity?.Check(node);
    }

    /// <summary>Whether a node has a taint that keeps the pod off.</summary>
    public static bool HasUntoleratedTaint(PodInfo pod, NodeInfo node)
    {
        foreach (var taint in node.Taints)
        {
            if (taint.Effect != Taint.PreferNoSchedule && !taint.IsTolerated(pod.Tolerations))
                return true;
        }
        return false;
    }

    private Rejection? CheckRoom(NodeInfo node)
    {
        var reservedPods = 0;
        Dictionary<string, long>? reserved = null;
        foreach (var other in state.NominatedFor(node.Name, pod.Priority))
        {
            if (other.Uid == pod.Uid)
                continue;
            reservedPods++;
            reserved ??= new(StringComparer.Ordinal);
            foreach (var (resource, amount) in other.Requests)
                reserved[resource] = reserved.GetValueOrDefault(resource) + amount;
        }
        List<string>? reasons = null;
        var removalHelps = true;
        if (node.Pods.Count + reservedPods + 1 > node.Allocatable(Pods))
        {
            (reasons = []).Add("Too many pods");
            removalHelps &= node.Allocatable(Pods) > 0;
        }
        foreach (var (resource, amount) in pod.Requests)
        {
            var room = node.Allocatable(resource);
            if (amount <= room - node.Used(resource) - (reserved?.GetValueOrDefault(resource) ?? 0))
                continue;
            (reasons ??= []).Add($"Insufficient {resource}");
            removalHelps &= amount <= room;
        }
        return reasons is null ? null : Rejection.Resources(reasons.ToImmutableArray(), removalHelps);
    }
}
