using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Bench.Serving;

/// <summary>
/// Clients of a server, each with a connection of its own: HTTP/2 over TLS with a client certificate. They check no server's
/// certificate, and parse nothing: what is measured is the server.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private readonly HttpMessageInvoker[] clients;
    private readonly Uri server;

    public LoadGenerator(Uri server, X509Certificate2 certificate, int count)
    {
        this.server = server;
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        clients =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new HttpMessageInvoker(
                    new SocketsHttpHandler
                    {
                        UseCookies = false,
                        UseProxy = false,
                        // As Go's clients have it; .NET's own default lets a server send 64 KB at first.
                        InitialHttp2StreamWindowSize = 4 * 1024 * 1024,
                        SslOptions = new()
                        {
                            ClientCertificateContext = context,
#pragma warning disable CA5359 // a benchmark of this machine's own server
                            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                        },
                    }
                )),
        ];
    }

    public int Clients => clients.Length;

    /// <summary>A request, of a client, whose answer must have a status of success; returns its body's length.</summary>
    public async Task<int> CallAsync(
        int client,
        HttpMethod method,
        string path,
        string type,
        byte[]? content,
        CancellationToken cancellationToken
    )
    {
        using var request = Request(method, path);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new(type);
        }
        using var answer = await clients[client].SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}"
            );
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var total = 0;
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0; )
                total += read;
            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An answer that goes on: a watch.</summary>
    public async Task<Stream> OpenAsync(int client, string path, CancellationToken cancellationToken)
    {
        var answer = await clients[client].SendAsync(Request(HttpMethod.Get, path), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <summary>All clients call, each one call after the other, until so many are done; the milliseconds of each.</summary>
    public async Task<List<double>> RunAsync(int calls, Func<int, int, Task> call)
    {
        var next = -1;
        var times = new List<double>[clients.Length];
        await Task.WhenAll(Enumerable.Range(0, clients.Length).Select(c => Task.Run(() => ClientAsync(c))));
        return [.. times.SelectMany(t => t)];

        async Task ClientAsync(int client)
        {
            var mine = times[client] = [];
            for (var i = Interlocked.Increment(ref next); i < calls; i = Interlocked.Increment(ref next))
            {
                var begun = Stopwatch.GetTimestamp();
                await call(client, i);
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }
    }

    public void Dispose() => Array.ForEach(clients, c => c.Dispose());

    private HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
