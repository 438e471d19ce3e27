using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// HorizontalPodAutoscalers of <c>autoscaling/v1</c>: every rule is that of <c>v2</c>, since the original checks objects of both versions
/// in one form.
/// </summary>
internal sealed class HpaV1Strategy(HpaStrategy stored) : ResourceStrategy
{
    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        HpaViews.FromStored(stored.PrepareForCreate(HpaViews.ToStored(root)));

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        HpaViews.FromStored(stored.PrepareForUpdate(HpaViews.ToStored(root), HpaViews.ToStored(old)));

    /// <inheritdoc/>
    public override MapValue PrepareForStatusUpdate(MapValue root, MapValue old) =>
        HpaViews.FromStored(stored.PrepareForStatusUpdate(HpaViews.ToStored(root), HpaViews.ToStored(old)));

    /// <inheritdoc/>
    public override void Validate(MapValue root, ICollection<FieldError> errors) =>
        stored.Validate(HpaViews.ToStored(root), errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        stored.ValidateUpdate(HpaViews.ToStored(root), HpaViews.ToStored(old), errors);

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        stored.ValidateStatusUpdate(HpaViews.ToStored(root), HpaViews.ToStored(old), errors);
}
