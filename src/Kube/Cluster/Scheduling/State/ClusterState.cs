using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// What placement looks at: the nodes with their pods, and who waits for room that was cleared. Its owner is the scheduler, under its lock; placement
/// reads it and leaves it as it was.
/// </summary>
internal sealed class ClusterState
{
    private readonly SortedDictionary<string, NodeInfo> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, (PodInfo Pod, string Node)> placed = [];
    private readonly SortedDictionary<string, (PodInfo Pod, string Node)> nominated = new(StringComparer.Ordinal);

    /// <summary>Nothing yet.</summary>
    /// <param name="labelsOfNamespace">The labels of a namespace, for affinity that selects namespaces.</param>
    public ClusterState(Func<string, MapValue> labelsOfNamespace) => LabelsOfNamespace = labelsOfNamespace;

    public Func<string, MapValue> LabelsOfNamespace { get; }

    /// <summary>The nodes that are there, by name.</summary>
    public IEnumerable<NodeInfo> Nodes => nodes.Values.Where(n => n.Node is not null);

    /// <summary>How many nodes are there.</summary>
    public int NodeCount { get; private set; }

    /// <summary>How many placed pods look at other pods by affinity: none, and nobody needs to ask.</summary>
    public int LookingPods { get; private set; }

    /// <summary>A node that is there, or null.</summary>
    public NodeInfo? Node(string name) => nodes.GetValueOrDefault(name) is { Node: not null } node ? node : null;

    /// <summary>Where a pod is placed, or null.</summary>
    public (PodInfo Pod, string Node)? Placed(NamespacedName key) =>
        placed.TryGetValue(key, out var found) ? found : null;

    /// <summary>Pods of this priority or a higher one that wait for room on a node that was cleared for them.</summary>
    public IEnumerable<PodInfo> NominatedFor(string node, long priority) =>
        nominated.Count == 0
            ? []
            : nominated.Values.Where(n => n.Node == node && n.Pod.Priority >= priority).Select(n => n.Pod);

    /// <summary>Takes a node as it is now; null when it is gone.</summary>
    public void SetNode(string name, KubeObject? node)
    {
        var info = GetOrAdd(name);
        NodeCount += (node is null ? 0 : 1) - (info.Node is null ? 0 : 1);
        info.Set(node);
        DropIfEmpty(info);
    }

    /// <summary>Puts a pod on a node, wherever it was before.</summary>
    public void Place(PodInfo pod, string node)
    {
        Remove(pod.Key);
        GetOrAdd(node).Add(pod);
        placed[pod.Key] = (pod, node);
        if (pod.LooksAtPods)
            LookingPods++;
    }

    /// <summary>Takes a pod off its node, if it is on one.</summary>
    public void Remove(NamespacedName key)
    {
        if (!placed.Remove(key, out var was))
            return;
        var node = nodes[was.Node];
        node.Remove(was.Pod);
        if (was.Pod.LooksAtPods)
            LookingPods--;
        DropIfEmpty(node);
    }

    /// <summary>The node that was cleared for a pod, or null.</summary>
    public NodeInfo? NominatedNode(string uid) => nominated.TryGetValue(uid, out var found) ? Node(found.Node) : null;

    /// <summary>Keeps room on a node for a pod that waits for others to leave it.</summary>
    public void Nominate(PodInfo pod, string node) => nominated[pod.Uid] = (pod, node);

    /// <summary>Keeps no room for a pod any more.</summary>
    public void Unnominate(string uid) => nominated.Remove(uid);

    private NodeInfo GetOrAdd(string name)
    {
        if (!nodes.TryGetValue(name, out var node))
            nodes[name] = node = new(name);
        return node;
    }

    private void DropIfEmpty(NodeInfo node)
    {
        if (node.Node is null && node.Pods.Count == 0)
            nodes.Remove(node.Name);
    }
}
