using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pangea.Kube.ApiServer.CustomResources;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Answers a request on a subresource that is a connection or a stream, such as a pod's log; authorization has passed.
/// </summary>
public delegate Task ConnectHandler(HttpContext http, NamespacedName key, UserInfo user);

/// <summary>
/// A Kubernetes API server as a library: storage, cache, authorization, admission and every rule of the resource API, without a
/// transport. <see cref="Client"/> speaks to it in the process; <see cref="ApiServerListener"/> serves it over HTTPS.
/// </summary>
public sealed class ApiServer : IDisposable
{
    private static readonly UserInfo Self = UserInfo.Of("system:apiserver", "system:masters");

    private readonly ApiServerOptions options;
    private readonly ResourceApi api;
    private readonly Random random;
    private readonly Lock randomLock = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly SortedDictionary<(string Group, string Resource, string Subresource), ConnectHandler> connects =
    [];
    private readonly IExecutor executor;
    private readonly CancellationToken ends;
    private WebhookConnections? webhooks;
    private volatile bool loaded;
    private volatile bool bootstrapped;

    private ApiServer(ApiServerOptions options, IExecutor executor, CancellationToken ends)
    {
        var clock = executor.Clock;
        this.options = options;
        this.executor = executor;
        this.ends = ends;
        random = options.Random;
        var parts = new ServerParts(options.Catalog)
        {
            Store = options.Store,
            Cache = new(options.Store, clock, options.Logging.CreateLogger<ObjectCache>()),
            Clock = clock,
            Identities = options.Identities,
        };
        Health = new();
        Health.Add("ping", onlyReady: false, static () => true);
        Health.Add("etcd", onlyReady: false, () => loaded);
        Health.Add("informer-sync", onlyReady: true, () => loaded);
        Health.Add("poststarthook/rbac/bootstrap-roles", onlyReady: false, () => bootstrapped);
        Health.Add("shutdown", onlyReady: true, () => !stopping.IsCancellationRequested);
        api = new(parts, new());
        Subresources = new(api);
        Documents = new(parts, options.Version, Health);
        OpenApi = new(parts);
    }

    /// <summary>What is served now.</summary>
    public ResourceCatalog Catalog => api.Parts.Catalog;

    /// <summary>Called after <see cref="Catalog"/> changed, for instance by a new custom resource. Handlers must be quick and must not throw.</summary>
    public event Action? CatalogChanged
    {
        add => api.Parts.CatalogChanged += value;
        remove => api.Parts.CatalogChanged -= value;
    }

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory Logging => options.Logging;

    /// <summary>
    /// Users by tokens of service accounts, for the listener's <see cref="AuthenticationChain"/>; null unless
    /// <see cref="ApiServerOptions.ServiceAccountTokens"/> says how.
    /// </summary>
    public ServiceAccountTokenAuthenticator? ServiceAccountAuthenticator { get; private set; }

    /// <summary>Issues tokens of service accounts; null where nobody does.</summary>
    public ServiceAccountTokenIssuer? Issuer { get; private set; }

    internal TimeProvider Clock => api.Parts.Clock;

    /// <summary>How the listener authenticates; null while there is none.</summary>
    internal IAuthenticator? Authenticator { get; set; }

    internal ResourceApi Api => api;

    internal Subresources Subresources { get; }

    internal Reviews Reviews { get; private set; } = null!;

    internal ServerDocuments Documents { get; }

    internal HealthChecks Health { get; }

    internal OpenApiEndpoint OpenApi { get; }

    /// <summary>Cancelled when the server stops: watches end then.</summary>
    internal CancellationToken Stopping => stopping.Token;

