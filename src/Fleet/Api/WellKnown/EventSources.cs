namespace Pangea.Fleet.Api;

/// <summary>Who reports events: the component names of the original, by which users and tools know them.</summary>
public static class EventSources
{
    /// <summary>Finds policies for templates.</summary>
    public const string Detector = "resource-detector";

    /// <summary>Places bindings; also the default of <c>spec.schedulerName</c>.</summary>
    public const string Scheduler = "default-scheduler";

    /// <summary>Makes Works of ResourceBindings.</summary>
    public const string Binding = "binding-controller";

    /// <summary>Makes Works of ClusterResourceBindings.</summary>
    public const string ClusterResourceBinding = "cluster-resource-binding-controller";

    /// <summary>Writes Works into members.</summary>
    public const string Execution = "execution-controller";

    /// <summary>Reads status back from members.</summary>
    public const string WorkStatus = "work-status-controller";

    /// <summary>Brings status together for ResourceBindings.</summary>
    public const string BindingStatus = "resource-binding-status-controller";

    /// <summary>Brings status together for ClusterResourceBindings.</summary>
    public const string ClusterResourceBindingStatus = "cluster-resource-binding-status-controller";

    /// <summary>Takes care of Clusters.</summary>
    public const string Cluster = "cluster-controller";

    /// <summary>Writes who may impersonate whom in members.</summary>
    public const string UnifiedAuth = "unified-auth-controller";

    /// <summary>Sends dependencies along.</summary>
    public const string DependenciesDistributor = "dependencies-distributor";

    /// <summary>Applies override policies.</summary>
    public const string OverrideManager = "override-manager";
}
