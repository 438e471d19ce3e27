using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>A propagation policy; one without a namespace is a ClusterPropagationPolicy.</summary>
internal readonly record struct PolicyKey(string Namespace, string Name)
{
    /// <summary>Whether it is a ClusterPropagationPolicy.</summary>
    public bool IsClusterWide => Namespace.Length == 0;

    /// <summary>Namespace and name.</summary>
    public NamespacedName NamespacedName => new(Namespace, Name);

    /// <summary>The policy's key.</summary>
    public static PolicyKey Of(KubeObject policy) => new(policy.Namespace, policy.Name);
}
