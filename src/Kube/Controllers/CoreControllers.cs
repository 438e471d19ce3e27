using Pangea.Kube.Client;

namespace Pangea.Kube.Controllers;

/// <summary>
/// The controllers that every control plane needs, a hub's as well as a cluster's: the end of namespaces, garbage collection, service accounts,
/// certificate requests, bootstrap tokens, and what is to be deleted after some time.
/// </summary>
public static class CoreControllers
{
    /// <summary>Starts them; they run until cancelled.</summary>
    public static void Start(CoreControllersOptions options, IExecutor executor, CancellationToken cancellationToken)
    {
        var logger = options.Logging.CreateLogger("Pangea.Kube.Controllers");
        var collector = options.Api("generic-garbage-collector");
        var monitors = new ResourceMonitors(collector, executor, logger);
        var events = new EventBroadcaster(collector, executor.Clock, logger);
        var garbage = new GarbageCollector(
            collector,
            monitors,
            events.Recorder("garbage-collector-controller"),
            executor,
            logger
        );
        var namespaces = new NamespaceController(options.Api("namespace-controller"), monitors, executor, logger);
        var ttl = new TtlAfterFinished(options.Api("ttl-after-finished-controller"), executor, logger);
        var certificates = options.Api("certificate-controller");
        Run("core-garbage-collector", garbage.Controller.RunAsync);
        Run("core-namespaces", namespaces.Controller.RunAsync);
        Run("core-events", events.RunAsync);
        Run("core-ttl-after-finished", ttl.Controller.RunAsync);
        Run("core-csr-cleaner", new CsrCleaner(certificates, executor, logger).Controller.RunAsync);
        Run("core-token-cleaner", new TokenCleaner(options.Api("token-cleaner"), executor, logger).Controller.RunAsync);
        if (options.Quotas)
        {
            var quotas = new QuotaController(options.Api("resourcequota-controller"), monitors, executor, logger);
            Run("core-resource-quotas", quotas.Controller.RunAsync);
        }
        if (options.Signing is { } signing)
        {
            Run("core-csr-signer", new CsrSigner(certificates, signing, executor, logger).Controller.RunAsync);
            Run("core-csr-approver", new CsrApprover(certificates, executor, logger).Controller.RunAsync);
        }
        var aggregator = new RoleAggregator(options.Api("clusterrole-aggregation-controller"), executor, logger);
        Run("core-role-aggregation", aggregator.Controller.RunAsync);
        if (options.SecretTokens is { } issue)
        {
            var tokens = new TokenSecrets(options.Administrator, issue, options.RootCertificates, executor, logger);
            Run("core-token-secrets", tokens.Controller.RunAsync);
        }
        if (options.DefaultAccounts)
        {
            var accounts = new DefaultAccounts(options.Api("service-account-controller"), executor, logger);
            Run("core-default-accounts", accounts.Controller.RunAsync);
        }
        if (options.RootCertificates.Length > 0)
        {
            var publisher = new RootCertificatePublisher(
                options.Api("root-ca-cert-publisher"),
                options.RootCertificates,
                executor,
                logger
            );
            Run("core-root-certificates", publisher.Controller.RunAsync);
        }
        if (options.ClusterInfo is { } info)
        {
            var signer = new ClusterInfoController(
                options.Api("bootstrap-signer"),
                options.Administrator,
                info,
                executor,
                logger
            );
            Run("core-cluster-info", signer.Controller.RunAsync);
        }

        // Last, when all who listen to it have said so.
        Run("core-resources", monitors.Controller.RunAsync);

        // The executor watches over the loops; they end with the cancellation.
        void Run(string name, Func<CancellationToken, Task> loop) =>
            _ = executor.RunAsync(name, loop, cancellationToken);
    }
}
