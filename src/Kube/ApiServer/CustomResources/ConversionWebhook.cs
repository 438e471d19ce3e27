using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// The webhook that converts the objects of one definition. It is asked a few questions at a time, in the order they come; each may be about many objects.
/// </summary>
internal sealed class ConversionWebhook
{
    private const int AtOnce = 8;

    // The original's, for which there is no field.
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    private readonly ServerParts parts;
    private readonly WebhookTarget? target;
    private readonly string version;
    private readonly AsyncLock[] gates = [.. Enumerable.Range(0, AtOnce).Select(_ => new AsyncLock())];
    private uint turn;

    private ConversionWebhook(ServerParts parts, WebhookTarget? target, string version)
    {
        this.parts = parts;
        this.target = target;
        this.version = version;
    }

    /// <summary>The webhook of a definition; null when its objects are converted without one.</summary>
    public static ConversionWebhook? Of(KubeObject crd, ServerParts parts)
    {
        var conversion = crd.Spec.Map("conversion");
        if (conversion?.Text("strategy") != "Webhook" || conversion.Map("webhook") is not { } webhook)
            return null;
        var client = webhook.Map("clientConfig") ?? MapValue.Empty;
        return new(
            parts,
            HasUsableRoots(client) ? WebhookTarget.Of(client) : null,
            webhook.Texts("conversionReviewVersions").FirstOrDefault(ConversionReview.IsKnown) ?? ""
        );
    }

    /// <summary>Whether the authority can be read. Definitions often come with a placeholder that somebody fills in later.</summary>
    private static bool HasUsableRoots(MapValue client)
    {
        if (client.Text("caBundle") is not { Length: > 0 } bundle)
            return true;
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
            return roots.Count > 0;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Objects of one kind in another version, in their order.</summary>
    public async ValueTask<ApiResult<MapValue[]>> ConvertAsync(
        IReadOnlyList<KubeObject> objects,
        GroupVersion to,
        CancellationToken cancellationToken
    )
    {
        Status Failed(string why) =>
            // No reason, as the original gives none.
            new(500, "", $"conversion webhook for {objects[0].GroupVersionKind} {why}");

        if (target is null)
            return Failed("failed: unable to load root certificates: unable to parse bytes as PEM block");
        if (version.Length == 0)
            return new Status(500, "", "no supported conversion review versions");
        WebhookAnswer answer;
        string uid;
        using (await gates[Interlocked.Increment(ref turn) % AtOnce].AcquireAsync(cancellationToken))
        {
            uid = parts.Identities.NewUid();
            answer = await parts.Webhooks.PostAsync(
                target,
                ConversionReview.Ask(version, uid, to, objects),
                Time,
                cancellationToken
            );
        }
        if (answer.Body is null)
            return Failed($"failed: {answer.Error}");
        var (converted, error) = ConversionReview.Read(version, uid, to, objects, answer.Body);
        return error.Length > 0 ? Failed(error) : converted;
    }
}
