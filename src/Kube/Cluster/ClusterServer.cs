using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster.Nodes;
using Pangea.Kube.Cluster.Runtime;
using Pangea.Kube.Cluster.Scheduling;
using Server = Pangea.Kube.ApiServer.ApiServer;

namespace Pangea.Kube.Cluster;

/// <summary>
/// An embedded Kubernetes cluster: an API server with Kubernetes' kinds, the controllers of workloads, a pod scheduler, and nodes. Without a transport:
/// <see cref="ApiServerListener"/> serves <see cref="Server"/> over HTTPS.
/// </summary>
public sealed class ClusterServer
{
    private ClusterServer(Server server) => Server = server;

    /// <summary>The cluster's API server.</summary>
    public Server Server { get; }

    /// <summary>Starts a cluster: its API server first, then its nodes, then what runs on it until cancelled.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves; the message says all that is wrong.</exception>
    public static async Task<ClusterServer> StartAsync(
        ClusterOptions options,
        IExecutor executor,
        CancellationToken cancellationToken
    )
    {
        if (options.Validate() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join("; ", errors), nameof(options));
        var server = await Server.StartAsync(
            new()
            {
                Store = options.Store,
                Catalog = ResourceCatalog.Of(BuiltinDefinitions.All, BuiltinDefinitions.Virtuals),
                Identities = options.Identities,
                Authorizers = options.Authorizers,
                ServiceCidr = options.ServiceCidr,
                Random = options.Random,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        var logger = options.Logging.CreateLogger("Pangea.Kube.Cluster");
        var manager = server.Client(ClusterIdentity.Manager, "kube-controller-manager");
        var broadcaster = new EventBroadcaster(manager, executor.Clock, logger);
        _ = executor.RunAsync("cluster-events", broadcaster.RunAsync, cancellationToken);

        var agent = new NodeAgent(
            new(
                [.. LocalNodes.Of(options, executor.Clock)],
                name => server.Client(ClusterIdentity.Node(name), "kubelet"),
                options.Identities,
                logger
            ),
            executor
        );
        PodConnections.Register(server, agent.RuntimeOf);
        await agent.StartAsync(cancellationToken);

        new PodScheduler(
            new() { Random = new(options.Random.Next()) },
            server.Client(ClusterIdentity.Scheduler, "kube-scheduler"),
            executor,
            broadcaster,
            logger
        ).Start(cancellationToken);
        WorkloadControllers.Start(
            new()
            {
                Api = _ => server.Client(ClusterIdentity.Manager, "kube-controller-manager"),
                Identities = options.Identities,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        return new(server);
    }
}
