namespace Pangea.Fleet.Api;

/// <summary>Reasons of events about the fleet's objects. Those that end in Failed are warnings.</summary>
public static class EventReasons
{
    /// <summary>Template: a policy has taken it.</summary>
    public const string ApplyPolicySucceed = "ApplyPolicySucceed";

    /// <summary>Template: no policy fits, or the one that does could not be applied.</summary>
    public const string ApplyPolicyFailed = "ApplyPolicyFailed";

    /// <summary>Template: a policy has taken it over from another.</summary>
    public const string PreemptPolicySucceed = "PreemptPolicySucceed";

    /// <summary>Template: a policy could not take it over.</summary>
    public const string PreemptPolicyFailed = "PreemptPolicyFailed";

    /// <summary>Template: its replicas could be read.</summary>
    public const string GetReplicasSucceed = "GetReplicasSucceed";

    /// <summary>Template: its replicas could not be read.</summary>
    public const string GetReplicasFailed = "GetReplicasFailed";

    /// <summary>Template: what it refers to could be read.</summary>
    public const string GetDependenciesSucceed = "GetDependenciesSucceed";

    /// <summary>Template: what it refers to could not be read.</summary>
    public const string GetDependenciesFailed = "GetDependenciesFailed";

    /// <summary>Template: an override policy was applied.</summary>
    public const string ApplyOverridePolicySucceed = "ApplyOverridePolicySucceed";

    /// <summary>Template: an override policy could not be applied.</summary>
    public const string ApplyOverridePolicyFailed = "ApplyOverridePolicyFailed";

    /// <summary>Binding and template: placed.</summary>
    public const string ScheduleBindingSucceed = "ScheduleBindingSucceed";

    /// <summary>Binding and template: not placed.</summary>
    public const string ScheduleBindingFailed = "ScheduleBindingFailed";

    /// <summary>Binding and template: its Works are written.</summary>
    public const string SyncWorkSucceed = "SyncWorkSucceed";

    /// <summary>Binding and template: its Works could not be written.</summary>
    public const string SyncWorkFailed = "SyncWorkFailed";

    /// <summary>Binding: a Work that is not needed could not be deleted.</summary>
    public const string CleanupWorkFailed = "CleanupWorkFailed";

    /// <summary>Binding and template: the status made from all clusters is written.</summary>
    public const string AggregateStatusSucceed = "AggregateStatusSucceed";

    /// <summary>Binding and template: the status made from all clusters could not be written.</summary>
    public const string AggregateStatusFailed = "AggregateStatusFailed";

    /// <summary>Work and template: the cluster has it.</summary>
    public const string SyncSucceed = "SyncSucceed";

    /// <summary>Work and template: the cluster could not be given it.</summary>
    public const string SyncFailed = "SyncFailed";

    /// <summary>Work: dispatching started or stopped.</summary>
    public const string WorkDispatching = "WorkDispatching";

    /// <summary>Work: the status of its object is read.</summary>
    public const string ReflectStatusSucceed = "ReflectStatusSucceed";

    /// <summary>Work: the status of its object could not be read.</summary>
    public const string ReflectStatusFailed = "ReflectStatusFailed";

    /// <summary>Work: the health of its object is read.</summary>
    public const string InterpretHealthSucceed = "InterpretHealthSucceed";

    /// <summary>Work: the health of its object could not be read.</summary>
    public const string InterpretHealthFailed = "InterpretHealthFailed";

    /// <summary>Binding and template: it leaves a cluster.</summary>
    public const string EvictWorkloadFromClusterSucceed = "EvictWorkloadFromClusterSucceed";

    /// <summary>Binding and template: it could not leave a cluster.</summary>
    public const string EvictWorkloadFromClusterFailed = "EvictWorkloadFromClusterFailed";

    /// <summary>Cluster: its namespace in the hub is made.</summary>
    public const string CreateExecutionSpaceSucceed = "CreateExecutionSpaceSucceed";

    /// <summary>Cluster: its namespace in the hub could not be made.</summary>
    public const string CreateExecutionSpaceFailed = "CreateExecutionSpaceFailed";

    /// <summary>Cluster: its namespace in the hub is deleted.</summary>
    public const string RemoveExecutionSpaceSucceed = "RemoveExecutionSpaceSucceed";

    /// <summary>Cluster: its namespace in the hub could not be deleted.</summary>
    public const string RemoveExecutionSpaceFailed = "RemoveExecutionSpaceFailed";

    /// <summary>Cluster: its taints changed.</summary>
    public const string TaintClusterSucceed = "TaintClusterSucceed";

    /// <summary>Cluster: its taints could not be changed.</summary>
    public const string TaintClusterFailed = "TaintClusterFailed";

    /// <summary>Cluster: who may impersonate whom there is written.</summary>
    public const string SyncImpersonationConfigSucceed = "SyncImpersonationConfigSucceed";

    /// <summary>Cluster: who may impersonate whom there could not be written.</summary>
    public const string SyncImpersonationConfigFailed = "SyncImpersonationConfigFailed";

    /// <summary>Binding: its dependencies go where it goes.</summary>
    public const string SyncScheduleResultToDependenciesSucceed = "SyncScheduleResultToDependenciesSucceed";

    /// <summary>Binding: its dependencies could not be sent along.</summary>
    public const string SyncScheduleResultToDependenciesFailed = "SyncScheduleResultToDependenciesFailed";

    /// <summary>Binding: bindings that share a dependency want different things of it.</summary>
    public const string DependencyPolicyConflict = "DependencyPolicyConflict";
}
