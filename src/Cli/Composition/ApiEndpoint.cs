using System.Collections.Immutable;
using System.Net;
using Pangea.Kube.ApiServer;

namespace Pangea.Cli;

/// <summary>Serves an API server over HTTPS with a fleet's keys: who may be who there.</summary>
internal static class ApiEndpoint
{
    /// <summary>The issuer and audience of service accounts' tokens: what Kubernetes calls a cluster from inside.</summary>
    public const string TokenIssuer = "https://kubernetes.default.svc.cluster.local";

    /// <summary>How a server issues and accepts tokens of service accounts.</summary>
    public static ServiceAccountTokens Tokens(ServerKeys keys) =>
        new() { Issuer = TokenIssuer, Keys = () => keys.Tokens };

    /// <summary>Starts to listen.</summary>
    /// <param name="context">The fleet.</param>
    /// <param name="role">The server's role.</param>
    /// <param name="server">The server.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="CommandFailedException">The port is taken.</exception>
    public static async Task<ApiServerListener> OpenAsync(
        RoleContext context,
        RoleName role,
        ApiServer server,
        ServerKeys keys,
        CancellationToken cancellationToken
    )
    {
        var port = context.Plan.Servers.First(s => s.Role == role).Port;
        var secrets = server.View(new("", "v1", "secrets"));
        var authenticators = ImmutableArray.Create<IAuthenticator>(
            new ClientCertificateAuthenticator(() => keys.Trust, context.Clock),
            server.ServiceAccountAuthenticator!,
            new BootstrapTokenAuthenticator(secrets, context.Clock)
        );
        try
        {
            return await ApiServerListener.StartAsync(
                server,
                new()
                {
                    Endpoint = new(IPAddress.Parse(context.Plan.Bind), port),
                    Certificate = keys.ServerCertificate(context.ServerNames, context.Clock),
                    Authenticator = new AuthenticationChain(authenticators, allowAnonymous: true),
                },
                cancellationToken
            );
        }
        catch (IOException e)
        {
            throw new CommandFailedException(
                $"{role} cannot listen at {context.Plan.Bind}:{port}: the port is taken",
                e
            );
        }
    }
}
