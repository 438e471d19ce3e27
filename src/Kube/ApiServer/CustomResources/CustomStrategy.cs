using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// What all custom resources have in common beyond their schemas, made for one version of one definition. Source: the registry
/// of custom resources in apiextensions.
/// </summary>
internal sealed class CustomStrategy(
    bool hasStatus,
    CustomScale? scale,
    SelectableFields fields,
    ValidationRules? rules
) : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields => fields.Names;

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) => fields.Value(obj, field);

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) => hasStatus ? root.Without("status") : root;

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        hasStatus ? root.With("status", old["status"]) : root;

    /// <summary>With a status of its own the generation counts what users want; without one, everything.</summary>
    public override bool BumpsGeneration(MapValue root, MapValue old)
    {
        MapValue Counted(MapValue map)
        {
            map = map.Without("metadata").Without("apiVersion").Without("kind");
            return hasStatus ? map.Without("status") : map;
        }
        return !Counted(root).Equals(Counted(old));
    }

    /// <inheritdoc/>
    public override void Validate(MapValue root, ICollection<FieldError> errors)
    {
        rules?.Validate(root, null, errors);
        scale?.CheckSpec(root, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors)
    {
        rules?.Validate(root, old, errors);
        scale?.CheckSpec(root, errors);
    }

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(MapValue root, MapValue old, ICollection<FieldError> errors)
    {
        rules?.Validate(root, old, errors);
        scale?.CheckStatus(root, errors);
    }
}
