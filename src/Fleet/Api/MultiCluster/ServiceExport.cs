namespace Pangea.Fleet.Api;

/// <summary>Says that the Service of the same name may be imported by other clusters.</summary>
[ApiKind("multicluster.x-k8s.io", "v1alpha1", "serviceexports", Namespaced = true, ShortNames = "svcex")]
[PrintedColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ServiceExport
{
    /// <summary>What became of it.</summary>
    public ServiceExportStatus Status { get; init; } = new();
}

/// <summary>What became of an export.</summary>
[ApiType]
public sealed partial record ServiceExportStatus
{
    /// <summary>Valid and Conflict.</summary>
    [ListType("map", "type")]
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}
