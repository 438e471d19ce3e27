using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>What a change of a node may help with. A heartbeat helps with nothing.</summary>
internal static class NodeChanges
{
    /// <summary>The causes of rejection that may be gone; none when nothing changed that matters here.</summary>
    public static Causes Between(KubeObject? before, KubeObject? now)
    {
        if (now is null)
            return before is null ? Causes.None : Causes.Spread | Causes.Affinity;
        if (before is null)
            return Causes.Any;
        if (before.Revision == now.Revision)
            return Causes.None;
        var helps = Causes.None;
        if (!before.Labels.Equals(now.Labels))
            helps |= Causes.NodeLabels | Causes.Spread | Causes.Affinity | Causes.AntiAffinity;
        if (!Value.Equal(before.Spec["taints"], now.Spec["taints"]))
            helps |= Causes.Taints | Causes.Spread;
        if (before.Spec.Flag("unschedulable") != now.Spec.Flag("unschedulable"))
            helps |= Causes.Unschedulable;
        if (!Value.Equal(before.Status["allocatable"], now.Status["allocatable"]))
            helps |= Causes.Resources;
        return helps;
    }
}
