using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>The resources that the agent knows by name.</summary>
internal static class AgentResources
{
    public static readonly GroupVersionResource Works = new("work.karmada.io", "v1alpha1", "works");
    public static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");
    public static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    public static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");

    public static readonly GroupVersionResource Definitions = new(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions"
    );

    public static readonly GroupVersionResource SigningRequests = new(
        "certificates.k8s.io",
        "v1",
        "certificatesigningrequests"
    );
}
