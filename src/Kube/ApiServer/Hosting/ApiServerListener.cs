using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pangea.Kube.ApiServer;

/// <summary>Where a server listens, and how it shows and checks identities.</summary>
public sealed record ListenerOptions
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>The server's certificate with its key; asked for at each handshake, so that it can be renewed.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>Turns credentials into users.</summary>
    public required IAuthenticator Authenticator { get; init; }

    /// <summary>The address by which the cluster reaches the server; null when it is not to be published.</summary>
    public IPAddress? Advertised { get; init; }

    /// <summary>Further metrics in Prometheus' text form, appended to <c>/metrics</c>.</summary>
    public Func<string> Metrics { get; init; } = static () => "";
}

/// <summary>An API server on HTTPS: HTTP/2 and HTTP/1.1 with optional client certificates.</summary>
public sealed class ApiServerListener : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ApiServer server;

    private ApiServerListener(WebApplication app, ApiServer server, IPEndPoint endpoint)
    {
        this.app = app;
        this.server = server;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ApiServerListener> StartAsync(
        ApiServer server,
        ListenerOptions options,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(server.Logging);
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            // client-go keeps one connection and opens a stream for every watch.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 4096;
            kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit + 1024;
            // Watches are quiet for minutes.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxResponseBufferSize = 1024 * 1024;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);
            kestrel.Listen(
                options.Endpoint,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificateSelector = (_, _) => options.Certificate();
                        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                        // Who the certificate is, and whether it counts, is the authenticator's business: a certificate of another authority
                        // gets a 401 with words, not a broken handshake.
                        https.AllowAnyClientCertificate();
                    });
                }
            );
        });
        server.Authenticator = options.Authenticator;
        var app = builder.Build();
        var metrics = new RequestMetrics(i => server.Catalog.Find(i.Resource) is not null, options.Metrics);
        var front = new HttpFrontEnd(
            server,
            server.Api,
            options.Authenticator,
            metrics,
            server.Logging.CreateLogger<HttpFrontEnd>()
        );
        app.Run(front.HandleAsync);
        await app.StartAsync(cancellationToken);
        var port = new Uri(app.Urls.First()).Port;
        if (await server.PublishAsync(port, options.Advertised, cancellationToken) is { } failed)
            throw new InvalidOperationException($"the server could not publish where it listens: {failed}");
        return new(app, server, new(options.Endpoint.Address, port));
    }

    /// <summary>Stops: readiness off, watches ended in order, running requests finished (up to 5 seconds), then closed.</summary>
    public async ValueTask DisposeAsync()
    {
        server.Drain();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}
