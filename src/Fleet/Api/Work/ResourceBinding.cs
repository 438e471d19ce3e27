using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Binds a resource of a namespace to the clusters that run it.</summary>
[ApiKind(
    "work.karmada.io",
    "v1alpha2",
    "resourcebindings",
    Namespaced = true,
    ShortNames = "rb",
    Categories = "karmada-io"
)]
[PrintedColumn("Scheduled", ".status.conditions[?(@.type==\"Scheduled\")].status")]
[PrintedColumn("FullyApplied", ".status.conditions[?(@.type==\"FullyApplied\")].status")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ResourceBinding
{
    /// <summary>What is to be where.</summary>
    [Required]
    public ResourceBindingSpec Spec { get; init; } = new();

    /// <summary>What is where.</summary>
    public ResourceBindingStatus Status { get; init; } = new();
}

/// <summary>Binds a resource without a namespace to the clusters that have it.</summary>
[ApiKind("work.karmada.io", "v1alpha2", "clusterresourcebindings", ShortNames = "crb", Categories = "karmada-io")]
[PrintedColumn("Scheduled", ".status.conditions[?(@.type==\"Scheduled\")].status")]
[PrintedColumn("FullyApplied", ".status.conditions[?(@.type==\"FullyApplied\")].status")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ClusterResourceBinding
{
    /// <summary>What is to be where.</summary>
    [Required]
    public ResourceBindingSpec Spec { get; init; } = new();

    /// <summary>What is where.</summary>
    public ResourceBindingStatus Status { get; init; } = new();
}

/// <summary>What a binding asks for: the detector copies it from resource and policy, the scheduler adds the clusters.</summary>
[ApiType]
public sealed partial record ResourceBindingSpec
{
    /// <summary>The resource.</summary>
    [Required]
    public ObjectReference Resource { get; init; } = new();

    /// <summary>Whether what the resource refers to goes along; from the policy.</summary>
    public bool PropagateDeps { get; init; }

    /// <summary>What one replica needs.</summary>
    public ReplicaRequirements? ReplicaRequirements { get; init; }

    /// <summary>How many replicas the resource asks for.</summary>
    public int Replicas { get; init; }

    /// <summary>The pod templates of a workload that has several.</summary>
    public IReadOnlyList<Component> Components { get; init; } = [];

    /// <summary>The clusters that the scheduler chose.</summary>
    public IReadOnlyList<TargetCluster> Clusters { get; init; } = [];

    /// <summary>Where the resource may go; from the policy.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Clusters that the resource is leaving.</summary>
    public IReadOnlyList<GracefulEvictionTask> GracefulEvictionTasks { get; init; } = [];

    /// <summary>Bindings whose resources refer to this one: it goes where they go.</summary>
    public IReadOnlyList<BindingSnapshot> RequiredBy { get; init; } = [];

    /// <summary>The scheduler that places the resource; from the policy.</summary>
    public string SchedulerName { get; init; } = "";

    /// <summary>What to do on failures; from the policy.</summary>
    public FailoverBehavior? Failover { get; init; }

    /// <summary>What to do with objects that are there already; from the policy.</summary>
    [Default("\"Abort\""), Allowed(ConflictResolutions.Abort, ConflictResolutions.Overwrite)]
    public string ConflictResolution { get; init; } = "";

    /// <summary>When a fresh placement was last asked for; it happens when this is later than status.lastScheduledTime.</summary>
    public DateTimeOffset? RescheduleTriggeredAt { get; init; }

    /// <summary>What is held back; from the policy.</summary>
    public BindingSuspension? Suspension { get; init; }

    /// <summary>Whether the objects in the members stay when the resource is deleted; from the policy.</summary>
    public bool? PreserveResourcesOnDeletion { get; init; }

    /// <summary>How early the resource is scheduled among those that wait.</summary>
    public BindingSchedulePriority? SchedulePriority { get; init; }

    /// <summary>The groups of workloads that the resource belongs to by the policy's workloadAffinity.</summary>
    public WorkloadAffinityGroups? WorkloadAffinityGroups { get; init; }

    /// <summary>Whether a cluster is one of the targets.</summary>
    public bool Targets(string cluster)
    {
        foreach (var target in Clusters)
        {
            if (target.Name == cluster)
                return true;
        }
        return false;
    }

    /// <summary>How many replicas a cluster was given; 0 when it is no target.</summary>
    public int ReplicasIn(string cluster)
    {
        foreach (var target in Clusters)
        {
            if (target.Name == cluster)
                return target.Replicas;
        }
        return 0;
    }
}

/// <summary>Points at an object.</summary>
[ApiType]
public sealed partial record ObjectReference
{
    /// <summary>The object's apiVersion.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>The object's kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>The object's namespace; empty for one without.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The object's uid.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The object's resourceVersion when the reference was made.</summary>
    public string ResourceVersion { get; init; } = "";
}

/// <summary>What one replica needs.</summary>
[ApiType]
public sealed partial record ReplicaRequirements
{
    /// <summary>What it needs of the node.</summary>
    public NodeClaim? NodeClaim { get; init; }

    /// <summary>The resources that it requests.</summary>
    public ResourceList ResourceRequest { get; init; } = ResourceList.Empty;

    /// <summary>The namespace whose quota it counts against.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Its priority class.</summary>
    public string PriorityClassName { get; init; } = "";
}

/// <summary>What a replica needs of its node.</summary>
[ApiType]
public sealed partial record NodeClaim
{
    /// <summary>The nodes that it must run on: the pod's required node affinity.</summary>
    public NodeSelector? HardNodeAffinity { get; init; }

    /// <summary>Labels that the node must have.</summary>
    [Texts]
    public MapValue NodeSelector { get; init; } = MapValue.Empty;

    /// <summary>Taints of nodes that do not keep it away.</summary>
    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];
}

/// <summary>One pod template of a workload that has several.</summary>
[ApiType]
public sealed partial record Component
{
    /// <summary>The template's name in the workload.</summary>
    [Required, Bounds(MaxLength = 32)]
    public string Name { get; init; } = "";

    /// <summary>How many replicas it asks for.</summary>
    [Required]
    public int Replicas { get; init; }

    /// <summary>What one replica needs.</summary>
    public ReplicaRequirements? ReplicaRequirements { get; init; }
}

/// <summary>A cluster and what it runs.</summary>
[ApiType]
public sealed partial record TargetCluster
{
    /// <summary>The cluster's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>How many replicas it runs.</summary>
    public int Replicas { get; init; }

    /// <summary>How many replicas of each pod template it runs, for a workload that has several.</summary>
    public IReadOnlyList<TargetComponent> Components { get; init; } = [];
}

/// <summary>How many replicas of a pod template a cluster runs.</summary>
[ApiType]
public sealed partial record TargetComponent
{
    /// <summary>The template's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>How many replicas.</summary>
    [Required]
    public int Replicas { get; init; }
}

/// <summary>A resource on its way out of a cluster.</summary>
[ApiType]
public sealed partial record GracefulEvictionTask
{
    /// <summary>The cluster that it leaves.</summary>
    [Required]
    public string FromCluster { get; init; } = "";

    /// <summary>Directly removes it before its replacement starts, Gracefully when the replacement is healthy.</summary>
    [Allowed(PurgeModes.Directly, PurgeModes.Gracefully)]
    public string PurgeMode { get; init; } = "";

    /// <summary>How many replicas leave.</summary>
    public int? Replicas { get; init; }

    /// <summary>Why, as one word in CamelCase.</summary>
    [Required, Bounds(MinLength = 1, MaxLength = 32, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public string Reason { get; init; } = "";

    /// <summary>Why, for a person to read.</summary>
    [Bounds(MaxLength = 1024)]
    public string Message { get; init; } = "";

    /// <summary>Who asked for it.</summary>
    [Required]
    public string Producer { get; init; } = "";

    /// <summary>How long to wait for the replacement at most, in seconds. Excludes suppressDeletion.</summary>
    public int? GracePeriodSeconds { get; init; }

    /// <summary>True keeps the old one until somebody says otherwise, false removes it now. Excludes gracePeriodSeconds.</summary>
    public bool? SuppressDeletion { get; init; }

    /// <summary>State of the old one that the new one gets as labels.</summary>
    [Texts]
    public MapValue PreservedLabelState { get; init; } = MapValue.Empty;

    /// <summary>When the task was made.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>The clusters that ran the resource before.</summary>
    public IReadOnlyList<string> ClustersBeforeFailover { get; init; } = [];
}

/// <summary>A binding as another binding last saw it.</summary>
[ApiType]
public sealed partial record BindingSnapshot
{
    /// <summary>The binding's namespace; empty for a ClusterResourceBinding.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The binding's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The clusters that it was scheduled to.</summary>
    public IReadOnlyList<TargetCluster> Clusters { get; init; } = [];
}

/// <summary>What is held back for a binding.</summary>
[ApiType]
public sealed partial record BindingSuspension
{
    /// <summary>True holds back all clusters.</summary>
    public bool? Dispatching { get; init; }

    /// <summary>Holds back some clusters.</summary>
    public SuspendClusters? DispatchingOnClusters { get; init; }

    /// <summary>True holds back scheduling.</summary>
    public bool? Scheduling { get; init; }
}

/// <summary>How early a binding is scheduled.</summary>
[ApiType]
public sealed partial record BindingSchedulePriority
{
    /// <summary>Greater is earlier.</summary>
    public int Priority { get; init; }
}

/// <summary>The groups that a workload belongs to, as <c>key=value</c> of its label.</summary>
[ApiType]
public sealed partial record WorkloadAffinityGroups
{
    /// <summary>The group it must be together with.</summary>
    public string AffinityGroup { get; init; } = "";

    /// <summary>The group it must be apart from.</summary>
    public string AntiAffinityGroup { get; init; } = "";
}

/// <summary>What became of a binding.</summary>
[ApiType]
public sealed partial record ResourceBindingStatus
{
    /// <summary>The generation that the scheduler last looked at.</summary>
    public long SchedulerObservedGeneration { get; init; }

    /// <summary>The affinity term that the present placement rests on.</summary>
    [JsonName("schedulerObservingAffinityName")]
    public string SchedulerObservedAffinityName { get; init; } = "";

    /// <summary>When the resource was last scheduled.</summary>
    public DateTimeOffset? LastScheduledTime { get; init; }

    /// <summary>Scheduled and FullyApplied.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The state in each cluster.</summary>
    public IReadOnlyList<AggregatedStatusItem> AggregatedStatus { get; init; } = [];
}

/// <summary>The state of a resource in one cluster.</summary>
[ApiType]
public sealed partial record AggregatedStatusItem
{
    /// <summary>The cluster.</summary>
    [Required]
    public string ClusterName { get; init; } = "";

    /// <summary>The status that the object has there.</summary>
    public MapValue? Status { get; init; }

    /// <summary>Whether the object could be written there.</summary>
    public bool Applied { get; init; }

    /// <summary>Why it could not.</summary>
    public string AppliedMessage { get; init; } = "";

    /// <summary>Healthy, Unhealthy or Unknown.</summary>
    [Allowed(ResourceHealths.Healthy, ResourceHealths.Unhealthy, ResourceHealths.Unknown)]
    public string Health { get; init; } = "";
}

/// <summary>Whether an object does what it is for.</summary>
public static class ResourceHealths
{
    /// <summary>It does.</summary>
    public const string Healthy = "Healthy";

    /// <summary>It does not.</summary>
    public const string Unhealthy = "Unhealthy";

    /// <summary>Nobody knows yet.</summary>
    public const string Unknown = "Unknown";
}
