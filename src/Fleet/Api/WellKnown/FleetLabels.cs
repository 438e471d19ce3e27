namespace Pangea.Fleet.Api;

/// <summary>Label keys of the Karmada API, one place for all of them.</summary>
public static class FleetLabels
{
    /// <summary>On a PropagationPolicy its permanent id; on templates, bindings and member objects that of the policy that has them.</summary>
    public const string PropagationPolicyPermanentId = "propagationpolicy.karmada.io/permanent-id";

    /// <summary>The same for a ClusterPropagationPolicy.</summary>
    public const string ClusterPropagationPolicyPermanentId = "clusterpropagationpolicy.karmada.io/permanent-id";

    /// <summary>On a ResourceBinding, its Works and member objects: the binding's permanent id.</summary>
    public const string ResourceBindingPermanentId = "resourcebinding.karmada.io/permanent-id";

    /// <summary>The same for a ClusterResourceBinding.</summary>
    public const string ClusterResourceBindingPermanentId = "clusterresourcebinding.karmada.io/permanent-id";

    /// <summary>On a Work and its member objects: the Work's permanent id.</summary>
    public const string WorkPermanentId = "work.karmada.io/permanent-id";

    /// <summary>On a MultiClusterService and what is made for it: its permanent id.</summary>
    public const string MultiClusterServicePermanentId = "multiclusterservice.karmada.io/permanent-id";

    /// <summary>Prefix of the label on an attached binding that names, by permanent id, a binding that needs it.</summary>
    public const string DependedByPrefix = "resourcebinding.karmada.io/depended-by-";

    /// <summary>On a binding that no policy made: who made it.</summary>
    public const string BindingManagedBy = "binding.karmada.io/managed-by";

    /// <summary>On a template that the detector leaves alone: the kind that has it.</summary>
    public const string ResourceTemplateClaimedBy = "resourcetemplate.karmada.io/claimed-by";

    /// <summary>On any object, with value <c>Always</c>: it cannot be deleted.</summary>
    public const string DeletionProtection = "resourcetemplate.karmada.io/deletion-protected";

    /// <summary>On a template, with value <c>true</c>: the member's number of replicas is kept.</summary>
    public const string RetainReplicas = "resourcetemplate.karmada.io/retain-replicas";

    /// <summary>On a member object, with value <c>true</c>: it is managed from the hub.</summary>
    public const string Managed = "karmada.io/managed";

    /// <summary>On an object, with value <c>true</c>: it belongs to the system itself.</summary>
    public const string System = "karmada.io/system";

    /// <summary>On a namespace, with value <c>true</c>: it is not created in the members.</summary>
    public const string SkipNamespacePropagation = "namespace.karmada.io/skip-auto-propagation";

    /// <summary>On a collected EndpointSlice's Work: the slice's Service.</summary>
    public const string EndpointSliceName = "endpointslice.karmada.io/name";

    /// <summary>On a collected EndpointSlice's Work: the slice's namespace.</summary>
    public const string EndpointSliceNamespace = "endpointslice.karmada.io/namespace";

    /// <summary>On a collected EndpointSlice's Work: who collected it.</summary>
    public const string EndpointSliceManagedBy = "endpointslice.karmada.io/managed-by";

    /// <summary>On what is made for a MultiClusterService: its name.</summary>
    public const string MultiClusterServiceName = "multiclusterservice.karmada.io/name";

    /// <summary>On what is made for a MultiClusterService: its namespace.</summary>
    public const string MultiClusterServiceNamespace = "multiclusterservice.karmada.io/namespace";

    /// <summary>On what is made for a FederatedResourceQuota: its name.</summary>
    public const string FederatedResourceQuotaName = "federatedresourcequota.karmada.io/name";

    /// <summary>On what is made for a FederatedResourceQuota: its namespace.</summary>
    public const string FederatedResourceQuotaNamespace = "federatedresourcequota.karmada.io/namespace";

    /// <summary>On objects that bring the control plane up.</summary>
    public const string Bootstrapping = "karmada.io/bootstrapping";

    /// <summary>The value <c>true</c>.</summary>
    public const string True = "true";

    /// <summary>The value of <see cref="DeletionProtection"/> that protects.</summary>
    public const string DeletionProtectionAlways = "Always";
}
