using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests.Webhooks;

/// <summary>A small HTTPS server on loopback with an authority of its own, as a webhook is one.</summary>
internal sealed class TlsListener : IAsyncDisposable
{
    private readonly WebApplication application;

    private TlsListener(WebApplication application, CertificateAuthority authority)
    {
        this.application = application;
        Authority = authority;
        Address = new(application.Urls.Single());
    }

    public CertificateAuthority Authority { get; }

    public Uri Address { get; }

    /// <summary>The authority's certificate as a <c>caBundle</c>.</summary>
    public string Bundle => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Authority.CertificatePem));

    public static async Task<TlsListener> StartAsync(RequestDelegate answer, params string[] names)
    {
        var lifetime = TimeSpan.FromDays(1);
        var authority = CertificateAuthority.CreateRoot(
            "webhook",
            lifetime,
            new(TimeProvider.System, new Random(7).NextBytes)
        );
        var certificate = authority.IssueServer(["127.0.0.1", .. names], lifetime).Certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new(application, authority);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
