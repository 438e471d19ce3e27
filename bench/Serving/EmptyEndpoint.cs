using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Pangea.Bench.Serving;

/// <summary>
/// The baseline: a Kestrel that does nothing but HTTPS with client certificates, reading what it is sent and answering 1 KB, or as much as it is asked for. It is this program once
/// more, in a process of its own, which ends with its standard input.
/// </summary>
internal sealed class EmptyEndpoint : IDisposable
{
    private readonly Process process;

    private EmptyEndpoint(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>CPU-seconds since its start.</summary>
    public double CpuSeconds
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static async Task<EmptyEndpoint> StartAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["apiserver", "empty"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        for (string? line; (line = await process.StandardOutput.ReadLineAsync(cancellationToken)) is not null; )
        {
            if (line.StartsWith("https://", StringComparison.Ordinal))
                return new(process, new(line));
        }
        throw new InvalidOperationException("the empty endpoint did not start");
    }

    /// <summary>The process of its own.</summary>
    public static async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(150)
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                    listen.UseHttps(
                        certificate,
                        https =>
                        {
                            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                            https.AllowAnyClientCertificate();
                        }
                    )
            )
        );
        await using var server = builder.Build();
        var answer = new byte[1024];
        server.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            var times = context.Request.Query["kilobytes"] is [{ } asked] ? int.Parse(asked) : 1;
            for (var i = 0; i < times; i++)
                await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        });
        await server.StartAsync(cancellationToken);
        Console.WriteLine(server.Urls.Single());
        await Console.In.ReadToEndAsync(cancellationToken);
        await server.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
