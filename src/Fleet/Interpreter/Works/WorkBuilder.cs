using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What a Work is made of.</summary>
public sealed record WorkSource
{
    /// <summary>The template for this cluster: replicas set, overrides applied; its uid and generation are the hub's.</summary>
    public required KubeObject Template { get; init; }

    /// <summary>The member.</summary>
    public required string Cluster { get; init; }

    /// <summary>The ResourceBinding or ClusterResourceBinding that asks for it; null for what the system itself sends.</summary>
    public KubeObject? Binding { get; init; }

    /// <summary>What the system itself sends names its owner here.</summary>
    public OwnerReference? Owner { get; init; }

    /// <summary>Further labels of the Work.</summary>
    public MapValue Labels { get; init; } = MapValue.Empty;

    /// <summary>Further annotations of the Work, such as the overrides that were applied.</summary>
    public MapValue Annotations { get; init; } = MapValue.Empty;
}

/// <summary>Makes the Work that brings a template to a member.</summary>
public static class WorkBuilder
{
    /// <summary>The name and namespace of a template's Work for a member.</summary>
    public static NamespacedName KeyOf(KubeObject template, string cluster) =>
        new(FleetNamespaces.Execution(cluster), FleetNames.Work(template));

    /// <summary>
    /// The Work as it is to be. Made anew it has all that it needs; over an existing one it keeps that one's permanent id, status, and
    /// what others have set. The same object as <paramref name="existing"/> when nothing changes, so that nothing is written.
    /// </summary>
    /// <param name="source">What it is made of.</param>
    /// <param name="existing">The Work that is there, or null.</param>
    /// <param name="identities">Where the permanent id of a new one comes from.</param>
    public static KubeObject Build(WorkSource source, KubeObject? existing, IIdentitySource identities)
    {
        var key = KeyOf(source.Template, source.Cluster);
        var id = existing?.Labels.Text(FleetLabels.WorkPermanentId) is { Length: > 0 } known
            ? known
            : identities.NewUid();
        var (labels, annotations) = BindingMarks(source.Binding);
        if (source.Binding is not null)
            annotations = annotations.With(FleetAnnotations.ConflictResolution, ConflictResolution(source));
        var manifest = WorkManifest.Of(
            source.Template,
            new()
            {
                Work = key,
                WorkPermanentId = id,
                Labels = labels,
                Annotations = annotations,
            }
        );
        var spec = MapValue.Of(("workload", MapValue.Of(("manifests", ListValue.Create([manifest])))));
        if (source.Binding is { } binding)
        {
            spec = spec.With("suspendDispatching", IsSuspended(binding, source.Cluster))
                .With("preserveResourcesOnDeletion", binding.Spec.Flag("preserveResourcesOnDeletion") ?? false);
        }
        var work = existing ?? Empty(key);
        work = Merge(work, "labels", source.Labels, labels, MapValue.Of((FleetLabels.WorkPermanentId, id)));
        // An override that applies no longer must not be told any more.
        foreach (var told in new[] { FleetAnnotations.AppliedOverrides, FleetAnnotations.AppliedClusterOverrides })
        {
            if (!source.Annotations.ContainsKey(told) && work.Annotations.ContainsKey(told))
                work = work.WithAnnotation(told, null);
        }
        work = Merge(work, "annotations", source.Annotations, annotations);
        work = work.WithFinalizer(FleetFinalizers.Execution);
        if (source.Owner is { } owner && !work.OwnerReferences.Any(o => o.Uid == owner.Uid))
        {
            var owners = work.Metadata.List("ownerReferences") ?? ListValue.Empty;
            work = work.With(owners.Add(owner.ToValue()), "metadata", "ownerReferences");
        }
        work = work.WithSpec(spec);
        return existing is not null && work.Root.Equals(existing.Root) ? existing : work;
    }

    /// <summary>Whether a binding's policy holds back a cluster.</summary>
    public static bool IsSuspended(KubeObject binding, string cluster)
    {
        var suspension = BindingSuspension.From(binding.Spec.Map("suspension") ?? MapValue.Empty);
        return suspension.Dispatching == true
            || suspension.DispatchingOnClusters?.ClusterNames.Contains(cluster) == true;
    }

    private static KubeObject Empty(NamespacedName key) =>
        new(
            MapValue.Of(
                ("apiVersion", FleetKinds.Work.ApiVersion),
                ("kind", FleetKinds.Work.Kind),
                ("metadata", MapValue.Of(("name", key.Name), ("namespace", key.Namespace)))
            )
        );

    private static (MapValue Labels, MapValue Annotations) BindingMarks(KubeObject? binding)
    {
        if (binding is null)
            return (MapValue.Empty, MapValue.Empty);
        if (binding.Kind == FleetKinds.ClusterResourceBinding.Kind)
        {
            return (
                Mark(binding, FleetLabels.ClusterResourceBindingPermanentId),
                MapValue.Of((FleetAnnotations.ClusterResourceBindingName, binding.Name))
            );
        }
        return (
            Mark(binding, FleetLabels.ResourceBindingPermanentId),
            MapValue.Of(
                (FleetAnnotations.ResourceBindingNamespace, binding.Namespace),
                (FleetAnnotations.ResourceBindingName, binding.Name)
            )
        );
    }

    private static MapValue Mark(KubeObject binding, string label) => MapValue.Of((label, binding.Labels[label]));

    // The template itself may say what its policy does not.
    private static string ConflictResolution(WorkSource source)
    {
        var own = source.Template.Annotations.Text(FleetAnnotations.ConflictResolution);
        if (
            own
            is FleetAnnotations.ConflictResolutionValues.Abort
                or FleetAnnotations.ConflictResolutionValues.Overwrite
        )
            return own;
        return source.Binding?.Spec.Text("conflictResolution") == ConflictResolutions.Overwrite
            ? FleetAnnotations.ConflictResolutionValues.Overwrite
            : FleetAnnotations.ConflictResolutionValues.Abort;
    }

    private static KubeObject Merge(KubeObject work, string field, params ReadOnlySpan<MapValue> maps)
    {
        var merged = work.Metadata.Map(field) ?? MapValue.Empty;
        foreach (var map in maps)
        {
            foreach (var (key, value) in map)
                merged = merged.With(key, value);
        }
        return merged.Count == 0 ? work : work.With(merged, "metadata", field);
    }
}
