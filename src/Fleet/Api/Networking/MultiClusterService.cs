namespace Pangea.Fleet.Api;

/// <summary>Makes a Service of some clusters reachable from others under the same name.</summary>
[ApiKind(
    "networking.karmada.io",
    "v1alpha1",
    "multiclusterservices",
    Namespaced = true,
    ShortNames = "mcs",
    Categories = "karmada-io"
)]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record MultiClusterService
{
    /// <summary>Which Service, from where to where.</summary>
    [Required]
    public MultiClusterServiceSpec Spec { get; init; } = new();

    /// <summary>What became of it.</summary>
    public ServiceStatus Status { get; init; } = new();
}

/// <summary>Which Service is shown from where to where.</summary>
[ApiType]
public sealed partial record MultiClusterServiceSpec
{
    /// <summary>How it is shown: CrossCluster (inside the fleet) or LoadBalancer (to the outside). One of them; cannot be changed.</summary>
    [Required]
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The ports; all of the Service when there are none.</summary>
    public IReadOnlyList<ExposurePort> Ports { get; init; } = [];

    /// <summary>Deprecated: use providerClusters and consumerClusters.</summary>
    public ExposureRange Range { get; init; } = new();

    /// <summary>Deprecated: use providerClusters.</summary>
    public IReadOnlyList<string> ServiceProvisionClusters { get; init; } = [];

    /// <summary>Deprecated: use consumerClusters.</summary>
    public IReadOnlyList<string> ServiceConsumptionClusters { get; init; } = [];

    /// <summary>The clusters whose endpoints serve; all that have them when there are none.</summary>
    public IReadOnlyList<ClusterSelector> ProviderClusters { get; init; } = [];

    /// <summary>The clusters that may call; all when there are none.</summary>
    public IReadOnlyList<ClusterSelector> ConsumerClusters { get; init; } = [];
}

/// <summary>Values of <see cref="MultiClusterServiceSpec.Types"/>.</summary>
public static class ExposureTypes
{
    /// <summary>Inside the fleet.</summary>
    public const string CrossCluster = "CrossCluster";

    /// <summary>To the outside.</summary>
    public const string LoadBalancer = "LoadBalancer";
}

/// <summary>A port that is shown.</summary>
[ApiType]
public sealed partial record ExposurePort
{
    /// <summary>The port's name in the Service.</summary>
    public string Name { get; init; } = "";

    /// <summary>The port's number in the Service.</summary>
    [Required]
    public int Port { get; init; }
}

/// <summary>Names of clusters.</summary>
[ApiType]
public sealed partial record ExposureRange
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> ClusterNames { get; init; } = [];
}

/// <summary>Takes one cluster.</summary>
[ApiType]
public sealed partial record ClusterSelector
{
    /// <summary>The cluster's name.</summary>
    public string Name { get; init; } = "";
}

/// <summary>What became of a Service.</summary>
[ApiType]
public sealed partial record ServiceStatus
{
    /// <summary>Where the load balancer is.</summary>
    public LoadBalancerStatus LoadBalancer { get; init; } = new();

    /// <summary>ServiceApplied and EndpointSliceDispatched.</summary>
    [ListType("map", "type")]
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

/// <summary>Where a load balancer is.</summary>
[ApiType]
public sealed partial record LoadBalancerStatus
{
    /// <summary>Its entry points.</summary>
    [ListType("atomic")]
    public IReadOnlyList<LoadBalancerIngress> Ingress { get; init; } = [];
}

/// <summary>An entry point of a load balancer.</summary>
[ApiType]
public sealed partial record LoadBalancerIngress
{
    /// <summary>Its address.</summary>
    public string Ip { get; init; } = "";

    /// <summary>Its name in DNS.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>VIP or Proxy: whether the destination of packets is kept.</summary>
    public string IpMode { get; init; } = "";

    /// <summary>Its ports.</summary>
    [ListType("atomic")]
    public IReadOnlyList<LoadBalancerPort> Ports { get; init; } = [];
}

/// <summary>A port of a load balancer.</summary>
[ApiType]
public sealed partial record LoadBalancerPort
{
    /// <summary>The number.</summary>
    [Required]
    public int Port { get; init; }

    /// <summary>TCP, UDP or SCTP.</summary>
    [Required]
    public string Protocol { get; init; } = "";

    /// <summary>Why the port does not work, as one word.</summary>
    public string Error { get; init; } = "";
}
