using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// A policy's mark on what belongs to it, on the template and on its binding: the permanent id as a label, the policy's name as annotations. A
/// claim stays when a better policy comes.
/// </summary>
internal readonly record struct Claim(PolicyKey Policy, string PermanentId)
{
    /// <summary>The claim that a policy makes.</summary>
    public static Claim Of(KubeObject policy) =>
        new(
            PolicyKey.Of(policy),
            policy.Labels.Text(
                policy.Namespace.Length == 0
                    ? FleetLabels.ClusterPropagationPolicyPermanentId
                    : FleetLabels.PropagationPolicyPermanentId
            ) ?? ""
        );

    /// <summary>The claim that an object carries, or null.</summary>
    public static Claim? Read(KubeObject obj)
    {
        if (
            obj.Labels.Text(FleetLabels.PropagationPolicyPermanentId) is { } id
            && obj.Annotations.Text(FleetAnnotations.PropagationPolicyName) is { } name
            && obj.Annotations.Text(FleetAnnotations.PropagationPolicyNamespace) is { } space
        )
            return new(new(space, name), id);
        if (
            obj.Labels.Text(FleetLabels.ClusterPropagationPolicyPermanentId) is { } clusterId
            && obj.Annotations.Text(FleetAnnotations.ClusterPropagationPolicyName) is { } clusterName
        )
            return new(new("", clusterName), clusterId);
        return null;
    }

    /// <summary>The metadata with this claim and no other.</summary>
    public MapValue Mark(MapValue metadata)
    {
        var bare = Release(metadata);
        var labels = bare.Map("labels") ?? MapValue.Empty;
        var annotations = bare.Map("annotations") ?? MapValue.Empty;
        if (Policy.IsClusterWide)
        {
            labels = labels.With(FleetLabels.ClusterPropagationPolicyPermanentId, PermanentId);
            annotations = annotations.With(FleetAnnotations.ClusterPropagationPolicyName, Policy.Name);
        }
        else
        {
            labels = labels.With(FleetLabels.PropagationPolicyPermanentId, PermanentId);
            annotations = annotations
                .With(FleetAnnotations.PropagationPolicyName, Policy.Name)
                .With(FleetAnnotations.PropagationPolicyNamespace, Policy.Namespace);
        }
        return bare.With("labels", labels).With("annotations", annotations);
    }

    /// <summary>The metadata without any claim; labels and annotations that become empty are left out.</summary>
    public static MapValue Release(MapValue metadata)
    {
        var labels = metadata
            .Map("labels")
            ?.Without(FleetLabels.PropagationPolicyPermanentId)
            .Without(FleetLabels.ClusterPropagationPolicyPermanentId);
        var annotations = metadata
            .Map("annotations")
            ?.Without(FleetAnnotations.PropagationPolicyName)
            .Without(FleetAnnotations.PropagationPolicyNamespace)
            .Without(FleetAnnotations.ClusterPropagationPolicyName);
        return metadata.With("labels", OrNull(labels)).With("annotations", OrNull(annotations));
    }

    private static MapValue? OrNull(MapValue? map) => map is null or { Count: 0 } ? null : map;
}
