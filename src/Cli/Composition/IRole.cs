using Pangea.Kube.ApiServer;

namespace Pangea.Cli;

/// <summary>A role that runs in this process; disposing stops it in order.</summary>
internal interface IRole : IAsyncDisposable
{
    /// <summary>Where it serves; empty when it serves nothing.</summary>
    string Endpoint { get; }

    /// <summary>Its server; null when it has none.</summary>
    ApiServer? Server { get; }
}

/// <summary>Starts roles by their names.</summary>
internal static class Roles
{
    /// <summary>How long a role's loops may take to end.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts a role; it serves when this returns.</summary>
    public static async Task<IRole> StartAsync(
        RoleName role,
        RoleContext context,
        CancellationToken cancellationToken
    ) =>
        role.Kind switch
        {
            RoleKind.Hub => await HubRole.StartAsync(context, cancellationToken),
            RoleKind.Cluster => await ClusterRole.StartAsync(context, role.Cluster, cancellationToken),
            _ => await AgentRole.StartAsync(context, role.Cluster, cancellationToken),
        };
}
