using Pangea.Fleet.Agent;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Bench.Hub;

/// <summary>A member that is an embedded cluster in this process, with its agent; both speak to their servers without a transport.</summary>
internal static class EmbeddedMember
{
    public static async Task StartAsync(
        ApiServer hub,
        string name,
        IExecutor executor,
        CancellationToken cancellationToken
    )
    {
        var cluster = await ClusterServer.StartAsync(
            new()
            {
                Name = name,
                Store = new MemoryStore(),
                Random = new Random(2),
                // Room for all the pods of a thousand Deployments in one member.
                Nodes = 8,
            },
            executor,
            cancellationToken
        );
        MemberAgent.Start(
            new()
            {
                ClusterName = name,
                Hub = hub.Client(UserInfo.Of($"system:karmada:agent:{name}", "system:masters"), "karmada-agent"),
                Member = cluster.Server.Client(UserInfo.Of("agent", "system:masters"), "karmada-agent"),
                Random = new Random(3),
            },
            executor,
            cancellationToken
        );
    }
}
