using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What tells ReplicaSets and ReplicationControllers apart: everything else is the same.</summary>
internal sealed record ReplicaSetKind(string Controller, string Component, GroupVersionResource Resource)
{
    public static readonly ReplicaSetKind ReplicaSet = new(
        "replicaset-controller",
        "replicaset-controller",
        WorkloadResources.ReplicaSets
    );

    public static readonly ReplicaSetKind ReplicationController = new(
        "replication-controller",
        "replication-controller",
        WorkloadResources.ReplicationControllers
    );

    public IInformer View(WorkloadParts parts) => this == ReplicaSet ? parts.ReplicaSets : parts.ReplicationControllers;

    public string Kind => this == ReplicaSet ? "ReplicaSet" : "ReplicationController";

    /// <summary>The pods it wants. An empty selector of a ReplicationController matches none.</summary>
    public LabelSelector Selector(KubeObject set)
    {
        var selector = set.Spec.Map("selector");
        if (this == ReplicaSet)
            return LabelSelector.FromValue(selector);
        return selector is null || selector.Count == 0 ? LabelSelector.Nothing : LabelSelector.OfLabels(selector);
    }
}
