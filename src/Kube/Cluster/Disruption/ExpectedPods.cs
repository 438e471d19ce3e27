using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>How many pods there are to be, by what makes them: percentages of a budget are of these, not of those that happen to be there.</summary>
internal sealed class ExpectedPods(WorkloadParts parts)
{
    /// <summary>The replicas of all controllers of some pods; what is wrong when one of them has no such number.</summary>
    public (int Count, string? Error) Of(IReadOnlyCollection<KubeObject> pods)
    {
        var sum = 0;
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            // Pods without a controller are not expected by anybody.
            if (pod.Controller is not { } owner || !counted.Add(owner.Uid))
                continue;
            if (Scaled(pod.Namespace, owner) is not { } scaled)
                return (0, $"{owner.Kind} {owner.Name} does not have a scale");
            // The ReplicaSets of one Deployment have its replicas together.
            if (scaled.Uid == owner.Uid || counted.Add(scaled.Uid))
                sum += (int)(scaled.Spec.Integer("replicas") ?? 1);
        }
        return (sum, null);
    }

    private KubeObject? Scaled(string @namespace, OwnerReference owner)
    {
        var view = owner.Kind switch
        {
            "ReplicaSet" => parts.ReplicaSets,
            "ReplicationController" => parts.ReplicationControllers,
            "StatefulSet" => parts.StatefulSets,
            _ => null,
        };
        if (view?.Get(new(@namespace, owner.Name)) is not { } found || found.Uid != owner.Uid)
            return null;
        return
            found.Controller is { Kind: "Deployment" } above
            && parts.Deployments.Get(new(@namespace, above.Name)) is { } deployment
            && deployment.Uid == above.Uid
            ? deployment
            : found;
    }
}
