using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>The resources that the parts of a cluster read and write, by name.</summary>
internal static class CoreResources
{
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    public static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
}
