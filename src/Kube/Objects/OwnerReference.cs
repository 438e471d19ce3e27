namespace Pangea.Kube.Objects;

/// <summary>A <c>metav1.OwnerReference</c>.</summary>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid)
{
    /// <summary>Whether the owner is the managing controller; an object has one at most.</summary>
    public bool Controller { get; init; }

    /// <summary>Whether a foreground deletion of the owner waits for this object.</summary>
    public bool BlockOwnerDeletion { get; init; }

    /// <summary>The reference that a controller puts on what it makes: <c>controller</c> and <c>blockOwnerDeletion</c> true.</summary>
    public static OwnerReference ControllerOf(KubeObject owner) =>
        new(owner.ApiVersion, owner.Kind, owner.Name, owner.Uid) { Controller = true, BlockOwnerDeletion = true };

    /// <summary>Reads one reference; absent fields are empty.</summary>
    public static OwnerReference FromValue(MapValue value) =>
        new(value.Text("apiVersion") ?? "", value.Text("kind") ?? "", value.Text("name") ?? "", value.Text("uid") ?? "")
        {
            Controller = value.Flag("controller") ?? false,
            BlockOwnerDeletion = value.Flag("blockOwnerDeletion") ?? false,
        };

    /// <summary>The reference as it stands in <c>metadata.ownerReferences</c>; false flags are left out.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("apiVersion", ApiVersion),
            ("kind", Kind),
            ("name", Name),
            ("uid", Uid),
            ("controller", Controller ? BoolValue.True : null),
            ("blockOwnerDeletion", BlockOwnerDeletion ? BoolValue.True : null)
        );
}
