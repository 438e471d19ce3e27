namespace Pangea.Fleet.Api;

/// <summary>Lets requests from outside into Services of several clusters. A controller of the platform serves it.</summary>
[ApiKind(
    "networking.karmada.io",
    "v1alpha1",
    "multiclusteringresses",
    Namespaced = true,
    ShortNames = "mci",
    Categories = "karmada-io"
)]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record MultiClusterIngress
{
    /// <summary>The rules, as of an Ingress.</summary>
    public IngressSpec Spec { get; init; } = new();

    /// <summary>What became of it.</summary>
    public MultiClusterIngressStatus Status { get; init; } = new();
}

/// <summary>The rules of an Ingress.</summary>
[ApiType]
public sealed partial record IngressSpec
{
    /// <summary>The class that says which controller serves it.</summary>
    public string IngressClassName { get; init; } = "";

    /// <summary>Where requests go that no rule takes.</summary>
    public IngressBackend? DefaultBackend { get; init; }

    /// <summary>Certificates by host.</summary>
    [ListType("atomic")]
    public IReadOnlyList<IngressTls> Tls { get; init; } = [];

    /// <summary>Where requests go, by host.</summary>
    [ListType("atomic")]
    public IReadOnlyList<IngressRule> Rules { get; init; } = [];
}

/// <summary>Where requests go: to a Service or to another resource.</summary>
[ApiType]
public sealed partial record IngressBackend
{
    /// <summary>The Service. Excludes resource.</summary>
    public IngressServiceBackend? Service { get; init; }

    /// <summary>Another object of the namespace. Excludes service.</summary>
    public TypedLocalObjectReference? Resource { get; init; }
}

/// <summary>A Service and its port.</summary>
[ApiType]
public sealed partial record IngressServiceBackend
{
    /// <summary>The Service's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The Service's port.</summary>
    public ServiceBackendPort Port { get; init; } = new();
}

/// <summary>A port by name or by number.</summary>
[ApiType(Atomic = true)]
public sealed partial record ServiceBackendPort
{
    /// <summary>The port's name. Excludes number.</summary>
    public string Name { get; init; } = "";

    /// <summary>The port's number. Excludes name.</summary>
    public int Number { get; init; }
}

/// <summary>Points at an object of the same namespace.</summary>
[ApiType(Atomic = true)]
public sealed partial record TypedLocalObjectReference
{
    /// <summary>API group; empty for the core group.</summary>
    public string ApiGroup { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Name.</summary>
    [Required]
    public string Name { get; init; } = "";
}

/// <summary>A certificate for some hosts.</summary>
[ApiType]
public sealed partial record IngressTls
{
    /// <summary>The hosts.</summary>
    [ListType("atomic")]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The Secret with certificate and key.</summary>
    public string SecretName { get; init; } = "";
}

/// <summary>Where requests for one host go.</summary>
[ApiType]
public sealed partial record IngressRule
{
    /// <summary>The host; all when empty. May begin with *.</summary>
    public string Host { get; init; } = "";

    /// <summary>Where requests go, by path.</summary>
    public HttpIngressRuleValue? Http { get; init; }
}

/// <summary>Where requests go, by path.</summary>
[ApiType]
public sealed partial record HttpIngressRuleValue
{
    /// <summary>The paths.</summary>
    [Required, ListType("atomic")]
    public IReadOnlyList<HttpIngressPath> Paths { get; init; } = [];
}

/// <summary>Where requests for one path go.</summary>
[ApiType]
public sealed partial record HttpIngressPath
{
    /// <summary>The path; begins with /.</summary>
    public string Path { get; init; } = "";

    /// <summary>Exact, Prefix or ImplementationSpecific.</summary>
    [Required]
    public string PathType { get; init; } = "";

    /// <summary>Where they go.</summary>
    [Required]
    public IngressBackend Backend { get; init; } = new();
}

/// <summary>What became of a multi-cluster Ingress.</summary>
[ApiType]
public sealed partial record MultiClusterIngressStatus
{
    /// <summary>Where the load balancer is.</summary>
    public LoadBalancerStatus LoadBalancer { get; init; } = new();

    /// <summary>Clusters that get no requests at present.</summary>
    public IReadOnlyList<string> TrafficBlockClusters { get; init; } = [];

    /// <summary>Where the Services behind it are.</summary>
    public IReadOnlyList<ServiceLocation> ServiceLocations { get; init; } = [];
}

/// <summary>The clusters that have a Service.</summary>
[ApiType]
public sealed partial record ServiceLocation
{
    /// <summary>The Service's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The clusters.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];
}
