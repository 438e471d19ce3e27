using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// Pods that selectors cannot tell apart: one namespace, the same labels. Nodes count their pods by group, so that affinity and spreading look at a few
/// groups where there are thousands of pods.
/// </summary>
internal sealed class PodGroup : IEquatable<PodGroup>
{
    private readonly int hash;

    public PodGroup(string @namespace, MapValue labels, bool isDeleting)
    {
        Namespace = @namespace;
        Labels = labels;
        IsDeleting = isDeleting;
        hash = HashCode.Combine(@namespace, labels, isDeleting);
    }

    public string Namespace { get; }

    public MapValue Labels { get; }

    /// <summary>Whether they are on their way out: spreading no longer counts them, affinity still does.</summary>
    public bool IsDeleting { get; }

    public bool Equals(PodGroup? other) =>
        other is not null
        && hash == other.hash
        && Namespace == other.Namespace
        && IsDeleting == other.IsDeleting
        && Labels.Equals(other.Labels);

    public override bool Equals(object? obj) => Equals(obj as PodGroup);

    public override int GetHashCode() => hash;
}
