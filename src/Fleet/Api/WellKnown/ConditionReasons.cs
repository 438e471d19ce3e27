namespace Pangea.Fleet.Api;

/// <summary>Reasons and messages of conditions on the fleet's objects.</summary>
public static class ConditionReasons
{
    /// <summary>Cluster Ready=True.</summary>
    public const string ClusterReady = "ClusterReady";

    /// <summary>Cluster Ready=False: it answered, but not with ok.</summary>
    public const string ClusterNotReady = "ClusterNotReady";

    /// <summary>Cluster Ready=False: it did not answer.</summary>
    public const string ClusterNotReachable = "ClusterNotReachable";

    /// <summary>Cluster Ready=False: there is no way to ask it.</summary>
    public const string StatusCollectionFailed = "StatusCollectionFailed";

    /// <summary>Cluster Ready=Unknown: its agent has stopped reporting.</summary>
    public const string ClusterStatusUnknown = "ClusterStatusUnknown";

    /// <summary>Cluster Ready=Unknown: its agent has never reported.</summary>
    public const string ClusterStatusNeverUpdated = "ClusterStatusNeverUpdated";

    /// <summary>Message of <see cref="ClusterReady"/>.</summary>
    public const string ClusterReadyMessage = "cluster is healthy and ready to accept workloads";

    /// <summary>Message of <see cref="ClusterNotReady"/>.</summary>
    public const string ClusterNotReadyMessage = "cluster is reachable but health endpoint responded without ok";

    /// <summary>Message of <see cref="ClusterNotReachable"/>.</summary>
    public const string ClusterNotReachableMessage = "cluster is not reachable";

    /// <summary>Cluster CompleteAPIEnablements=True.</summary>
    public const string ApiEnablementsComplete = "Complete";

    /// <summary>Cluster CompleteAPIEnablements=False: some groups did not answer.</summary>
    public const string ApiEnablementsPartial = "Partial";

    /// <summary>Cluster CompleteAPIEnablements=False: none are known.</summary>
    public const string ApiEnablementsEmpty = "Empty";

    /// <summary>Message of <see cref="ApiEnablementsComplete"/>.</summary>
    public const string ApiEnablementsCompleteMessage = "collected complete APIEnablements from the cluster";

    /// <summary>Message of <see cref="ApiEnablementsPartial"/>.</summary>
    public const string ApiEnablementsPartialMessage = "might collect partial APIEnablements from the cluster";

    /// <summary>Message of <see cref="ApiEnablementsEmpty"/>.</summary>
    public const string ApiEnablementsEmptyMessage = "collected empty APIEnablements from the cluster";

    /// <summary>Binding Scheduled=True.</summary>
    public const string ScheduleSuccess = "Success";

    /// <summary>Binding Scheduled=False: scheduling went wrong.</summary>
    public const string SchedulerError = "SchedulerError";

    /// <summary>Binding Scheduled=False: no cluster fits.</summary>
    public const string NoClusterFit = "NoClusterFit";

    /// <summary>Binding Scheduled=False: the clusters that fit have no room.</summary>
    public const string Unschedulable = "Unschedulable";

    /// <summary>Binding Scheduled=False: a quota is used up.</summary>
    public const string QuotaExceeded = "QuotaExceeded";

    /// <summary>Message of <see cref="ScheduleSuccess"/>.</summary>
    public const string ScheduleSuccessMessage = "Binding has been scheduled successfully.";

    /// <summary>Binding FullyApplied=True.</summary>
    public const string FullyAppliedSuccess = "FullyAppliedSuccess";

    /// <summary>Binding FullyApplied=False.</summary>
    public const string FullyAppliedFailed = "FullyAppliedFailed";

    /// <summary>Message of <see cref="FullyAppliedSuccess"/>.</summary>
    public const string FullyAppliedSuccessMessage = "All works have been successfully applied";

    /// <summary>Message of <see cref="FullyAppliedFailed"/>.</summary>
    public const string FullyAppliedFailedMessage =
        "Failed to apply all works, see status.aggregatedStatus for details";

    /// <summary>Work Applied=True.</summary>
    public const string AppliedSuccessful = "AppliedSuccessful";

    /// <summary>Work Applied=False.</summary>
    public const string AppliedFailed = "AppliedFailed";

    /// <summary>Message of <see cref="AppliedSuccessful"/>.</summary>
    public const string AppliedSuccessfulMessage = "Manifest has been successfully applied";

    /// <summary>Work Dispatching=True.</summary>
    public const string Dispatching = "Dispatching";

    /// <summary>Work Dispatching=False.</summary>
    public const string SuspendDispatching = "SuspendDispatching";

    /// <summary>Message of <see cref="Dispatching"/>.</summary>
    public const string DispatchingMessage = "Work is being dispatched to member clusters.";

    /// <summary>Message of <see cref="SuspendDispatching"/>.</summary>
    public const string SuspendDispatchingMessage = "Work dispatching is in a suspended state.";
}
