namespace Pangea.Fleet.Api;

/// <summary>Annotation keys of the Karmada API, one place for all of them.</summary>
public static class FleetAnnotations
{
    /// <summary>On templates, bindings and manifests: the namespace of the PropagationPolicy that has them.</summary>
    public const string PropagationPolicyNamespace = "propagationpolicy.karmada.io/namespace";

    /// <summary>On templates, bindings and manifests: the name of the PropagationPolicy that has them.</summary>
    public const string PropagationPolicyName = "propagationpolicy.karmada.io/name";

    /// <summary>On templates, bindings and manifests: the name of the ClusterPropagationPolicy that has them.</summary>
    public const string ClusterPropagationPolicyName = "clusterpropagationpolicy.karmada.io/name";

    /// <summary>On a binding: the placement of its last scheduling, as Go's JSON.</summary>
    public const string AppliedPlacement = "policy.karmada.io/applied-placement";

    /// <summary>On a Work: the OverridePolicies that changed it, as Go's JSON.</summary>
    public const string AppliedOverrides = "policy.karmada.io/applied-overrides";

    /// <summary>On a Work: the ClusterOverridePolicies that changed it, as Go's JSON.</summary>
    public const string AppliedClusterOverrides = "policy.karmada.io/applied-cluster-overrides";

    /// <summary>On Works and manifests: the namespace of their ResourceBinding.</summary>
    public const string ResourceBindingNamespace = "resourcebinding.karmada.io/namespace";

    /// <summary>On Works and manifests: the name of their ResourceBinding.</summary>
    public const string ResourceBindingName = "resourcebinding.karmada.io/name";

    /// <summary>On a binding: what its resource refers to, as JSON.</summary>
    public const string ResourceBindingDependencies = "resourcebinding.karmada.io/dependencies";

    /// <summary>On Works and manifests: the name of their ClusterResourceBinding.</summary>
    public const string ClusterResourceBindingName = "clusterresourcebinding.karmada.io/name";

    /// <summary>On a manifest: the namespace of its Work.</summary>
    public const string WorkNamespace = "work.karmada.io/namespace";

    /// <summary>On a manifest: the name of its Work.</summary>
    public const string WorkName = "work.karmada.io/name";

    /// <summary>On Works and manifests: <c>abort</c> or <c>overwrite</c>.</summary>
    public const string ConflictResolution = "work.karmada.io/conflict-resolution";

    /// <summary>On a manifest: the uid of its template.</summary>
    public const string ResourceTemplateUid = "resourcetemplate.karmada.io/uid";

    /// <summary>On a manifest: the generation of its template.</summary>
    public const string ResourceTemplateGeneration = "resourcetemplate.karmada.io/generation";

    /// <summary>On a manifest: the keys of the labels that come from the hub, sorted, separated by commas.</summary>
    public const string ManagedLabels = "resourcetemplate.karmada.io/managed-labels";

    /// <summary>On a manifest: the keys of the annotations that come from the hub, sorted, separated by commas.</summary>
    public const string ManagedAnnotations = "resourcetemplate.karmada.io/managed-annotations";

    /// <summary>On what is made for a MultiClusterService: its name.</summary>
    public const string MultiClusterServiceName = "multiclusterservice.karmada.io/name";

    /// <summary>On what is made for a MultiClusterService: its namespace.</summary>
    public const string MultiClusterServiceNamespace = "multiclusterservice.karmada.io/namespace";

    /// <summary>On a dispatched EndpointSlice: the cluster that it comes from.</summary>
    public const string EndpointSliceProvisionCluster = "endpointslice.karmada.io/provision-cluster";

    /// <summary>On an object that a search answers with: the cluster that it comes from.</summary>
    public const string CachedFromCluster = "resource.karmada.io/cached-from-cluster";

    /// <summary>On an object that a metrics query answers with: the cluster that it comes from.</summary>
    public const string QueryFromCluster = "resource.karmada.io/query-from-cluster";

    /// <summary>The values that <see cref="ConflictResolution"/> has on Works and manifests.</summary>
    public static class ConflictResolutionValues
    {
        /// <summary>Foreign objects are left alone.</summary>
        public const string Abort = "abort";

        /// <summary>Foreign objects are taken over.</summary>
        public const string Overwrite = "overwrite";
    }
}
