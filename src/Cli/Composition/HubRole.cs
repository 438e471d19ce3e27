using Pangea.Fleet.Hub;

namespace Pangea.Cli;

/// <summary>The hub: its store, its server and controllers, and its listener.</summary>
internal static class HubRole
{
    public static Task<IRole> StartAsync(RoleContext context, CancellationToken cancellationToken) =>
        ServerRole.StartAsync(
            context,
            RoleName.Hub,
            async (parts, stopping) =>
            {
                var hub = await HubServer.StartAsync(
                    new()
                    {
                        Store = parts.Store,
                        Random = RoleContext.NewRandom(),
                        Signing = new(() => parts.Keys.Authority),
                        ClusterInfo = new()
                        {
                            Server = context.Plan.Url(RoleName.Hub),
                            CertificateAuthority = parts.Keys.Trust.Pem,
                        },
                        ServiceAccountTokens = ApiEndpoint.Tokens(parts.Keys),
                        Logging = context.Logging,
                    },
                    parts.Executor,
                    stopping
                );
                return hub.Server;
            },
            cancellationToken
        );
}