    /// <summary>
    /// Makes a server: reads what is stored, follows the store from then on, and creates what every cluster has (namespaces, roles, the
    /// <c>kubernetes</c> service's range) where it is absent.
    /// </summary>
    /// <param name="options">What it is made from.</param>
    /// <param name="executor">Runs its loops.</param>
    /// <param name="cancellationToken">Ends its loops; the server is of no use then.</param>
    public static async Task<ApiServer> StartAsync(
        ApiServerOptions options,
        IExecutor executor,
        CancellationToken cancellationToken
    )
    {
        var server = new ApiServer(options, executor, cancellationToken);
        var parts = server.api.Parts;
        await parts.Cache.LoadAsync(cancellationToken);
        server.loaded = true;
        // The cache's loop is watched by the executor and outlives this call on purpose.
        _ = executor.RunAsync("object-cache", parts.Cache.RunAsync, cancellationToken);

        if (parts.Catalog.Definitions.Any(d => d.StoredResource == ServerParts.ServiceResource))
        {
            parts.Services = new(
                ServiceRange.Parse(options.ServiceCidr),
                new(parts.Cache.Resource(ServerParts.ServiceResource), ServiceClaims.Of),
                new Random(options.Random.Next())
            );
        }

        if (parts.Catalog.Definitions.Any(d => d.StoredResource == QuotaLedger.Quotas))
            parts.Quotas = new(parts.Cache, server.Clock);

        var rbac = new RbacAuthorizer(
            server.View(BootstrapPolicy.ClusterRoleResource),
            server.View(BootstrapPolicy.ClusterRoleBindingResource),
            server.View(BootstrapPolicy.RoleResource),
            server.View(BootstrapPolicy.RoleBindingResource)
        );
        var chain = new AuthorizerChain([new PrivilegedGroupAuthorizer(), .. options.Authorizers, rbac]);
        parts.Authorizer = chain;
        server.Reviews = new(chain, chain);
        server.ServeTokens();
        server.webhooks = new(new(parts.Cache), server.Clock);
        parts.Webhooks = options.Webhooks ?? new WebhookTransport(server.webhooks, server.Clock);
        parts.Admission = new([
            new NamespaceLifecycle(
                name => parts.Cache.Resource(new("", "namespaces")).Get(new("", name)),
                parts.Cache.WaitForNewestAsync
            ),
            new CertificateAdmission(chain),
            new RbacEscalation(new(chain, chain, rbac)),
            .. options.Admission(server),
        ])
        {
            Webhooks = new(parts, parts.Webhooks),
        };
        server.ServeCustomResources(executor, cancellationToken);
        await ServerBootstrap.RunAsync(server.Client(Self, "kube-apiserver"), server.Catalog, cancellationToken);
        server.bootstrapped = true;
        return server;
    }

    /// <summary>The API in this process, with an identity of the caller's choice: whoever holds the server may name one.</summary>
    public IClusterApi Client(UserInfo user, string userAgent) => new InProcessClusterApi(this, api, user, userAgent);

    /// <summary>
    /// The API in this process, with the identity of a client certificate, which is verified as the listener does; a 401 when it does not count.
    /// </summary>
    public async ValueTask<ApiResult<InProcessClusterApi>> ClientAsync(
        X509Certificate2 certificate,
        string userAgent,
        CancellationToken cancellationToken
    )
    {
        if (Authenticator is null)
            return Status.ServiceUnavailable("the server does not listen yet");
        var shown = await Authenticator.AuthenticateAsync(new(certificate, ""), cancellationToken);
        return shown.User is { } user
            ? new InProcessClusterApi(this, api, user, userAgent)
            : shown.Error ?? Status.Unauthorized();
    }

    /// <summary>
    /// The API with the identity of a controller of the control plane: the service account of its name in kube-system, with the rights of its
    /// bootstrap role.
    /// </summary>
    public IClusterApi ControllerClient(string controller) =>
        Client(
            UserInfo.Of(ServiceAccountUser.Name("kube-system", controller), ServiceAccountUser.Groups("kube-system")),
            "kube-controller-manager"
        );

    /// <summary>An informer on the server's own cache, for parts of the server that need no identity.</summary>
    public IInformer View(GroupVersionResource resource) =>
        new CacheInformer(
            Catalog.Find(resource)
                ?? throw new ArgumentException($"the resource {resource} is not served here", nameof(resource)),
            api.Parts,
            InformerOptions.All
        );

