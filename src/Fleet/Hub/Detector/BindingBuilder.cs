using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Makes the binding of a template: what of it the detector owns. The scheduler's result and everything else in an existing binding stays.
/// </summary>
internal static class BindingBuilder
{
    /// <summary>The binding's name.</summary>
    public static NamespacedName Name(KubeObject template) =>
        new(template.Namespace, FleetNames.Binding(template.Kind, template.Name));

    /// <summary>
    /// The binding as it should be.
    /// </summary>
    /// <param name="template">The template, already claimed.</param>
    /// <param name="policy">The policy it belongs to.</param>
    /// <param name="demand">What the interpreter read of the template's replicas; null when it has none.</param>
    /// <param name="existing">The present binding, or null.</param>
    /// <param name="touched">Whether the template itself changed; only then is its resourceVersion noted anew.</param>
    public static MapValue Build(
        KubeObject template,
        PolicyMatch policy,
        ReplicaDemand? demand,
        KubeObject? existing,
        bool touched
    )
    {
        var namespaced = template.Namespace.Length > 0;
        var metadata = existing?.Root.Map("metadata") ?? NewMetadata(template);
        metadata = Claim.Of(policy.Policy).Mark(metadata);
        metadata = metadata
            .With("ownerReferences", ListValue.Create([OwnerReference.ControllerOf(template).ToValue()]))
            .With("finalizers", Finalizers(metadata, namespaced));

        var spec = (existing?.Spec ?? MapValue.Empty)
            .With("conflictResolution", OrNull(policy.Spec.ConflictResolution))
            .With("failover", policy.Policy.Spec["failover"])
            .With("placement", policy.Policy.Spec["placement"])
            .With("preserveResourcesOnDeletion", policy.Policy.Spec["preserveResourcesOnDeletion"])
            .With("propagateDeps", policy.Spec.PropagateDeps ? BoolValue.True : null)
            .With("replicaRequirements", OrNull(demand?.Requirements?.ToValue()))
            .With("replicas", demand is { Replicas: > 0 } ? demand.Replicas : null)
            .With("schedulerName", OrNull(policy.Spec.SchedulerName))
            .With("suspension", policy.Policy.Spec["suspension"]);
        spec = spec.With("resource", Reference(template, existing, spec, touched));
        return (existing?.Root ?? NewRoot(namespaced)).With("metadata", metadata).With("spec", spec);
    }

    /// <summary>Whether a binding changed in what the detector owns of it.</summary>
    public static bool IsTouched(KubeObject before, KubeObject after) =>
        before.IsDeleting != after.IsDeleting
        || !before.Labels.Equals(after.Labels)
        || !Annotations(before).Equals(Annotations(after))
        || !before.Finalizers.SequenceEqual(after.Finalizers)
        || !Value.Equal(before.Metadata["ownerReferences"], after.Metadata["ownerReferences"])
        || !before.Spec.Without("clusters").Equals(after.Spec.Without("clusters"));

    /// <summary>
    /// The reference to the template. Its resourceVersion changes together with something else, or when the template was changed by somebody: changes
    /// of the template's status alone would otherwise go round in a circle.
    /// </summary>
    private static MapValue Reference(KubeObject template, KubeObject? existing, MapValue spec, bool touched)
    {
        var reference = MapValue.Of(
            ("apiVersion", template.ApiVersion),
            ("kind", template.Kind),
            ("name", template.Name),
            ("namespace", OrNull(template.Namespace)),
            ("resourceVersion", template.ResourceVersion),
            ("uid", template.Uid)
        );
        if (touched || existing?.Spec.Map("resource") is not { } old)
            return reference;
        var sameElse =
            spec.Without("resource").Equals(existing.Spec.Without("resource"))
            && old.Without("resourceVersion").Equals(reference.Without("resourceVersion"));
        return sameElse ? old : reference;
    }

    private static MapValue Annotations(KubeObject binding) =>
        binding.Annotations.Without(FleetAnnotations.AppliedPlacement);

    private static MapValue NewRoot(bool namespaced) =>
        MapValue.Of(
            ("apiVersion", "work.karmada.io/v1alpha2"),
            ("kind", namespaced ? "ResourceBinding" : "ClusterResourceBinding")
        );

    private static MapValue NewMetadata(KubeObject template) =>
        MapValue.Of(("name", Name(template).Name), ("namespace", OrNull(template.Namespace)));

    private static ListValue Finalizers(MapValue metadata, bool namespaced)
    {
        var own = namespaced ? FleetFinalizers.Binding : FleetFinalizers.ClusterResourceBinding;
        var present = metadata.Texts("finalizers").ToList();
        return ListValue.OfTexts(present.Contains(own) ? present : [.. present, own]);
    }

    private static MapValue? OrNull(MapValue? map) => map is { Count: > 0 } ? map : null;

    private static Value? OrNull(string text) => text.Length == 0 ? null : (Value)text;
}
