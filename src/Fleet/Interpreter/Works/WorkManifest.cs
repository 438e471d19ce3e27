using System.Globalization;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>
/// The object in a Work: a template without what is the hub's own, with the marks by which agent and hub know it again. Equal to the
/// original's, so that a member can be taken over.
/// </summary>
public static class WorkManifest
{
    /// <summary>A template as it goes into a Work.</summary>
    /// <param name="template">The template for this cluster: replicas set, overrides applied.</param>
    /// <param name="marks">The marks.</param>
    public static MapValue Of(KubeObject template, WorkMarks marks)
    {
        var manifest = Pruning.Prune(template);
        var labels = manifest.Labels;
        foreach (var (name, value) in marks.Labels)
            labels = labels.With(name, value);
        labels = labels
            .With(FleetLabels.Managed, FleetLabels.True)
            .With(FleetLabels.WorkPermanentId, marks.WorkPermanentId);

        var annotations = manifest.Annotations;
        foreach (var (name, value) in marks.Annotations)
            annotations = annotations.With(name, value);
        annotations = annotations
            .With(FleetAnnotations.ResourceTemplateUid, template.Uid)
            .With(FleetAnnotations.WorkNamespace, marks.Work.Namespace)
            .With(FleetAnnotations.WorkName, marks.Work.Name);
        // Kinds without a generation, such as Service, have no such mark.
        if (template.Generation > 0)
        {
            annotations = annotations.With(
                FleetAnnotations.ResourceTemplateGeneration,
                template.Generation.ToString(CultureInfo.InvariantCulture)
            );
        }
        annotations = annotations.With(FleetAnnotations.ManagedLabels, Keys(labels));
        // The list names itself too.
        annotations = annotations.With(FleetAnnotations.ManagedAnnotations, "");
        annotations = annotations.With(FleetAnnotations.ManagedAnnotations, Keys(annotations));
        return manifest.With(labels, "metadata", "labels").With(annotations, "metadata", "annotations").Root;
    }

    /// <summary>The keys of a map, sorted, separated by commas: what <c>managed-labels</c> and <c>managed-annotations</c> hold.</summary>
    public static string Keys(MapValue map) => string.Join(",", map.Keys);
}

/// <summary>The marks on a manifest that depend on its Work.</summary>
public sealed record WorkMarks
{
    /// <summary>The Work.</summary>
    public required NamespacedName Work { get; init; }

    /// <summary>The Work's permanent id.</summary>
    public required string WorkPermanentId { get; init; }

    /// <summary>Further labels, such as the permanent id of the binding.</summary>
    public MapValue Labels { get; init; } = MapValue.Empty;

    /// <summary>Further annotations, such as the name of the binding.</summary>
    public MapValue Annotations { get; init; } = MapValue.Empty;
}
