using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>The resources that hub controllers read and write, by name.</summary>
internal static class FleetResources
{
    public static readonly GroupVersionResource PropagationPolicies = new(
        "policy.karmada.io",
        "v1alpha1",
        "propagationpolicies"
    );

    public static readonly GroupVersionResource ClusterPropagationPolicies = new(
        "policy.karmada.io",
        "v1alpha1",
        "clusterpropagationpolicies"
    );

    public static readonly GroupVersionResource ResourceBindings = new(
        "work.karmada.io",
        "v1alpha2",
        "resourcebindings"
    );

    public static readonly GroupVersionResource ClusterResourceBindings = new(
        "work.karmada.io",
        "v1alpha2",
        "clusterresourcebindings"
    );

    public static readonly GroupVersionResource Works = new("work.karmada.io", "v1alpha1", "works");

    public static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");

    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    public static readonly GroupVersionResource Events = new("", "v1", "events");

    public static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");

    public static readonly GroupVersionResource Secrets = new("", "v1", "secrets");

    public static readonly GroupVersionResource SigningRequests = new(
        "certificates.k8s.io",
        "v1",
        "certificatesigningrequests"
    );
}
