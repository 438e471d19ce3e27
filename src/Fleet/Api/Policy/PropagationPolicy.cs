namespace Pangea.Fleet.Api;

/// <summary>Says which resources of its namespace go to which clusters, and how their replicas are spread there.</summary>
[ApiKind(
    "policy.karmada.io",
    "v1alpha1",
    "propagationpolicies",
    Namespaced = true,
    ShortNames = "pp",
    Categories = "karmada-io"
)]
[PrintedColumn("CONFLICT-RESOLUTION", ".spec.conflictResolution")]
[PrintedColumn("PRIORITY", ".spec.priority")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record PropagationPolicy
{
    /// <summary>What the policy asks for.</summary>
    [Required]
    public PropagationSpec Spec { get; init; } = new();
}

/// <summary>Says which resources, of the whole fleet or of any namespace, go to which clusters.</summary>
[ApiKind("policy.karmada.io", "v1alpha1", "clusterpropagationpolicies", ShortNames = "cpp", Categories = "karmada-io")]
[PrintedColumn("CONFLICT-RESOLUTION", ".spec.conflictResolution")]
[PrintedColumn("PRIORITY", ".spec.priority")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ClusterPropagationPolicy
{
    /// <summary>What the policy asks for.</summary>
    [Required]
    public PropagationSpec Spec { get; init; } = new();
}

/// <summary>What a propagation policy asks for.</summary>
[ApiType]
public sealed partial record PropagationSpec
{
    /// <summary>
    /// The resources that the policy is for: each that one of the selectors takes. At least one selector is needed, so that
    /// nothing (a Secret, say) is propagated by accident.
    /// </summary>
    [Required, Bounds(MinItems = 1)]
    public IReadOnlyList<ResourceSelector> ResourceSelectors { get; init; } = [];

    /// <summary>Deprecated and without effect: use propagateDeps.</summary>
    public bool Association { get; init; }

    /// <summary>
    /// Whether what a resource refers to (ConfigMaps, Secrets, service accounts, volume claims, …) goes along with it. Default
    /// false.
    /// </summary>
    public bool PropagateDeps { get; init; }

    /// <summary>Where the resources go.</summary>
    public Placement Placement { get; init; } = new();

    /// <summary>
    /// Of several policies that fit a resource the one with the highest priority takes it; of equal ones, the one whose
    /// selector is the more precise (name, then labelSelector, then kind alone); of these, the first by name. A resource stays
    /// with the policy that took it, unless preemption says otherwise.
    /// </summary>
    [Default("0")]
    public int? Priority { get; init; }

    /// <summary>Whether the policy takes resources over from policies of lower priority: Always or Never.</summary>
    [Default("\"Never\""), Allowed(Preemptions.Always, Preemptions.Never)]
    public string Preemption { get; init; } = "";

    /// <summary>
    /// Names of override policies that must exist before this policy takes effect: OverridePolicies of the namespace, or
    /// ClusterOverridePolicies for a ClusterPropagationPolicy. Others that fit are applied too.
    /// </summary>
    public IReadOnlyList<string> DependentOverrides { get; init; } = [];

    /// <summary>The scheduler that places the resources. Cannot be changed.</summary>
    [Default("\"default-scheduler\"")]
    public string SchedulerName { get; init; } = "";

    /// <summary>What to do when the application or its cluster fails; nothing when absent.</summary>
    public FailoverBehavior? Failover { get; init; }

    /// <summary>
    /// What to do when the target cluster already has an object of that name which is not managed from here: Abort leaves
    /// it alone and reports the conflict, Overwrite takes it over.
    /// </summary>
    [Default("\"Abort\""), Allowed(ConflictResolutions.Abort, ConflictResolutions.Overwrite)]
    public string ConflictResolution { get; init; } = "";

    /// <summary>
    /// Lazy: a change of this policy reaches a resource only when the resource itself changes next. Empty: it reaches all at
    /// once.
    /// </summary>
    [Allowed(ActivationPreferences.Lazy)]
    public string ActivationPreference { get; init; } = "";

    /// <summary>Holds back parts of the propagation; nothing is held back when absent.</summary>
    public Suspension? Suspension { get; init; }

    /// <summary>
    /// Whether the objects in the member clusters stay when the resource is deleted here. Deleting the policy never deletes
    /// anything in the members.
    /// </summary>
    public bool? PreserveResourcesOnDeletion { get; init; }

    /// <summary>Which of many waiting resources is scheduled first.</summary>
    public SchedulePriority? SchedulePriority { get; init; }
}

/// <summary>Takes resources by kind, and by name or labels.</summary>
[ApiType]
public sealed partial record ResourceSelector
{
    /// <summary>The apiVersion of the resources.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>The kind of the resources.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>
    /// The namespace of the resources. In a namespaced policy it is the policy's own; empty in a cluster-wide policy takes
    /// all namespaces.
    /// </summary>
    public string Namespace { get; init; } = "";

    /// <summary>The name of the resource; empty takes all names.</summary>
    public string Name { get; init; } = "";

    /// <summary>The labels of the resources; ignored when a name is given.</summary>
    public LabelSelectorSpec? LabelSelector { get; init; }
}

/// <summary>Which parts of the propagation are held back.</summary>
[ApiType]
public sealed partial record Suspension
{
    /// <summary>True holds back all clusters; what runs there stays as it is. Excludes dispatchingOnClusters.</summary>
    public bool? Dispatching { get; init; }

    /// <summary>Holds back some clusters. Excludes dispatching.</summary>
    public SuspendClusters? DispatchingOnClusters { get; init; }
}

/// <summary>The clusters that are held back.</summary>
[ApiType]
public sealed partial record SuspendClusters
{
    /// <summary>Names of the clusters.</summary>
    public IReadOnlyList<string> ClusterNames { get; init; } = [];
}

/// <summary>Where the scheduling priority comes from.</summary>
[ApiType]
public sealed partial record SchedulePriority
{
    /// <summary>KubePriorityClass: a PriorityClass of the hub.</summary>
    [Required, Allowed(PriorityClassSources.KubePriorityClass)]
    public string PriorityClassSource { get; init; } = "";

    /// <summary>The name of the priority class.</summary>
    [Required]
    public string PriorityClassName { get; init; } = "";
}

/// <summary>Values of <see cref="PropagationSpec.Preemption"/>.</summary>
public static class Preemptions
{
    /// <summary>Takes resources over.</summary>
    public const string Always = "Always";

    /// <summary>Takes only what nobody has.</summary>
    public const string Never = "Never";
}

/// <summary>Values of <see cref="PropagationSpec.ConflictResolution"/>.</summary>
public static class ConflictResolutions
{
    /// <summary>Leaves foreign objects alone.</summary>
    public const string Abort = "Abort";

    /// <summary>Takes foreign objects over.</summary>
    public const string Overwrite = "Overwrite";
}

/// <summary>Values of <see cref="PropagationSpec.ActivationPreference"/>.</summary>
public static class ActivationPreferences
{
    /// <summary>Policy changes wait for the next change of the resource.</summary>
    public const string Lazy = "Lazy";
}

/// <summary>Values of <see cref="SchedulePriority.PriorityClassSource"/>.</summary>
public static class PriorityClassSources
{
    /// <summary>A PriorityClass of the hub.</summary>
    public const string KubePriorityClass = "KubePriorityClass";
}
