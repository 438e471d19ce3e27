using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// What the registries of Kubernetes' own kinds have in common. The uid is in the metadata before
/// <see cref="ResourceStrategy.PrepareForCreate"/> runs.
/// </summary>
internal abstract class BuiltinStrategy : ResourceStrategy
{
    private MapValue? zeroStatus;

    /// <summary>
    /// The full name of the type of status when that has an endpoint of its own, so that the main one keeps what is there; null when
    /// there is no such endpoint.
    /// </summary>
    protected virtual string? StatusType => null;

    /// <summary>Whether an object keeps the status that it is created with.</summary>
    protected virtual bool KeepsStatusOnCreate => false;

    private bool HasStatus => StatusType is not null;

    /// <summary>The status of an object that is being created.</summary>
    protected virtual MapValue FreshStatus(MapValue root) => zeroStatus ??= ZeroValues.Of(StatusType!);

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        HasStatus && !KeepsStatusOnCreate ? root.With("status", FreshStatus(root)) : root;

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        HasStatus ? root.With("status", old["status"]) : root;

    /// <summary>
    /// The status endpoint of built-in kinds keeps spec, but lets the caller's metadata pass. Source: the strategies named
    /// "status" in Kubernetes' registries.
    /// </summary>
    public override MapValue PrepareForStatusUpdate(MapValue root, MapValue old) =>
        old.With("status", root["status"]).With("metadata", root["metadata"]);

    /// <inheritdoc/>
    public override bool BumpsGeneration(MapValue root, MapValue old) => Changed(root, old) || Changed(old, root);

    /// <summary>Whether an entry of <paramref name="a"/> that the generation counts is another one in <paramref name="b"/>.</summary>
    private static bool Changed(MapValue a, MapValue b)
    {
        foreach (var (key, value) in a)
        {
            if (key is not ("metadata" or "status" or "apiVersion" or "kind") && !Checks.Same(value, b[key]))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override void Validate(MapValue root, ICollection<FieldError> errors) => Validate(Part.Root(root, errors));

    /// <summary>Checks an object that is to be created, or the new form of one that changes.</summary>
    protected virtual void Validate(Part root) { }

    /// <inheritdoc/>
    public override void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        ValidateUpdate(Part.Root(root, errors), old);

    /// <summary>Checks a change.</summary>
    protected virtual void ValidateUpdate(Part root, MapValue old) => Validate(root);

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        ValidateStatus(Part.Root(root, errors).Child("status"), root, old);

    /// <summary>Checks a change of status.</summary>
    protected virtual void ValidateStatus(Part status, MapValue root, MapValue old) { }
}
