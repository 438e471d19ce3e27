namespace Pangea.Fleet.Api;

/// <summary>Types of conditions on the fleet's objects.</summary>
public static class ConditionTypes
{
    /// <summary>Cluster: it is healthy and takes workloads.</summary>
    public const string Ready = "Ready";

    /// <summary>Cluster: the list of its APIs is complete.</summary>
    public const string CompleteApiEnablements = "CompleteAPIEnablements";

    /// <summary>Binding: the scheduler has placed it.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>Binding: every cluster has it.</summary>
    public const string FullyApplied = "FullyApplied";

    /// <summary>Work: the cluster has it.</summary>
    public const string Applied = "Applied";

    /// <summary>Work: changes reach the cluster.</summary>
    public const string Dispatching = "Dispatching";

    /// <summary>MultiClusterService: the Service is in its clusters.</summary>
    public const string ServiceApplied = "ServiceApplied";

    /// <summary>MultiClusterService: the EndpointSlices are in the consumers.</summary>
    public const string EndpointSliceDispatched = "EndpointSliceDispatched";
}