    /// <summary>Registers who answers a subresource that is a connection. To be called before the server listens.</summary>
    public void Connect(GroupResource resource, string subresource, ConnectHandler handler) =>
        connects[(resource.Group, resource.Resource, subresource)] = handler;

    /// <summary>
    /// Publishes where the server listens, as the Service <c>kubernetes</c> in <c>default</c>; with its endpoints when others can reach the address.
    /// Running it again changes nothing. The failure, or null.
    /// </summary>
    public async ValueTask<Status?> PublishAsync(int port, IPAddress? address, CancellationToken cancellationToken)
    {
        if (address is not null && Documents.Tokens is { } tokens)
            tokens.KeysUri = $"https://{new IPEndPoint(address, port)}{OpenIdDocuments.KeysPath}";
        return api.Parts.Services is { } services
            ? await KubernetesService.PublishAsync(
                Client(Self, "kube-apiserver"),
                services.Range,
                port,
                address,
                cancellationToken
            )
            : null;
    }

    /// <summary>Turns readiness off and ends all watches in order; requests are still answered.</summary>
    public void Drain() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        webhooks?.Dispose();
        stopping.Dispose();
    }

    internal ValueTask WaitForNewestAsync(CancellationToken cancellationToken) =>
        api.Parts.Cache.WaitForNewestAsync(cancellationToken);

    private void ServeCustomResources(IExecutor executor, CancellationToken cancellationToken)
    {
        if (Catalog.Find(CustomResourceController.Definitions) is null)
            return;
        var custom = new CustomResourceController(this, Client(Self, "kube-apiserver"), executor);
        custom.Load();
        _ = executor.RunAsync(custom.Controller.Name, custom.Controller.RunAsync, cancellationToken);
    }

    private void ServeTokens()
    {
        var tokens = options.ServiceAccountTokens;
        if (tokens is not null)
        {
            var issuer = new ServiceAccountTokenIssuer(tokens.Issuer, tokens.Keys, Clock, options.Identities);
            Issuer = issuer;
            Documents.Tokens = new(issuer, tokens.Keys);
            Subresources.Tokens = new(api, issuer, tokens.OwnAudiences);
            ServiceAccountAuthenticator = new(
                new()
                {
                    Issuers = [tokens.Issuer],
                    Audiences = tokens.OwnAudiences,
                    Keys = tokens.Keys,
                    ServiceAccounts = View(new("", "v1", "serviceaccounts")),
                    Pods = View(new("", "v1", "pods")),
                    Nodes = View(new("", "v1", "nodes")),
                    Secrets = View(new("", "v1", "secrets")),
                },
                Clock
            );
        }
        var reviews = new TokenReviews(
            ServiceAccountAuthenticator,
            () => Authenticator,
            tokens?.OwnAudiences ?? ["https://kubernetes.default.svc"]
        );
        Reviews.Add("authentication.k8s.io", "tokenreviews", (_, body, _, stop) => reviews.AnswerAsync(body, stop));
    }

    /// <summary>Informers that list and watch by an API of this server; they end with the server.</summary>
    internal SharedInformers NewInformers(IClusterApi client)
    {
        Random own;
        lock (randomLock)
            own = new(random.Next());
        var informers = new SharedInformers(client, executor, own, Logging.CreateLogger<SharedInformers>());
        ends.UnsafeRegister(static made => ((SharedInformers)made!).Dispose(), informers);
        return informers;
    }

    internal ConnectHandler? FindConnect(GroupResource resource, string subresource) =>
        connects.GetValueOrDefault((resource.Group, resource.Resource, subresource));

    /// <summary>How long a watch lasts whose client names no time: spread over 30 to 60 minutes, so that they do not end together.</summary>
    internal TimeSpan RandomWatchTimeout()
    {
        lock (randomLock)
            return TimeSpan.FromSeconds(1800 * (1 + random.NextDouble()));
    }
}
