using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of ResourceRegistry.</summary>
internal sealed class ResourceRegistryRules : KindRules
{
    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = ResourceRegistrySpec.From(root.Map("spec") ?? MapValue.Empty);
        PlacementRules.CheckAffinity(spec.TargetCluster, "spec.targetCluster", errors);
        if (spec.ResourceSelectors.Count == 0)
            errors.Add(FieldError.Required("spec.resourceSelectors"));
        for (var i = 0; i < spec.ResourceSelectors.Count; i++)
        {
            if (spec.ResourceSelectors[i].ApiVersion.Length == 0)
                errors.Add(FieldError.Required($"spec.resourceSelectors[{i}].apiVersion"));
            if (spec.ResourceSelectors[i].Kind.Length == 0)
                errors.Add(FieldError.Required($"spec.resourceSelectors[{i}].kind"));
        }
        if (spec.BackendStore?.OpenSearch is not { } store)
            return;
        const string path = "spec.backendStore.openSearch";
        if (store.Addresses.Count == 0)
            errors.Add(FieldError.Required($"{path}.addresses"));
        for (var i = 0; i < store.Addresses.Count; i++)
        {
            if (
                !Uri.TryCreate(store.Addresses[i], UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https")
                || uri.Host.Length == 0
            )
                errors.Add(
                    FieldError.Invalid($"{path}.addresses[{i}]", store.Addresses[i], "must be an http or https URL")
                );
        }
    }
}
