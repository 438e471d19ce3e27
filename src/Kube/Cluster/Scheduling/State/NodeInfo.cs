using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// A node with what its pods take of it, kept up to date by one pod at a time. A node may be known by its pods alone, before its object comes or after
/// it went: then it is no candidate.
/// </summary>
internal sealed class NodeInfo(string name)
{
    private readonly SortedDictionary<string, PodInfo> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> used = new(StringComparer.Ordinal);
    private readonly Dictionary<PodGroup, int> groups = [];
    private readonly Dictionary<string, int> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<HostPort, int> ports = [];
    private readonly SortedDictionary<string, PodInfo> looking = new(StringComparer.Ordinal);
    private Dictionary<string, long> allocatable = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>The object, or null.</summary>
    public KubeObject? Node { get; private set; }

    public MapValue Labels { get; private set; } = MapValue.Empty;

    public ImmutableArray<Taint> Taints { get; private set; } = [];

    public bool IsUnschedulable { get; private set; }

    /// <summary>Its pods by uid.</summary>
    public IReadOnlyDictionary<string, PodInfo> Pods => pods;

    /// <summary>How many pods of each group it has.</summary>
    public IReadOnlyDictionary<PodGroup, int> Groups => groups;

    /// <summary>Its pods that look at other pods by affinity or anti-affinity.</summary>
    public IReadOnlyCollection<PodInfo> Looking => looking.Values;

    /// <summary>The requests of its pods as scores go by them.</summary>
    public (long MilliCpu, long Memory) Scored { get; private set; }

    /// <summary>How many of its pods a controller made.</summary>
    public int OfOwner(string uid) => owners.GetValueOrDefault(uid);

    /// <summary>How much of a resource there is.</summary>
    public long Allocatable(string resource) => allocatable.GetValueOrDefault(resource);

    /// <summary>How much of a resource is requested.</summary>
    public long Used(string resource) => used.GetValueOrDefault(resource);

    /// <summary>Whether one of its pods has a port that collides.</summary>
    public bool HasPort(HostPort wanted)
    {
        foreach (var port in ports.Keys)
        {
            if (port.Collides(wanted))
                return true;
        }
        return false;
    }

    /// <summary>Takes the node as it is now; null when it is gone.</summary>
    public void Set(KubeObject? node)
    {
        Node = node;
        Labels = node?.Labels ?? MapValue.Empty;
        Taints = node is null ? [] : Taint.Of(node.Spec);
        IsUnschedulable = node?.Spec.Flag("unschedulable") ?? false;
        allocatable = Amounts(node?.Status.Map("allocatable"));
    }

    public void Add(PodInfo pod)
    {
        pods.Add(pod.Uid, pod);
        Count(pod, 1);
        if (pod.LooksAtPods)
            looking.Add(pod.Uid, pod);
    }

    public void Remove(PodInfo pod)
    {
        if (!pods.Remove(pod.Uid))
            return;
        Count(pod, -1);
        looking.Remove(pod.Uid);
    }

    private void Count(PodInfo pod, int by)
    {
        foreach (var (resource, amount) in pod.Requests)
            used[resource] = used.GetValueOrDefault(resource) + (by * amount);
        Scored = (Scored.MilliCpu + (by * pod.Scored.MilliCpu), Scored.Memory + (by * pod.Scored.Memory));
        Change(groups, pod.Group, by);
        if (pod.Owner.Length > 0)
            Change(owners, pod.Owner, by);
        foreach (var port in pod.Ports)
            Change(ports, port, by);
    }

    private static void Change<TKey>(Dictionary<TKey, int> counts, TKey key, int by)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0)
            counts.Remove(key);
        else
            counts[key] = count;
    }

    private static Dictionary<string, long> Amounts(MapValue? quantities)
    {
        var amounts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (resource, value) in quantities ?? MapValue.Empty)
        {
            if (Quantity.FromValue(value) is { } quantity)
                amounts[resource] = PodRequests.Amount(resource, quantity);
        }
        return amounts;
    }
}
