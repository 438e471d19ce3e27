using Pangea.Fleet.Agent;
using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>
/// The agent of an embedded cluster. It joins as any cluster does: a bootstrap token, a certificate of its own over TLS, and from then on that
/// certificate, which is kept in the fleet's directory. Servers in its own process it calls directly after that.
/// </summary>
internal static class AgentRole
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Starts the agent; when this returns, the cluster is registered.</summary>
    public static async Task<IRole> StartAsync(RoleContext context, string cluster, CancellationToken cancellationToken)
    {
        var executor = context.NewExecutor();
        var path = context.Directory.AgentMemberKubeconfig(cluster);
        var connection = await MemberConnection.OfAsync(path, cancellationToken);
        var member = await AgentLink.ToAsync(
            context,
            RoleName.OfCluster(cluster),
            connection,
            executor,
            cancellationToken
        );
        try
        {
            var credentials = await LoadAsync(context, cluster, cancellationToken);
            if (credentials is null)
            {
                credentials = await RegisterAsync(context, cluster, executor, member.Api, cancellationToken);
                await KeepAsync(credentials, cancellationToken);
            }
            var hub = await AgentLink.ToAsync(
                context,
                RoleName.Hub,
                credentials.ToConnection(),
                executor,
                cancellationToken
            );
            return AgentRun.Start(credentials, hub, member, KeepAsync, executor, context.Logging);
        }
        catch (Exception)
        {
            member.Dispose();
            throw;
        }

        async ValueTask KeepAsync(AgentCredentials credentials, CancellationToken stopping) =>
            await SecretFile.WriteAsync(
                context.Directory.AgentHubKubeconfig(cluster),
                credentials.ToKubeconfig().ToYaml(),
                stopping
            );
    }

    /// <summary>The credentials that are kept; null when there are none, or none that hold for this hub.</summary>
    private static async Task<AgentCredentials?> LoadAsync(
        RoleContext context,
        string cluster,
        CancellationToken cancellationToken
    )
    {
        var (kubeconfig, _) = await Kubeconfig.LoadAsync(
            context.Directory.AgentHubKubeconfig(cluster),
            cancellationToken
        );
        return
            kubeconfig is not null
            && AgentCredentials.From(kubeconfig) is { } credentials
            && credentials.Hub == new Uri(context.Plan.Url(RoleName.Hub))
            && credentials.Validity.NotAfter > context.Clock.GetUtcNow()
            ? credentials
            : null;
    }

    private static async Task<AgentCredentials> RegisterAsync(
        RoleContext context,
        string cluster,
        IExecutor executor,
        IClusterApi member,
        CancellationToken cancellationToken
    )
    {
        using var hub = await FleetApi.OpenAsync(context.Directory.HubKubeconfig, "up", context, cancellationToken);
        var token = await FleetTokens.CreateAsync(
            hub.Api,
            TokenLifetime,
            $"embedded cluster {cluster}",
            context.Pki,
            cancellationToken
        );
        var plan = context.Plan.Cluster(cluster);
        var keys = await ServerKeys.LoadAsync(context.Directory, RoleName.Hub, context.Pki, cancellationToken);
        var registration = new AgentRegistration(
            executor,
            RoleContext.NewRandom(),
            FleetApi.UserAgent("register"),
            context.Logging
        );
        var result = await registration.RegisterAsync(
            new()
            {
                Hub = new(context.Plan.Url(RoleName.Hub)),
                Token = token.Text,
                AuthorityPins = [keys.Authority.RootPin],
                ClusterName = cluster,
                ApiEndpoint = context.Plan.Url(RoleName.OfCluster(cluster)),
                Region = plan.Region,
                Zones = [plan.Zone],
            },
            member,
            cancellationToken
        );
        // It was made for this one cluster.
        await FleetTokens.DeleteAsync(hub.Api, token.Id, context.Pki, cancellationToken);
        return result.Credentials
            ?? throw new CommandFailedException($"cluster {cluster} could not register: {result.Error}");
    }
}
