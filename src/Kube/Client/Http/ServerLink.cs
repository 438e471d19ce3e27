using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;

namespace Pangea.Kube.Client;

/// <summary>
/// The pooled connections to a server with one identity. When another takes over it is retired: calls that are under way end on it, and the last one
/// closes it.
/// </summary>
#pragma warning disable CA1001 // counted: the last user closes it
internal sealed class ServerLink
#pragma warning restore CA1001
{
    private readonly HttpMessageInvoker invoker;
    private readonly ServerTrust trust;
    private readonly string basic;
    private readonly ClusterConnection connection;
    private readonly Lock useLock = new();
    private int users = 1;
    private bool retired;

    public ServerLink(ClusterConnection connection, HttpClusterApiOptions options, TimeProvider clock)
    {
        this.connection = connection;
        Token = new(connection.Token, connection.TokenFile, clock);
        trust = new(connection, clock);
        basic =
            connection.Username.Length == 0
                ? ""
                : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.Username}:{connection.Password}"));
        var tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Accepts };
        if (connection.ClientCertificate is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate,
                [.. connection.ClientCertificateChain],
                offline: true
            );
        invoker = new(
            new SocketsHttpHandler
            {
                SslOptions = tls,
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = connection.DisableCompression
                    ? DecompressionMethods.None
                    : DecompressionMethods.GZip,
                // A server may allow few streams a connection, and watches hold theirs for long.
                EnableMultipleHttp2Connections = true,
                // A peer that vanished is noticed by these pings; a watch would wait for it for ever.
                KeepAlivePingDelay = options.PingDelay,
                KeepAlivePingTimeout = options.PingTimeout,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
                ConnectTimeout = options.ConnectTimeout,
                UseProxy = connection.Proxy is not null || !connection.Server.IsLoopback,
                Proxy = connection.Proxy is { } proxy ? new WebProxy(proxy) : null,
            },
            disposeHandler: true
        );
    }

    public BearerToken Token { get; }

    public Uri Server => connection.Server;

    /// <summary>Why the server was refused, when that is why a call failed; empty otherwise.</summary>
    public string Refusal => trust.LastRefusal;

    /// <summary>Takes part in the link's use; false when it is closed already.</summary>
    public bool TryEnter()
    {
        lock (useLock)
        {
            if (users == 0)
                return false;
            users++;
            return true;
        }
    }

    public void Leave()
    {
        lock (useLock)
        {
            if (--users > 0)
                return;
        }
        invoker.Dispose();
    }

    /// <summary>No further call will come; the link closes with the last that is under way.</summary>
    public void Retire()
    {
        lock (useLock)
        {
            if (retired)
                return;
            retired = true;
        }
        Leave();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await Token.GetAsync(cancellationToken);
        if (token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (basic.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        // The handler takes the name that it asks for, and checks, from here.
        if (connection.TlsServerName.Length > 0)
            request.Headers.Host = connection.TlsServerName;
        if (connection.Impersonate is { } user)
            AddImpersonation(request.Headers, user);
        return await invoker.SendAsync(request, cancellationToken);
    }

    private static void AddImpersonation(HttpRequestHeaders headers, Impersonation user)
    {
        headers.TryAddWithoutValidation("Impersonate-User", user.User);
        if (user.Uid.Length > 0)
            headers.TryAddWithoutValidation("Impersonate-Uid", user.Uid);
        foreach (var group in user.Groups)
            headers.TryAddWithoutValidation("Impersonate-Group", group);
        foreach (var (name, values) in user.Extra)
        {
            foreach (var value in values)
                headers.TryAddWithoutValidation("Impersonate-Extra-" + Uri.EscapeDataString(name), value);
        }
    }
}
