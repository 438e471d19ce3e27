using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pangea.Kube.Client.Tests;

/// <summary>A real TLS server in this process, on a free port of the loopback address, that answers as a test says.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private TestServer(WebApplication application) => this.application = application;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public Uri Address { get; private set; } = null!;

    /// <summary>What a request was, once it has been read.</summary>
    public sealed record Received(
        string Method,
        string Path,
        string Query,
        string Body,
        string ContentType,
        string Protocol,
        IHeaderDictionary Headers,
        string? ClientName
    );

    public static async Task<TestServer> StartAsync(
        X509Certificate2 certificate,
        Func<HttpContext, Task> answer,
        X509Certificate2Collection? chain = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = certificate;
                        https.ServerCertificateChain = chain;
                        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                        https.ClientCertificateValidation = (_, _, _) => true;
                    })
            )
        );
        var application = builder.Build();
        var server = new TestServer(application);
        application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            server.Requests.Enqueue(
                new(
                    context.Request.Method,
                    context.Request.Path,
                    context.Request.QueryString.Value ?? "",
                    await reader.ReadToEndAsync(),
                    context.Request.ContentType ?? "",
                    context.Request.Protocol,
                    context.Request.Headers,
                    context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false)
                )
            );
            await answer(context);
        });
        await application.StartAsync();
        server.Address = new(application.Urls.Single());
        return server;
    }

    public static async Task WriteAsync(HttpContext context, int code, string json)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json));
    }

    public async ValueTask DisposeAsync()
    {
        // Watches that a test left open must not hold up its end.
        using var now = new CancellationTokenSource();
        now.Cancel();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}

/// <summary>A server and a client of it, with certificates of their own.</summary>
internal sealed class HttpWorld : IAsyncDisposable
{
    public required X509Certificate2 Authority { get; init; }

    public required TestServer Server { get; init; }

    public required HttpClusterApi Api { get; init; }

    public required ClusterConnection Connection { get; init; }

    public static async Task<HttpWorld> StartAsync(
        Func<HttpContext, Task> answer,
        TimeProvider? clock = null,
        Func<ClusterConnection, ClusterConnection>? change = null,
        Func<HttpClusterApiOptions, HttpClusterApiOptions>? options = null
    )
    {
        var authority = TestCertificates.Authority("ca");
        var server = await TestServer.StartAsync(TestCertificates.Server(authority), answer);
        var connection = new ClusterConnection
        {
            Server = server.Address,
            Roots = [TestCertificates.Public(authority)],
        };
        connection = change?.Invoke(connection) ?? connection;
        return new()
        {
            Authority = authority,
            Server = server,
            Connection = connection,
            Api = NewApi(connection, clock, options),
        };
    }

    public static HttpClusterApi NewApi(
        ClusterConnection connection,
        TimeProvider? clock = null,
        Func<HttpClusterApiOptions, HttpClusterApiOptions>? options = null
    )
    {
        var defaults = new HttpClusterApiOptions { UserAgent = "pangea/0.1.0 (test)" };
        return new(
            connection,
            options?.Invoke(defaults) ?? defaults,
            new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance, clock ?? TimeProvider.System),
            new Random(1),
            NullLogger.Instance
        );
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
    }
}
