using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>How bindings and Works are found from what they belong to.</summary>
internal static class BindingIndexes
{
    /// <summary>Bindings by the permanent id of the policy that claims them.</summary>
    public const string Policy = "policy";

    /// <summary>Works by the permanent id of their binding.</summary>
    public const string Binding = "binding";

    /// <summary>Bindings by whether they are placed.</summary>
    public const string Placed = "placed";

    /// <summary>The value of <see cref="Placed"/> for bindings that fit nowhere when they were last looked at.</summary>
    public const string NotPlaced = "no";

    public static IEnumerable<string> PlacedOf(KubeObject binding) =>
        Conditions.Find(binding.Status, ConditionTypes.Scheduled)?.Text("status") == "False" ? [NotPlaced] : [];

    public static IEnumerable<string> PolicyOf(KubeObject binding) =>
        Claim.Read(binding) is { } claim ? [claim.PermanentId] : [];

    public static IEnumerable<string> BindingOf(KubeObject work) => PermanentIdOf(work) is { } id ? [id] : [];

    /// <summary>The permanent id of a binding, or of a Work's binding; null when it has none.</summary>
    public static string? PermanentIdOf(KubeObject obj) =>
        obj.Labels.Text(FleetLabels.ResourceBindingPermanentId)
        ?? obj.Labels.Text(FleetLabels.ClusterResourceBindingPermanentId);

    /// <summary>The binding that a Work belongs to, by its annotations; null when it belongs to none.</summary>
    public static NamespacedName? BindingNameOf(KubeObject work)
    {
        if (work.Annotations.Text(FleetAnnotations.ResourceBindingName) is { } name)
            return new(work.Annotations.Text(FleetAnnotations.ResourceBindingNamespace) ?? "", name);
        return work.Annotations.Text(FleetAnnotations.ClusterResourceBindingName) is { } clusterName
            ? new("", clusterName)
            : null;
    }

    /// <summary>The template of a binding; null when its kind is not served.</summary>
    public static TemplateKey? TemplateOf(KubeObject binding, HubParts hub)
    {
        var reference = binding.Spec.Map("resource");
        var kind = GroupVersion.Parse(reference?.Text("apiVersion") ?? "").Kind(reference?.Text("kind") ?? "");
        return
            hub.Kinds.Find(kind) is { } definition
            && hub.Templates.Find(definition.Resource.GroupResource) is { } followed
            ? new(followed.Definition.Resource, new(reference!.Text("namespace") ?? "", reference.Text("name") ?? ""))
            : null;
    }
}
