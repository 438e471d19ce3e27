namespace Pangea.Fleet.Api;

/// <summary>Finalizers of the Karmada API, one place for all of them.</summary>
public static class FleetFinalizers
{
    /// <summary>On a Cluster.</summary>
    public const string Cluster = "karmada.io/cluster-controller";

    /// <summary>On a Work.</summary>
    public const string Execution = "karmada.io/execution-controller";

    /// <summary>On a ResourceBinding.</summary>
    public const string Binding = "karmada.io/binding-controller";

    /// <summary>On a ClusterResourceBinding.</summary>
    public const string ClusterResourceBinding = "karmada.io/cluster-resource-binding-controller";

    /// <summary>On a PropagationPolicy.</summary>
    public const string PropagationPolicy = "karmada.io/propagation-policy-controller";

    /// <summary>On a ClusterPropagationPolicy.</summary>
    public const string ClusterPropagationPolicy = "karmada.io/cluster-propagation-policy-controller";

    /// <summary>On a binding whose dependencies go along.</summary>
    public const string DependenciesDistributor = "karmada.io/binding-dependencies-distributor";

    /// <summary>On a Work that collects EndpointSlices for a ServiceExport.</summary>
    public const string EndpointSlice = "karmada.io/endpointslice-controller";

    /// <summary>On a MultiClusterService.</summary>
    public const string MultiClusterService = "karmada.io/multiclusterservice-controller";

    /// <summary>On a Work that marks a cluster for collecting EndpointSlices of a MultiClusterService.</summary>
    public const string MultiClusterServiceCollect = "karmada.io/mcs-endpointslice-collect-controller";

    /// <summary>On a Work whose EndpointSlice is dispatched.</summary>
    public const string MultiClusterServiceDispatch = "karmada.io/mcs-endpointslice-dispatch-controller";
}
