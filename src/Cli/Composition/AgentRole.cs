namespace Pangea.Cli;

/// <summary>A cluster's agent.</summary>
internal sealed class AgentRole : IRole
{
    public string Endpoint => "";

    public static Task<IRole> StartAsync(RoleContext context, string cluster, CancellationToken cancellationToken) =>
        Task.FromResult<IRole>(new AgentRole());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
