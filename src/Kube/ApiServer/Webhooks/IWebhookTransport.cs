using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Posts JSON to webhooks: the seam to the network.</summary>
internal interface IWebhookTransport
{
    /// <summary>Posts a body and reads the answer. Only cancellation throws.</summary>
    ValueTask<WebhookAnswer> PostAsync(
        WebhookTarget target,
        MapValue body,
        TimeSpan timeout,
        CancellationToken cancellationToken
    );
}

/// <summary>What a webhook answered, or why there is no answer.</summary>
/// <param name="Body">The answer; null when there is none.</param>
/// <param name="Error">Why there is none; empty otherwise.</param>
internal readonly record struct WebhookAnswer(MapValue? Body, string Error)
{
    /// <summary>There is no answer.</summary>
    public static WebhookAnswer Failed(string error) => new(null, error);
}
