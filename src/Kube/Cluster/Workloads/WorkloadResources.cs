using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>The resources that workload controllers read and write.</summary>
internal static class WorkloadResources
{
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");

    public static readonly GroupVersionResource Nodes = new("", "v1", "nodes");

    public static readonly GroupVersionResource Services = new("", "v1", "services");

    public static readonly GroupVersionResource Endpoints = new("", "v1", "endpoints");

    public static readonly GroupVersionResource Claims = new("", "v1", "persistentvolumeclaims");

    public static readonly GroupVersionResource ReplicationControllers = new("", "v1", "replicationcontrollers");

    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");

    public static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");

    public static readonly GroupVersionResource StatefulSets = new("apps", "v1", "statefulsets");

    public static readonly GroupVersionResource DaemonSets = new("apps", "v1", "daemonsets");

    public static readonly GroupVersionResource ControllerRevisions = new("apps", "v1", "controllerrevisions");

    public static readonly GroupVersionResource Jobs = new("batch", "v1", "jobs");

    public static readonly GroupVersionResource DisruptionBudgets = new("policy", "v1", "poddisruptionbudgets");

    public static readonly GroupVersionResource EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
}
