using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>One change as the cache hands it to watchers.</summary>
/// <param name="Old">The object before; null when it was created.</param>
/// <param name="New">The object after; null when it was removed.</param>
/// <param name="Last">What a DELETED event carries: the last state with the revision of its removal; else null.</param>
/// <param name="Revision">The revision.</param>
internal sealed record CacheEvent(KubeObject? Old, KubeObject? New, KubeObject? Last, long Revision)
{
    /// <summary>The object's key.</summary>
    public NamespacedName Key => (New ?? Old)!.Key;

    /// <summary>The namespace of the object.</summary>
    public string Namespace => (New ?? Old)!.Namespace;
}
