using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>What one cluster is to have: it lies in the cluster's execution namespace, where the cluster's agent finds it.</summary>
[ApiKind("work.karmada.io", "v1alpha1", "works", Namespaced = true, ShortNames = "wk", Categories = "karmada-io")]
[PrintedColumn("Workload-Kind", ".spec.workload.manifests[*].kind")]
[PrintedColumn("Applied", ".status.conditions[?(@.type==\"Applied\")].status")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record Work
{
    /// <summary>What is to be there.</summary>
    [Required]
    public WorkSpec Spec { get; init; } = new();

    /// <summary>What is there.</summary>
    public WorkStatus Status { get; init; } = new();
}

/// <summary>What a cluster is to have.</summary>
[ApiType]
public sealed partial record WorkSpec
{
    /// <summary>The objects.</summary>
    public WorkloadTemplate Workload { get; init; } = new();

    /// <summary>True stops changes from reaching the cluster; what is there stays.</summary>
    public bool? SuspendDispatching { get; init; }

    /// <summary>Whether the objects stay in the cluster when the Work is deleted.</summary>
    public bool? PreserveResourcesOnDeletion { get; init; }
}

/// <summary>Objects for a cluster.</summary>
[ApiType]
public sealed partial record WorkloadTemplate
{
    /// <summary>The objects; in practice one.</summary>
    [EmbeddedResource]
    public IReadOnlyList<MapValue> Manifests { get; init; } = [];
}

/// <summary>What became of a Work.</summary>
[ApiType]
public sealed partial record WorkStatus
{
    /// <summary>Applied and Dispatching.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The state of each object in the cluster.</summary>
    public IReadOnlyList<ManifestStatus> ManifestStatuses { get; init; } = [];
}

/// <summary>The state of one object in the cluster.</summary>
[ApiType]
public sealed partial record ManifestStatus
{
    /// <summary>Which object.</summary>
    [Required]
    public ResourceIdentifier Identifier { get; init; } = new();

    /// <summary>The status that the object has there.</summary>
    public MapValue? Status { get; init; }

    /// <summary>Healthy, Unhealthy or Unknown.</summary>
    [Allowed(ResourceHealths.Healthy, ResourceHealths.Unhealthy, ResourceHealths.Unknown)]
    public string Health { get; init; } = "";
}

/// <summary>Says which object of a Work is meant.</summary>
[ApiType]
public sealed partial record ResourceIdentifier
{
    /// <summary>The object's place in the list of manifests.</summary>
    [Required]
    public int Ordinal { get; init; }

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    [Required]
    public string Version { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Plural resource name; the original leaves it empty.</summary>
    [Required]
    public string Resource { get; init; } = "";

    /// <summary>Namespace; empty for an object without.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name.</summary>
    [Required]
    public string Name { get; init; } = "";
}
