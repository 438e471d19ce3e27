using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>
/// How an agent calls a server: over TLS, or, where the server runs in the agent's own process, directly, with what its client certificate says that
/// it is.
/// </summary>
internal sealed class AgentLink : IDisposable
{
    private readonly HttpClusterApi? http;

    private AgentLink(IClusterApi api, HttpClusterApi? http)
    {
        Api = api;
        this.http = http;
    }

    /// <summary>The server.</summary>
    public IClusterApi Api { get; }

    /// <summary>A link over TLS.</summary>
    public static AgentLink Over(ClusterConnection connection, IExecutor executor, ILoggerFactory logging)
    {
        var http = new HttpClusterApi(
            connection,
            new() { UserAgent = FleetApi.UserAgent("agent") },
            executor,
            RoleContext.NewRandom(),
            logging.CreateLogger("Pangea.Kube.Client")
        );
        return new(http, http);
    }

    /// <summary>A link to a role of the fleet, over TLS where it does not run here.</summary>
    /// <exception cref="CommandFailedException">The server does not take the certificate.</exception>
    public static async ValueTask<AgentLink> ToAsync(
        RoleContext context,
        RoleName role,
        ClusterConnection connection,
        IExecutor executor,
        CancellationToken cancellationToken
    )
    {
        if (context.Here(role) is not { } server || connection.ClientCertificate is not { } certificate)
            return Over(connection, executor, context.Logging);
        var client = await server.ClientAsync(certificate, FleetApi.UserAgent("agent"), cancellationToken);
        return client.IsSuccess
            ? new(client.Value, null)
            : throw new CommandFailedException($"{role} does not take the agent's certificate: {client.Error.Message}");
    }

    /// <summary>Calls with other credentials from now on. Who was let in without TLS stays so.</summary>
    public void Reconnect(ClusterConnection connection) => http?.Reconnect(connection);

    /// <inheritdoc/>
    public void Dispose() => http?.Dispose();
}
