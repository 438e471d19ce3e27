using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What is about to be written, as admission sees it.</summary>
public sealed record AdmissionRequest
{
    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public required string Operation { get; init; }

    /// <summary>The resource.</summary>
    public required ResourceDefinition Definition { get; init; }

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Namespace and name; the name may be empty on a create with generateName.</summary>
    public required NamespacedName Key { get; init; }

    /// <summary>The object as it shall be; null on a delete.</summary>
    public MapValue? Object { get; init; }

    /// <summary>The object as it is; null on a create.</summary>
    public KubeObject? Old { get; init; }

    /// <summary>Who asks.</summary>
    public required RequestScope Scope { get; init; }

    /// <summary>Whether nothing will be stored.</summary>
    public bool DryRun { get; init; }
}

/// <summary>
/// A step of admission. Plugins run in a fixed order, all mutations before all validations. A plugin that asks others goes by
/// <see cref="AdmissionRequest.DryRun"/>.
/// </summary>
public interface IAdmissionPlugin
{
    /// <summary>Changes the object that is to be written, or refuses it. Called on creates and updates.</summary>
    ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    ) => new(root);

    /// <summary>Refuses the write, or gives null.</summary>
    ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        new((Status?)null);
}
