namespace Pangea.Fleet.Api;

/// <summary>A Service of other clusters, to be used here.</summary>
[ApiKind("multicluster.x-k8s.io", "v1alpha1", "serviceimports", Namespaced = true, ShortNames = "svcim")]
[PrintedColumn("Type", ".spec.type")]
[PrintedColumn("IP", ".spec.ips")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ServiceImport
{
    /// <summary>The Service.</summary>
    public ServiceImportSpec Spec { get; init; } = new();

    /// <summary>Where it comes from.</summary>
    public ServiceImportStatus Status { get; init; } = new();
}

/// <summary>An imported Service.</summary>
[ApiType]
public sealed partial record ServiceImportSpec
{
    /// <summary>Its ports.</summary>
    [Required, ListType("atomic")]
    public IReadOnlyList<ServiceImportPort> Ports { get; init; } = [];

    /// <summary>Its addresses.</summary>
    [JsonName("ips"), Bounds(MaxItems = 1)]
    public IReadOnlyList<string> Ips { get; init; } = [];

    /// <summary>ClusterSetIP: it has an address. Headless: clients get those of the pods.</summary>
    [Required, Allowed("ClusterSetIP", "Headless")]
    public string Type { get; init; } = "";

    /// <summary>ClientIP or None.</summary>
    public string SessionAffinity { get; init; } = "";

    /// <summary>For how long a client stays with a pod.</summary>
    public SessionAffinityConfig? SessionAffinityConfig { get; init; }
}

/// <summary>A port of an imported Service.</summary>
[ApiType]
public sealed partial record ServiceImportPort
{
    /// <summary>The port's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>TCP, UDP or SCTP.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>The protocol inside, as of a Service's port.</summary>
    public string AppProtocol { get; init; } = "";

    /// <summary>The port's number.</summary>
    [Required]
    public int Port { get; init; }
}

/// <summary>For how long a client stays with a pod.</summary>
[ApiType]
public sealed partial record SessionAffinityConfig
{
    /// <summary>By the client's address.</summary>
    [JsonName("clientIP")]
    public ClientIpConfig? ClientIp { get; init; }
}

/// <summary>For how long an address stays with a pod.</summary>
[ApiType]
public sealed partial record ClientIpConfig
{
    /// <summary>In seconds, above 0 and at most 86400.</summary>
    public int? TimeoutSeconds { get; init; }
}

/// <summary>Where an imported Service comes from.</summary>
[ApiType]
public sealed partial record ServiceImportStatus
{
    /// <summary>The clusters that export it.</summary>
    [ListType("map", "cluster")]
    public IReadOnlyList<ExportingCluster> Clusters { get; init; } = [];
}

/// <summary>A cluster that exports a Service.</summary>
[ApiType]
public sealed partial record ExportingCluster
{
    /// <summary>The cluster's name.</summary>
    [Required]
    public string Cluster { get; init; } = "";
}
