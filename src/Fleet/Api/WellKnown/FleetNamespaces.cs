namespace Pangea.Fleet.Api;

/// <summary>Namespaces that the system uses.</summary>
public static class FleetNamespaces
{
    /// <summary>In the hub: what the control plane itself keeps.</summary>
    public const string System = "karmada-system";

    /// <summary>In the hub: Secrets and Leases of the members. In a member: accounts of the hub.</summary>
    public const string Cluster = "karmada-cluster";

    /// <summary>Prefix of the namespaces in the hub that hold a member's Works.</summary>
    public const string ExecutionPrefix = "karmada-es-";

    /// <summary>The hub's namespace with a member's Works: <c>karmada-es-NAME</c>.</summary>
    public static string Execution(string cluster) => ExecutionPrefix + cluster;

    /// <summary>The member whose Works lie in a namespace, or null when it is no such namespace.</summary>
    public static string? ClusterOf(string executionNamespace) =>
        executionNamespace.StartsWith(ExecutionPrefix, StringComparison.Ordinal)
        && executionNamespace.Length > ExecutionPrefix.Length
            ? executionNamespace[ExecutionPrefix.Length..]
            : null;

    /// <summary>Whether nothing in a namespace is ever propagated: it is the system's or Kubernetes' own.</summary>
    public static bool IsReserved(string name) =>
        name is System or Cluster
        || name.StartsWith(ExecutionPrefix, StringComparison.Ordinal)
        || name.StartsWith("kube-", StringComparison.Ordinal);
}
