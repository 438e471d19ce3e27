using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>What the scheduler knows of a pod: read once from each version of it that differs in what matters here.</summary>
internal sealed class PodInfo
{
    /// <summary>Reads a pod.</summary>
    public PodInfo(KubeObject pod)
    {
        var spec = pod.Spec;
        Pod = pod;
        Key = pod.Key;
        Uid = pod.Uid;
        NodeName = spec.Text("nodeName") ?? "";
        Priority = spec.Integer("priority") ?? 0;
        MayPreempt = spec.Text("preemptionPolicy") != "Never";
        Group = new(pod.Namespace, pod.Labels, pod.IsDeleting);
        Requests = PodRequests.Of(spec);
        Scored = PodRequests.Scored(spec);
        Ports = HostPort.Of(spec);
        Nodes = NodeDemand.Of(spec);
        Tolerations = Toleration.Of(spec);
        Affinity = AffinityTerm.Required(spec, "podAffinity", pod.Namespace, pod.Labels);
        AntiAffinity = AffinityTerm.Required(spec, "podAntiAffinity", pod.Namespace, pod.Labels);
        Preferences = AffinityTerm.Preferred(spec, pod.Namespace, pod.Labels);
        Spread = SpreadConstraint.Of(spec, pod.Labels);
        Owner = pod.Controller?.Uid ?? "";
        Created = pod.CreationTimestamp ?? DateTimeOffset.MinValue;
        Nominated = pod.Status.Text("nominatedNodeName") ?? "";
    }

    /// <summary>The pod itself.</summary>
    public KubeObject Pod { get; }

    public NamespacedName Key { get; }

    public string Uid { get; }

    /// <summary>The node it is bound to, or empty.</summary>
    public string NodeName { get; }

    public long Priority { get; }

    /// <summary>Whether pods of lower priority may be removed for it.</summary>
    public bool MayPreempt { get; }

    public PodGroup Group { get; }

    public ImmutableArray<ResourceAmount> Requests { get; }

    /// <summary>The requests that scores go by.</summary>
    public (long MilliCpu, long Memory) Scored { get; }

    public ImmutableArray<HostPort> Ports { get; }

    public NodeDemand Nodes { get; }

    public ImmutableArray<Toleration> Tolerations { get; }

    public ImmutableArray<AffinityTerm> Affinity { get; }

    public ImmutableArray<AffinityTerm> AntiAffinity { get; }

    public ImmutableArray<AffinityTerm> Preferences { get; }

    public ImmutableArray<SpreadConstraint> Spread { get; }

    /// <summary>The uid of its controller, or empty.</summary>
    public string Owner { get; }

    public DateTimeOffset Created { get; }

    /// <summary>The node that its status says was cleared for it, or empty.</summary>
    public string Nominated { get; }

    /// <summary>Whether its terms or preferences look at other pods.</summary>
    public bool LooksAtPods => !Affinity.IsEmpty || !AntiAffinity.IsEmpty || !Preferences.IsEmpty;

    /// <summary>Whether a pod has come to its end: it takes nothing from its node any more.</summary>
    public static bool HasEnded(KubeObject pod) => pod.Status.Text("phase") is "Succeeded" or "Failed";

    /// <summary>
    /// Whether another version of the same pod says the same in what matters here. A pod's spec changes with its generation only.
    /// </summary>
    public bool SaysTheSame(KubeObject other) =>
        other.Uid == Uid
        && other.Generation == Pod.Generation
        && other.IsDeleting == Group.IsDeleting
        && (other.Spec.Text("nodeName") ?? "") == NodeName
        && other.Labels.Equals(Group.Labels);
}
