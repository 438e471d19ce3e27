using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Posts to webhooks over HTTPS. The texts of failures are those that client-go gives kube-apiserver.</summary>
internal sealed class WebhookTransport(WebhookConnections connections, TimeProvider clock) : IWebhookTransport
{
    /// <summary>The most bytes of an answer: a patch of an object that fits into a request several times over.</summary>
    public const int MaxAnswer = 8 * 1024 * 1024;

    /// <inheritdoc/>
    public async ValueTask<WebhookAnswer> PostAsync(
        WebhookTarget target,
        MapValue body,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var address = new UriBuilder(target.Address) { Query = $"timeout={seconds}s" }.Uri;
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var pool = connections.Of(target);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ReadOnlyMemoryContent(body.ToJson()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
        try
        {
            using var response = await pool.Invoker.SendAsync(request, either.Token);
            var content = await ReadAsync(response, either.Token);
            return content is null
                ? WebhookAnswer.Failed($"the answer is longer than {MaxAnswer} bytes")
                : Read(response.StatusCode, content);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebhookAnswer.Failed($"Post \"{Shown(target, seconds)}\": context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return WebhookAnswer.Failed($"Post \"{Shown(target, seconds)}\": {Why(e, target, pool)}");
        }
    }

    private static string Shown(WebhookTarget target, string seconds) =>
        // As it is written, with the port of a service: Uri leaves out the usual one.
        target.Service
            is null
            ? $"{target.Address}?timeout={seconds}s"
            : $"https://{target.Address.Host}:{target.Port}{target.Address.AbsolutePath}?timeout={seconds}s";

    private static async ValueTask<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > MaxAnswer)
                return null;
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static WebhookAnswer Read(HttpStatusCode code, byte[] content)
    {
        if (code == HttpStatusCode.NotFound)
            return WebhookAnswer.Failed("the server could not find the requested resource");
        if ((int)code >= 500)
        {
            var text = Encoding.UTF8.GetString(content).Trim();
            var said = text.Length == 0 ? "unknown" : text;
            return WebhookAnswer.Failed(
                $"an error on the server ({GoText.Quote(said)}) has prevented the request from succeeding"
            );
        }
        if ((int)code is < 200 or >= 300)
            return WebhookAnswer.Failed("the server rejected our request for an unknown reason");
        try
        {
            return JsonText.Parse(content) is MapValue map
                ? new(map, "")
                : WebhookAnswer.Failed("couldn't get version/kind; json parse error: the answer is no object");
        }
        catch (JsonException e)
        {
            return WebhookAnswer.Failed($"couldn't get version/kind; json parse error: {e.Message}");
        }
    }

    private static string Why(Exception error, WebhookTarget target, WebhookConnections.Pool pool)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case WebhookUnreachableException:
                    return cause.Message;
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {target.Address.Host}:{target.Port}: connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }:
                    return $"dial tcp: lookup {target.Address.Host}: no such host";
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                    when pool.Trust.LastRefusal.Length > 0:
                    return $"tls: failed to verify certificate: x509: {pool.Trust.LastRefusal}";
            }
        }
        return error.Message;
    }
}
