using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Texts of events, as recorded of the original.</summary>
public static class EventMessages
{
    /// <summary>Text of <see cref="EventReasons.ApplyPolicyFailed"/> when no policy fits.</summary>
    public const string NoPolicyMatch = "No policy match for resource";

    /// <summary>Text of <see cref="EventReasons.GetReplicasSucceed"/>.</summary>
    public const string GetReplicasSucceed = "Get replicas of resource template successfully.";

    /// <summary>Text of <see cref="EventReasons.AggregateStatusSucceed"/> about a template.</summary>
    public const string AggregateTemplateStatusSucceed = "Update Resource with AggregatedStatus successfully.";

    /// <summary>Text of <see cref="EventReasons.SyncImpersonationConfigSucceed"/>.</summary>
    public const string SyncImpersonationConfigSucceed = "Sync impersonation config succeed.";

    /// <summary>Text of <see cref="EventReasons.SyncScheduleResultToDependenciesSucceed"/>.</summary>
    public const string SyncScheduleResultToDependenciesSucceed = "Sync schedule results to dependencies succeed.";

    /// <summary>Text of <see cref="EventReasons.ApplyPolicySucceed"/>; the policy of a namespace, or of the cluster.</summary>
    public static string ApplyPolicySucceed(NamespacedName policy) => $"{ApplyPolicy(policy)} succeed";

    /// <summary>Text of <see cref="EventReasons.ApplyPolicyFailed"/> when the policy that fits could not be applied.</summary>
    public static string ApplyPolicyFailed(NamespacedName policy, string why) => $"{ApplyPolicy(policy)} failed: {why}";

    /// <summary>Text of <see cref="EventReasons.SyncWorkSucceed"/>.</summary>
    public static string SyncWorkSucceed(KubeObject binding) =>
        $"Sync work of {binding.Kind}({binding.Key}) successful.";

    /// <summary>Text of <see cref="EventReasons.SyncSucceed"/> about a template.</summary>
    public static string AppliedToCluster(NamespacedName resource, string cluster) =>
        $"Successfully applied resource({resource}) to cluster {cluster}";

    /// <summary>Text of <see cref="EventReasons.SyncSucceed"/> about a Work.</summary>
    public static string SyncWorkToCluster(NamespacedName work, string cluster) =>
        $"Sync work({work}) to cluster({cluster}) successful.";

    /// <summary>Text of <see cref="EventReasons.SyncFailed"/> about a template.</summary>
    public static string ApplyToClusterFailed(NamespacedName resource, string cluster, string why) =>
        $"Failed to create or update resource({resource}) in member cluster({cluster}): {why}";

    /// <summary>Text of <see cref="EventReasons.AggregateStatusSucceed"/> about a binding.</summary>
    public static string AggregateBindingStatusSucceed(KubeObject binding) =>
        $"Update {binding.Kind}({binding.Key}) with AggregatedStatus successfully.";

    /// <summary>Text of <see cref="EventReasons.ApplyOverridePolicySucceed"/>.</summary>
    public static string ApplyOverridePolicySucceed(NamespacedName policy, string cluster) =>
        $"Apply override policy({policy}) for cluster({cluster}) succeed.";

    /// <summary>Text of <see cref="EventReasons.EvictWorkloadFromClusterSucceed"/>.</summary>
    public static string EvictSucceed(string cluster) => $"Evict from cluster {cluster} succeed.";

    /// <summary>Text of <see cref="EventReasons.CreateExecutionSpaceSucceed"/>.</summary>
    public static string CreateExecutionSpaceSucceed(string cluster) =>
        $"Created execution space({FleetNamespaces.Execution(cluster)}) for cluster({cluster}).";

    /// <summary>Text of <see cref="EventReasons.TaintClusterSucceed"/>: the taints that the cluster has now.</summary>
    public static string TaintClusterSucceed(IReadOnlyList<Taint> taints) =>
        taints.Count == 0
            ? "Taint cluster succeed: cluster now does not have taints."
            : $"Taint cluster succeed: cluster now has taints([{string.Join(",", taints.Select(Print))}]).";

    private static string ApplyPolicy(NamespacedName policy) =>
        policy.Namespace.Length == 0 ? $"Apply cluster policy({policy.Name})" : $"Apply policy({policy})";

    private static string Print(Taint taint)
    {
        var value = taint.Value.Length == 0 ? "" : $"Value:{taint.Value},";
        return $"{{Key:{taint.Key},{value}Effect:{taint.Effect}}}";
    }
}
