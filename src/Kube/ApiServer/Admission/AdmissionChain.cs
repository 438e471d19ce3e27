using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The admission plugins of a server, in order.</summary>
public sealed class AdmissionChain(ImmutableArray<IAdmissionPlugin> plugins)
{
    /// <summary>Runs the mutations; the value is the object that is to be written.</summary>
    public async ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        foreach (var plugin in plugins)
        {
            var result = await plugin.MutateAsync(request with { Object = root }, root, cancellationToken);
            if (!result.IsSuccess)
                return result;
            root = result.Value;
        }
        return root;
    }

    /// <summary>Runs the validations; null when all agree.</summary>
    public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            if (await plugin.ValidateAsync(request, cancellationToken) is { } refusal)
                return refusal;
        }
        return null;
    }
}
