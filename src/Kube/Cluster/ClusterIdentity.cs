using Pangea.Kube.ApiServer;

namespace Pangea.Kube.Cluster;

/// <summary>Under what names the parts of a cluster act.</summary>
internal static class ClusterIdentity
{
    /// <summary>The controllers.</summary>
    public static UserInfo Manager { get; } = UserInfo.Of("system:kube-controller-manager", "system:masters");

    /// <summary>The scheduler: what it may do is what RBAC gives every scheduler.</summary>
    public static UserInfo Scheduler { get; } = UserInfo.Of("system:kube-scheduler", "system:authenticated");

    /// <summary>A node's agent.</summary>
    public static UserInfo Node(string name) => UserInfo.Of($"system:node:{name}", "system:nodes", "system:masters");
}
