using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The admission plugins of a server, in order.</summary>
public sealed class AdmissionChain(ImmutableArray<IAdmissionPlugin> plugins)
{
    /// <summary>What is asked after the plugins; null for nothing.</summary>
    internal WebhookAdmission? Webhooks { get; init; }

    /// <summary>Whether requests may be told to others, who should not hear of one twice without need.</summary>
    internal bool AsksOthers => Webhooks is { HasAny: true };

    /// <summary>Runs the mutations; the value is the object that is to be written.</summary>
    public async ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        var result = await MutateByPluginsAsync(request, root, cancellationToken);
        if (!result.IsSuccess || Webhooks?.BeginMutation(request) is not { } run)
            return result;
        result = await run.RunAsync(request, result.Value, again: false, cancellationToken);
        if (!result.IsSuccess || !run.HasChanged)
            return result;
        // The plugins again, for what webhooks added; then the webhooks that have not seen all.
        result = await MutateByPluginsAsync(request, result.Value, cancellationToken);
        return result.IsSuccess ? await run.RunAsync(request, result.Value, again: true, cancellationToken) : result;
    }

    private async ValueTask<ApiResult<MapValue>> MutateByPluginsAsync(
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
        if (Webhooks is null)
            return null;
        // Of what cannot be changed the mutating ones are told here.
        if (
            request.Operation is "DELETE" or "CONNECT"
            && Webhooks.BeginMutation(request) is { } run
            && await run.RefusalAsync(request, cancellationToken) is { } refused
        )
            return refused;
        return await Webhooks.ValidateAsync(request, cancellationToken);
    }
}
