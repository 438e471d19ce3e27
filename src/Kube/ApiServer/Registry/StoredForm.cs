using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Between the version an object is stored in and the one it is served in.</summary>
internal static class StoredForm
{
    /// <summary>
    /// A stored object as a definition serves it; the same instance when the versions are the same. Of kinds with a <see cref="ResourceDefinition.Conversion"/>
    /// only what is prepared can be looked at.
    /// </summary>
    public static KubeObject View(this ResourceDefinition definition, KubeObject stored)
    {
        if (definition.ReadStored is { } read)
            return read(stored);
        if (definition.StoredIn is null || definition.StoredIn == definition.Resource.GroupVersion)
            return stored;
        var root = definition.FromStored?.Invoke(stored.Root) ?? stored.Root;
        return new(root.With("apiVersion", definition.Resource.GroupVersion.ToString()).With("kind", definition.Kind));
    }

    /// <summary>A stored object as a definition serves it; waits where versions are converted by a webhook.</summary>
    public static ValueTask<ApiResult<KubeObject>> ReadAsync(
        this ResourceDefinition definition,
        KubeObject stored,
        CancellationToken cancellationToken
    ) => definition.Conversion?.ReadAsync(stored, cancellationToken) ?? new(definition.View(stored));

    /// <summary>A stored object for who looks at metadata alone: as it is stored, where it would have to be converted by a webhook.</summary>
    public static KubeObject ViewMetadata(this ResourceDefinition definition, KubeObject stored) =>
        definition.Conversion?.OfMetadata(stored) ?? definition.View(stored);

    /// <summary>A served object as it is stored; waits where versions are converted by a webhook.</summary>
    public static ValueTask<ApiResult<MapValue>> ToStoredFormAsync(
        this ResourceDefinition definition,
        MapValue root,
        CancellationToken cancellationToken
    ) => definition.Conversion?.ToStoredAsync(root, cancellationToken) ?? new(definition.ToStoredForm(root));

    /// <summary>A served object as it is stored, where nobody has to be asked.</summary>
    public static MapValue ToStoredForm(this ResourceDefinition definition, MapValue root)
    {
        if (definition.StoredIn is not { } version || version == definition.Resource.GroupVersion)
            return root;
        return (definition.ToStored?.Invoke(root) ?? root).With("apiVersion", version.ToString());
    }

    /// <summary>
    /// Whether a stored object is in the version that objects are now stored in. If not, even an update that changes nothing is written: that
    /// is how versions of custom resources are retired.
    /// </summary>
    public static bool IsStoredAsNow(this ResourceDefinition definition, KubeObject stored) =>
        definition.ReadStored is null || stored.ApiVersion == definition.StoredIn?.ToString();
}
