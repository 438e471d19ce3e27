using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What the member's nodes offer and its pods ask for, kept as sums while nodes and pods come and go. Of a node it keeps what it offers, of a pod its node and
/// its requests, of which those of equal pods are shared: a member of 20,000 pods costs megabytes, not its pods' size.
/// </summary>
internal sealed class CapacityTally
{
    private const int MostShared = 4096;

    private readonly Lock tallyLock = new();
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, Pod> pods = [];
    private readonly Dictionary<ResourceList, ResourceList> shared = [];
    private readonly ResourceSums allocatable = new();
    private readonly ResourceSums allocated = new();
    private readonly ResourceSums allocating = new();
    private bool nodesSynced;
    private bool podsSynced;

    /// <summary>Called when a sum may have changed.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>Whether all nodes and pods have been seen once.</summary>
    public bool HasSynced
    {
        get
        {
            lock (tallyLock)
                return nodesSynced && podsSynced;
        }
    }

    public void SetNode(KubeObject node)
    {
        var offers = ResourceList.From(node.Status.Map("allocatable"));
        var isReady = Conditions.IsTrue(node.Status, "Ready");
        lock (tallyLock)
        {
            if (!nodes.TryGetValue(node.Name, out var known))
                nodes[node.Name] = known = new();
            else if (known.IsReady == isReady && known.Offers.Equals(offers))
                return;
            allocatable.Subtract(known.Offers);
            known.Offers = offers;
            known.IsReady = isReady;
            known.Exists = true;
            allocatable.Add(offers);
        }
        Changed();
    }

    public void RemoveNode(string name)
    {
        lock (tallyLock)
        {
            if (!nodes.TryGetValue(name, out var known))
                return;
            allocatable.Subtract(known.Offers);
            known.Offers = ResourceList.Empty;
            known.Exists = false;
            if (known.Pods == 0)
                nodes.Remove(name);
        }
        Changed();
    }

    public void SetPod(KubeObject pod)
    {
        var isOver = pod.Status.Text("phase") is "Succeeded" or "Failed";
        if (isOver)
        {
            RemovePod(pod.Key);
            return;
        }
        var node = pod.Spec.Text("nodeName") ?? "";
        var asks = PodRequirements.RequestOf(pod.Spec).Plus(OnePod);
        lock (tallyLock)
        {
            if (pods.TryGetValue(pod.Key, out var known))
            {
                if (known.Node == node && known.Asks.Equals(asks))
                    return;
                Take(known);
            }
            var entry = new Pod(Name(node), Share(asks));
            pods[pod.Key] = entry;
            if (node.Length == 0)
                allocating.Add(entry.Asks);
            else
            {
                allocated.Add(entry.Asks);
                var on = nodes[node];
                on.Used.Add(entry.Asks);
                on.Pods++;
            }
        }
        Changed();
    }

    public void RemovePod(NamespacedName name)
    {
        lock (tallyLock)
        {
            if (!pods.Remove(name, out var known))
                return;
            Take(known);
        }
        Changed();
    }

    /// <summary>All nodes have been told of; others are no more.</summary>
    public void KeepNodes(HashSet<string> names)
    {
        List<string> gone;
        lock (tallyLock)
        {
            gone = [.. nodes.Where(n => n.Value.Exists && !names.Contains(n.Key)).Select(n => n.Key)];
            nodesSynced = true;
        }
        foreach (var name in gone)
            RemoveNode(name);
        Changed();
    }

    /// <summary>All pods have been told of; others are no more.</summary>
    public void KeepPods(HashSet<NamespacedName> names)
    {
        List<NamespacedName> gone;
        lock (tallyLock)
        {
            gone = [.. pods.Keys.Where(p => !names.Contains(p))];
            podsSynced = true;
        }
        foreach (var name in gone)
            RemovePod(name);
        Changed();
    }

    /// <summary>The summaries for the Cluster's status; nodes are counted by these models.</summary>
    public (NodeSummary Nodes, ResourceSummary Resources) Summarize(IReadOnlyList<ResourceModel> models)
    {
        lock (tallyLock)
        {
            var there = nodes.Values.Where(n => n.Exists).ToList();
            return (
                new() { TotalNum = there.Count, ReadyNum = there.Count(n => n.IsReady) },
                new()
                {
                    Allocatable = allocatable.ToList(),
                    Allocated = allocated.ToList(),
                    Allocating = allocating.ToList(),
                    AllocatableModelings = NodeModels.Count(models, there.Select(n => (n.Offers, n.Used))),
                }
            );
        }
    }

    private static readonly ResourceList OnePod = ResourceList.Of([new(ResourceList.Pods, Quantity.Of(1))]);

    private void Take(Pod pod)
    {
        if (pod.Node.Length == 0)
        {
            allocating.Subtract(pod.Asks);
            return;
        }
        allocated.Subtract(pod.Asks);
        var on = nodes[pod.Node];
        on.Used.Subtract(pod.Asks);
        if (--on.Pods == 0 && !on.Exists)
            nodes.Remove(pod.Node);
    }

    // A pod may be told of before its node.
    private string Name(string node)
    {
        if (node.Length > 0)
            nodes.TryAdd(node, new());
        return node;
    }

    private ResourceList Share(ResourceList asks)
    {
        if (shared.TryGetValue(asks, out var same))
            return same;
        if (shared.Count >= MostShared)
            shared.Clear();
        shared.Add(asks, asks);
        return asks;
    }

    private sealed class Node
    {
        public bool Exists;
        public bool IsReady;
        public ResourceList Offers = ResourceList.Empty;
        public readonly ResourceSums Used = new();
        public int Pods;
    }

    private readonly record struct Pod(string Node, ResourceList Asks);
}
