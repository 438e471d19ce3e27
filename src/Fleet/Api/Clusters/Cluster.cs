using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>A member cluster: how it is reached, what it is, how it does.</summary>
[ApiKind("cluster.karmada.io", "v1alpha1", "clusters", Native = true)]
[PrintedColumn("Version", ".status.kubernetesVersion")]
[PrintedColumn("Mode", ".spec.syncMode")]
[PrintedColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
[PrintedColumn("Zones", ".spec.zones[*]", Priority = 1)]
[PrintedColumn("Region", ".spec.region", Priority = 1)]
[PrintedColumn("Provider", ".spec.provider", Priority = 1)]
[PrintedColumn("API-Endpoint", ".spec.apiEndpoint", Priority = 1)]
[PrintedColumn("Proxy-URL", ".spec.proxyURL", Priority = 1)]
public sealed partial record Cluster
{
    /// <summary>How the cluster is reached and what it is.</summary>
    [Required]
    public ClusterSpec Spec { get; init; } = new();

    /// <summary>How the cluster does.</summary>
    public ClusterStatus Status { get; init; } = new();
}

/// <summary>How a member cluster is reached and what it is.</summary>
[ApiType]
public sealed partial record ClusterSpec
{
    /// <summary>
    /// What tells the cluster from all others: its clusterset id, else the uid of its namespace kube-system. A cluster cannot
    /// join twice.
    /// </summary>
    [Bounds(MaxLength = 128000)]
    public string Id { get; init; } = "";

    /// <summary>Push: the hub connects to the cluster. Pull: an agent in the cluster connects to the hub.</summary>
    [Required, Allowed(SyncModes.Push, SyncModes.Pull)]
    public string SyncMode { get; init; } = "";

    /// <summary>The URL of the cluster's API server.</summary>
    public string ApiEndpoint { get; init; } = "";

    /// <summary>The Secret with the credentials for the cluster: keys token and caBundle.</summary>
    public LocalSecretReference? SecretRef { get; init; }

    /// <summary>The Secret with the token that may impersonate users in the cluster: key token.</summary>
    public LocalSecretReference? ImpersonatorSecretRef { get; init; }

    /// <summary>Whether the certificate of the cluster's API server goes unchecked. Default false.</summary>
    [JsonName("insecureSkipTLSVerification")]
    public bool InsecureSkipTlsVerification { get; init; }

    /// <summary>The proxy on the way to the cluster: http, https or socks5.</summary>
    [JsonName("proxyURL")]
    public string ProxyUrl { get; init; } = "";

    /// <summary>Headers for the proxy; several values of one header are separated by commas.</summary>
    [Texts]
    public MapValue ProxyHeader { get; init; } = MapValue.Empty;

    /// <summary>The cluster's cloud provider.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The cluster's region.</summary>
    public string Region { get; init; } = "";

    /// <summary>Deprecated: use zones.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The zones of the cluster's nodes.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Taints; what does not tolerate them stays away.</summary>
    public IReadOnlyList<Taint> Taints { get; init; } = [];

    /// <summary>Sizes of nodes into which the cluster's free capacity is counted; nine are set when there are none.</summary>
    public IReadOnlyList<ResourceModel> ResourceModels { get; init; } = [];
}

/// <summary>Values of <see cref="ClusterSpec.SyncMode"/>.</summary>
public static class SyncModes
{
    /// <summary>The hub connects to the cluster.</summary>
    public const string Push = "Push";

    /// <summary>The cluster's agent connects to the hub.</summary>
    public const string Pull = "Pull";
}

/// <summary>Points at a Secret.</summary>
[ApiType]
public sealed partial record LocalSecretReference
{
    /// <summary>The Secret's namespace.</summary>
    [Required]
    public string Namespace { get; init; } = "";

    /// <summary>The Secret's name.</summary>
    [Required]
    public string Name { get; init; } = "";
}

/// <summary>One size of nodes.</summary>
[ApiType]
public sealed partial record ResourceModel
{
    /// <summary>The size's rank; greater is bigger.</summary>
    [Required]
    public int Grade { get; init; }

    /// <summary>What a node of this size has free of each resource.</summary>
    [Required]
    public IReadOnlyList<ResourceModelRange> Ranges { get; init; } = [];
}

/// <summary>Bounds of one resource.</summary>
[ApiType]
public sealed partial record ResourceModelRange
{
    /// <summary>The resource.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The least, itself included.</summary>
    [Required]
    public Quantity Min { get; init; }

    /// <summary>The most, itself excluded.</summary>
    [Required]
    public Quantity Max { get; init; }
}

/// <summary>How a member cluster does.</summary>
[ApiType]
public sealed partial record ClusterStatus
{
    /// <summary>The version of its API server.</summary>
    public string KubernetesVersion { get; init; } = "";

    /// <summary>The resources that it serves.</summary>
    public IReadOnlyList<ApiEnablement> ApiEnablements { get; init; } = [];

    /// <summary>Ready, CompleteAPIEnablements and what others report.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Its nodes.</summary>
    public NodeSummary? NodeSummary { get; init; }

    /// <summary>Its capacity.</summary>
    public ResourceSummary? ResourceSummary { get; init; }

    /// <summary>What remedies ask to be done for it.</summary>
    public IReadOnlyList<string> RemedyActions { get; init; } = [];
}

/// <summary>Resources of one API group and version.</summary>
[ApiType]
public sealed partial record ApiEnablement
{
    /// <summary>Group and version.</summary>
    [Required]
    public string GroupVersion { get; init; } = "";

    /// <summary>The resources.</summary>
    public IReadOnlyList<ApiResourceName> Resources { get; init; } = [];
}

/// <summary>One resource.</summary>
[ApiType]
public sealed partial record ApiResourceName
{
    /// <summary>Plural name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";
}

/// <summary>How many nodes there are.</summary>
[ApiType]
public sealed partial record NodeSummary
{
    /// <summary>All nodes.</summary>
    public int TotalNum { get; init; }

    /// <summary>Ready nodes.</summary>
    public int ReadyNum { get; init; }
}

/// <summary>What capacity there is, and what is left of it.</summary>
[ApiType]
public sealed partial record ResourceSummary
{
    /// <summary>What the nodes offer together.</summary>
    public ResourceList Allocatable { get; init; } = ResourceList.Empty;

    /// <summary>What pods without a node ask for.</summary>
    public ResourceList Allocating { get; init; } = ResourceList.Empty;

    /// <summary>What pods on nodes ask for.</summary>
    public ResourceList Allocated { get; init; } = ResourceList.Empty;

    /// <summary>How many nodes have so much left, by size.</summary>
    public IReadOnlyList<AllocatableModeling> AllocatableModelings { get; init; } = [];
}

/// <summary>How many nodes are of one size by what they have left.</summary>
[ApiType]
public sealed partial record AllocatableModeling
{
    /// <summary>The size: the grade of the resource model.</summary>
    [Required]
    public int Grade { get; init; }

    /// <summary>How many nodes.</summary>
    [Required]
    public int Count { get; init; }
}
