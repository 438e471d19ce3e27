namespace Pangea.Fleet.Api;

/// <summary>Says which resources of which clusters can be searched.</summary>
[ApiKind("search.karmada.io", "v1alpha1", "resourceregistries", Native = true)]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ResourceRegistry
{
    /// <summary>Which resources of which clusters.</summary>
    public ResourceRegistrySpec Spec { get; init; } = new();

    /// <summary>What became of it.</summary>
    public ResourceRegistryStatus Status { get; init; } = new();
}

/// <summary>Which resources of which clusters can be searched.</summary>
[ApiType]
public sealed partial record ResourceRegistrySpec
{
    /// <summary>The clusters.</summary>
    [Required]
    public ClusterAffinity TargetCluster { get; init; } = new();

    /// <summary>The resources.</summary>
    [Required]
    public IReadOnlyList<RegistryResourceSelector> ResourceSelectors { get; init; } = [];

    /// <summary>Where copies are kept; in memory when absent.</summary>
    public BackendStoreConfig? BackendStore { get; init; }
}

/// <summary>Takes resources by kind.</summary>
[ApiType]
public sealed partial record RegistryResourceSelector
{
    /// <summary>apiVersion.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Namespace; all when empty.</summary>
    public string Namespace { get; init; } = "";
}

/// <summary>Where copies are kept.</summary>
[ApiType]
public sealed partial record BackendStoreConfig
{
    /// <summary>In OpenSearch.</summary>
    public OpenSearchConfig? OpenSearch { get; init; }
}

/// <summary>How OpenSearch is reached.</summary>
[ApiType]
public sealed partial record OpenSearchConfig
{
    /// <summary>URLs, http or https.</summary>
    [Required]
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The Secret with userName and password.</summary>
    public LocalSecretReference SecretRef { get; init; } = new();
}

/// <summary>What became of a registry.</summary>
[ApiType]
public sealed partial record ResourceRegistryStatus
{
    /// <summary>Conditions.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}
