using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster.Nodes;
using Pangea.Kube.Cluster.Runtime;
using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Controllers;
using Server = Pangea.Kube.ApiServer.ApiServer;

namespace Pangea.Kube.Cluster;

/// <summary>
/// An embedded Kubernetes cluster: an API server with Kubernetes' kinds, the controllers of workloads, a pod scheduler, and nodes. Without a transport:
/// <see cref="ApiServerListener"/> serves <see cref="Server"/> over HTTPS.
/// </summary>
public sealed class ClusterServer
{
    private const string ManagerName = "kube-controller-manager";

    // A thousand pods are bound together, and the repetitions of their events are still counted.
    private static readonly EventOptions ManyEvents = EventOptions.Default with { Remembered = 16384 };

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
                Catalog = BuiltinDefinitions.Catalog,
                Identities = options.Identities,
                Authorizers = options.Authorizers,
                Admission = ClusterAdmission.Of,
                ServiceAccountTokens = options.ServiceAccountTokens,
                ServiceCidr = options.ServiceCidr,
                Random = options.Random,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        var logger = options.Logging.CreateLogger("Pangea.Kube.Cluster");
        var manager = server.Client(ClusterIdentity.Manager, ManagerName);
        var broadcaster = new EventBroadcaster(manager, executor.Clock, logger, ManyEvents);
        Run("cluster-events", broadcaster.RunAsync);

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

        CoreControllers.Start(
            new()
            {
                Api = server.ControllerClient,
                Administrator = manager,
                RootCertificates = options.RootCertificates,
                Signing = options.Signing,
                SecretTokens = server.Issuer is { } issuer ? issuer.IssueForSecret : null,
                ClusterInfo = options.ClusterInfo,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        WorkloadControllers.Start(
            new()
            {
                // Events are written by the manager that all of them are a part of.
                Api = name => name == ManagerName ? manager : server.ControllerClient(name),
                Identities = options.Identities,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        var views = new NodeViews(manager, broadcaster, executor, logger);
        Run("node-lifecycle", new NodeLifecycle(views, options.NodeGrace).RunAsync);
        Run("taint-eviction", new TaintEviction(views).Controller.RunAsync);
        Run("pod-garbage", new PodGarbage(views).Controller.RunAsync);
        new PodScheduler(
            new() { Random = new(options.Random.Next()) },
            server.Client(ClusterIdentity.Scheduler, "kube-scheduler"),
            executor,
            broadcaster,
            logger
        ).Start(cancellationToken);
        return new(server);

        // The executor watches over the loops; they end with the cancellation.
        void Run(string name, Func<CancellationToken, Task> loop) =>
            _ = executor.RunAsync(name, loop, cancellationToken);
    }
}
