using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Controllers;

namespace Pangea.Fleet.Hub;

/// <summary>
/// The fleet's control plane: an API server that serves Kubernetes' kinds and the fleet's, and the controllers that bring templates to the
/// members. Without a transport: <see cref="ApiServerListener"/> serves <see cref="Server"/> over HTTPS.
/// </summary>
public sealed class HubServer
{
    private readonly HubParts parts;

    /// <summary>The loop that takes up kinds when they are served, and drops them when they are no more.</summary>
    private static Controller<string> FollowKinds(ApiServer server, HubParts parts)
    {
        const string all = "kinds";
        var controller = parts.NewController<string>(
            "template-kinds",
            (_, _) =>
            {
                parts.Templates.Refresh();
                return new(Reconcile.Done);
            }
        );
        server.CatalogChanged += () => controller.Enqueue(all);
        // What has come between the first look and now.
        controller.Enqueue(all);
        return controller;
    }

    private HubServer(ApiServer server, HubParts parts)
    {
        Server = server;
        this.parts = parts;
    }

    /// <summary>The hub's API server.</summary>
    public ApiServer Server { get; }

    /// <summary>What the controllers have done and have to do, for the listener's <c>/metrics</c>.</summary>
    public string PrintMetrics() => parts.Metrics.Print(parts.Clusters, parts.Bindings);

    /// <summary>Starts a hub: its API server first, then its controllers, which run until cancelled.</summary>
    public static async Task<HubServer> StartAsync(
        HubOptions options,
        IExecutor executor,
        CancellationToken cancellationToken
    )
    {
        var catalog = ResourceCatalog.Of(
            [.. BuiltinDefinitions.All, .. FleetDefinitions.Of(options.Identities, executor.Clock)],
            BuiltinDefinitions.Virtuals
        );
        var agents = new AgentAuthorizer();
        var server = await ApiServer.StartAsync(
            new()
            {
                Store = options.Store,
                Catalog = catalog,
                Identities = options.Identities,
                Authorizers = [agents, .. options.Authorizers],
                Admission = static _ => [new AgentAdmission()],
                ServiceAccountTokens = options.ServiceAccountTokens,
                ServiceCidr = options.ServiceCidr,
                Random = options.Random,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        var parts = new HubParts(
            server,
            new(executor, options.Identities, options.Interpreter, options.Logging.CreateLogger("Pangea.Fleet.Hub"))
        );
        await HubBootstrap.RunAsync(parts, cancellationToken);
        agents.Use(name => parts.Clusters.Get(new("", name))?.Spec.Text("id"));
        CoreControllers.Start(
            new()
            {
                Api = server.ControllerClient,
                Administrator = parts.Api,
                // As the original's: the hub runs no pods, and accounts in it are the user's.
                DefaultAccounts = false,
                Quotas = false,
                Signing = options.Signing,
                SecretTokens = server.Issuer is { } issuer ? issuer.IssueForSecret : null,
                ClusterInfo = options.ClusterInfo,
                Logging = options.Logging,
            },
            executor,
            cancellationToken
        );
        var fleet = new FleetView(parts.Clusters);
        Run("hub-template-kinds", FollowKinds(server, parts).RunAsync);
        Run("hub-detector", new ResourceDetector(parts).Controller.RunAsync);
        Run("hub-policy-release", new PolicyReleaseController(parts).Controller.RunAsync);
        Run("hub-scheduler", new SchedulerLoop(parts, fleet, options.SchedulerName).Controller.RunAsync);
        Run("hub-binding", new BindingController(parts).Controller.RunAsync);
        Run("hub-binding-status", new BindingStatusController(parts).Controller.RunAsync);
        Run("hub-clusters", new ClusterController(parts).Controller.RunAsync);
        Run("hub-cluster-leases", new LeaseMonitor(parts).Controller.RunAsync);
        Run("hub-unified-auth", new UnifiedAuthController(parts).Controller.RunAsync);
        Run("hub-agent-csr-approving", new AgentCsrApprover(parts).Controller.RunAsync);
        Run("hub-namespaces", new NamespaceSync(parts).Controller.RunAsync);
        Run("hub-events", parts.Broadcaster.RunAsync);
        return new(server, parts);

        // The executor watches over the loops; they end with the cancellation.
        void Run(string name, Func<CancellationToken, Task> loop) =>
            _ = executor.RunAsync(name, loop, cancellationToken);
    }
}
