using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Client;

/// <summary>What calls and watches cost over HTTP/2 and TLS; the figures hold both ends, the server's being an empty endpoint's.</summary>
internal static class HttpCalls
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly NamespacedName Key = new("default", "hello");

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        using var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        await using var server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync(cancellationToken);
        using var api = new HttpClusterApi(
            new() { Server = new(server.Urls.Single()), Roots = [certificate] },
            new() { UserAgent = "pangea/bench (bench)" },
            new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance),
            new Random(1),
            NullLogger.Instance
        );
        foreach (var callers in new[] { 1, 1, 16, 16 })
        {
            const int Calls = 10_000;
            var left = Calls;
            var measurement = Measurement.Start();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync()));
            Console.WriteLine($"  {$"gets, {callers} at a time", -36}{measurement.Per("", Calls)}");

            async Task CallAsync()
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var result = await api.GetAsync(Deployments, Key, cancellationToken);
                    if (!result.IsSuccess)
                        throw new InvalidOperationException(result.Error.ToString());
                }
            }
        }
        for (var round = 0; round < 3; round++)
        {
            var measurement = Measurement.Start();
            var read = 0;
            await foreach (var _ in api.WatchAsync(Deployments, "", new(), cancellationToken))
                read++;
            Console.WriteLine($"  {"events of a watch", -36}{measurement.Per("", read)}");
        }
        await server.StopAsync(cancellationToken);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!context.Request.Query.ContainsKey("watch"))
        {
            context.Response.ContentLength = Samples.Deployment.Length;
            await context.Response.Body.WriteAsync(Samples.Deployment);
            return;
        }
        for (var i = 0; i < 20_000; i++)
            await context.Response.BodyWriter.WriteAsync(Samples.Event);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(150));
    }
}
