using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of ResourceBinding and ClusterResourceBinding.</summary>
internal sealed class BindingRules(bool namespaced) : KindRules
{
    public override MapValue PrepareForCreate(MapValue root, IIdentitySource identities) =>
        PermanentId.Ensure(
            root,
            namespaced ? FleetLabels.ResourceBindingPermanentId : FleetLabels.ClusterResourceBindingPermanentId,
            identities
        );

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        if (
            root.At("metadata", "annotations", FleetAnnotations.ResourceBindingDependencies) is StringValue dependencies
            && !IsJson(dependencies.Text)
        )
        {
            errors.Add(
                FieldError.Invalid(
                    $"metadata.annotations[{FleetAnnotations.ResourceBindingDependencies}]",
                    dependencies,
                    "annotation value must be a valid JSON"
                )
            );
        }
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var component in root.Map("spec")?.Maps("components") ?? [])
        {
            if (component.Text("name") is { } name && !names.Add(name))
                errors.Add(FieldError.Duplicate($"spec.components[{i}].name", name));
            i++;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonText.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Rules of Work. What is done to its manifests is <c>Fleet.Interpreter</c>'s.</summary>
internal sealed class WorkRules : KindRules
{
    public override MapValue PrepareForCreate(MapValue root, IIdentitySource identities) =>
        PermanentId.Ensure(root, FleetLabels.WorkPermanentId, identities);

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var i = 0;
        foreach (var manifest in (root.At("spec", "workload", "manifests") as ListValue)?.Maps ?? [])
        {
            var path = $"spec.workload.manifests[{i++}]";
            if (manifest.Text("kind") is not { Length: > 0 })
                errors.Add(FieldError.Required($"{path}.kind"));
            if (manifest.Text("apiVersion") is not { Length: > 0 })
                errors.Add(FieldError.Required($"{path}.apiVersion"));
        }
    }
}
