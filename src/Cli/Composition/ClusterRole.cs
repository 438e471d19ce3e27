using Pangea.Kube.Cluster;

namespace Pangea.Cli;

/// <summary>An embedded cluster: its store, its server with controllers, scheduler and nodes, and its listener.</summary>
internal static class ClusterRole
{
    public static Task<IRole> StartAsync(RoleContext context, string name, CancellationToken cancellationToken)
    {
        var plan = context.Plan.Cluster(name);
        return ServerRole.StartAsync(
            context,
            RoleName.OfCluster(name),
            async (parts, stopping) =>
            {
                var cluster = await ClusterServer.StartAsync(
                    new()
                    {
                        Name = name,
                        Store = parts.Store,
                        Random = RoleContext.NewRandom(),
                        Region = plan.Region,
                        Zones = [plan.Zone],
                        Nodes = plan.Nodes,
                        Runtime = plan.Runtime,
                        RootCertificates = parts.Keys.Trust.Pem,
                        Signing = new(() => parts.Keys.Authority),
                        ServiceAccountTokens = ApiEndpoint.Tokens(parts.Keys),
                        Logging = context.Logging,
                    },
                    parts.Executor,
                    stopping
                );
                return cluster.Server;
            },
            cancellationToken
        );
    }
}
