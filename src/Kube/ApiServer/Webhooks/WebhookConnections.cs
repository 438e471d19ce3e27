using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Pangea.Kube.Client;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The connections to webhooks, pooled by where they lead and what they trust. There are as many pools as configurations name; beyond a bound all begin
/// anew, because then most of them belong to configurations that are gone.
/// </summary>
internal sealed class WebhookConnections(ServiceResolver services, TimeProvider clock) : IDisposable
{
    private const int MostPools = 256;

    private readonly Lock poolsLock = new();
    private readonly Dictionary<(string Authority, string Roots), Pool> pools = [];

    /// <summary>The pool of a target.</summary>
    public Pool Of(WebhookTarget target)
    {
        var key = (target.Address.Authority, target.Roots);
        lock (poolsLock)
        {
            if (pools.TryGetValue(key, out var pool))
                return pool;
            if (pools.Count >= MostPools)
                Clear();
            return pools[key] = Make(target);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (poolsLock)
            Clear();
    }

    private void Clear()
    {
        foreach (var pool in pools.Values)
            pool.Invoker.Dispose();
        pools.Clear();
    }

    private Pool Make(WebhookTarget target)
    {
        var roots = new X509Certificate2Collection();
        if (target.Roots.Length > 0)
            roots.ImportFromPem(target.Roots);
        var trust = new ServerTrust(
            new() { Server = target.Address, Roots = [.. roots.Cast<X509Certificate2>()] },
            clock
        );
        var handler = new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = trust.Accepts },
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // Endpoints of a service come and go.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            EnableMultipleHttp2Connections = true,
        };
        if (target.Service is { } service)
            handler.ConnectCallback = (_, stop) => ConnectAsync(service, target.Port, stop);
        return new(new(handler, disposeHandler: true), trust);
    }

    private async ValueTask<Stream> ConnectAsync(
        Objects.NamespacedName service,
        int port,
        CancellationToken cancellationToken
    )
    {
        var (address, error) = services.Resolve(service, port);
        if (address is null)
            throw new WebhookUnreachableException(error);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connections to one target.</summary>
    /// <param name="Invoker">Sends requests.</param>
    /// <param name="Trust">Why the target was refused, if it was.</param>
    internal sealed record Pool(HttpMessageInvoker Invoker, ServerTrust Trust);
}

/// <summary>A service has nobody who answers for it.</summary>
internal sealed class WebhookUnreachableException(string message) : IOException(message);
