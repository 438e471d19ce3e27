using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;
using Pangea.Pki;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>A hub and a member that listen on loopback over TLS, each with an authority of its own.</summary>
internal sealed class HttpsFleet : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<IAsyncDisposable> listeners = [];
    private readonly List<IDisposable> clients = [];

    public ThreadPoolExecutor Executor { get; } = new(NullLogger<ThreadPoolExecutor>.Instance);

    public PkiEnvironment Environment { get; } = new(TimeProvider.System, RandomNumberGenerator.Fill);

    public required CertificateAuthority HubAuthority { get; init; }

    public ApiServer Hub { get; private set; } = null!;

    public ApiServer Member { get; private set; } = null!;

    public Uri HubAddress { get; private set; } = null!;

    public HttpClusterApi MemberApi { get; private set; } = null!;

    /// <summary>The hub as its administrator, in the process.</summary>
    public IClusterApi Admin => Hub.Client(UserInfo.Of("admin", "system:masters"), "test/1");

    public RegistrationTokens Tokens => new(Admin, Environment);

    public CancellationToken Stopping => stop.Token;

    public static async Task<HttpsFleet> StartAsync()
    {
        var environment = new PkiEnvironment(TimeProvider.System, RandomNumberGenerator.Fill);
        var fleet = new HttpsFleet
        {
            HubAuthority = CertificateAuthority.CreateRoot("hub", TimeSpan.FromDays(10), environment),
        };
        await fleet.StartHubAsync();
        var (member, api) = await fleet.StartMemberAsync(11);
        fleet.Member = member;
        fleet.MemberApi = api;
        return fleet;
    }

    private async Task StartHubAsync()
    {
        var hub = await HubServer.StartAsync(
            new()
            {
                Store = new MemoryStore(),
                Random = new Random(1),
                Signing = new(() => HubAuthority),
                // Who joins calls the address that it was given.
                ClusterInfo = new()
                {
                    Server = "https://hub.example:5443",
                    CertificateAuthority = PemText.Of(HubAuthority.Root),
                },
            },
            Executor,
            stop.Token
        );
        Hub = hub.Server;
        var certificate = HubAuthority.IssueServer(["127.0.0.1"], TimeSpan.FromDays(1)).Certificate;
        var trust = new TrustBundle([HubAuthority.Root]);
        var secrets = Hub.View(new("", "v1", "secrets"));
        var listener = await ApiServerListener.StartAsync(
            Hub,
            new()
            {
                Endpoint = new(IPAddress.Loopback, 0),
                Certificate = () => certificate,
                Authenticator = new AuthenticationChain(
                    [
                        new ClientCertificateAuthenticator(() => trust, TimeProvider.System),
                        new BootstrapTokenAuthenticator(secrets, TimeProvider.System),
                    ],
                    allowAnonymous: true
                ),
            },
            stop.Token
        );
        listeners.Add(listener);
        HubAddress = new($"https://127.0.0.1:{listener.Endpoint.Port}");
    }

    /// <summary>A further member, and its API as its administrator calls it.</summary>
    public async Task<(ApiServer Server, HttpClusterApi Api)> StartMemberAsync(int seed)
    {
        var authority = CertificateAuthority.CreateRoot("member", TimeSpan.FromDays(10), Environment);
        var server = await ApiServer.StartAsync(
            new()
            {
                Store = new MemoryStore(),
                Catalog = BuiltinDefinitions.Catalog,
                Random = new Random(seed),
            },
            Executor,
            stop.Token
        );
        var certificate = authority.IssueServer(["127.0.0.1"], TimeSpan.FromDays(1)).Certificate;
        var trust = new TrustBundle([authority.Root]);
        var listener = await ApiServerListener.StartAsync(
            server,
            new()
            {
                Endpoint = new(IPAddress.Loopback, 0),
                Certificate = () => certificate,
                Authenticator = new AuthenticationChain(
                    [new ClientCertificateAuthenticator(() => trust, TimeProvider.System)],
                    allowAnonymous: true
                ),
            },
            stop.Token
        );
        listeners.Add(listener);
        var admin = authority.IssueClient("admin", TimeSpan.FromDays(1), "system:masters");
        var api = Connect(
            new()
            {
                Server = new($"https://127.0.0.1:{listener.Endpoint.Port}"),
                Roots = [authority.Root],
                ClientCertificate = admin.Certificate,
            }
        );
        return (server, api);
    }

    public HttpClusterApi Connect(ClusterConnection connection)
    {
        var api = new HttpClusterApi(
            connection,
            new() { UserAgent = "pangea/test (agent)" },
            Executor,
            new Random(3),
            NullLogger.Instance
        );
        clients.Add(api);
        return api;
    }

    public AgentRegistration Registration => new(Executor, new Random(5), "pangea/test (register)");

    public RegistrationRequest Request(string token, string name = "eu") =>
        new()
        {
            Hub = HubAddress,
            Token = token,
            AuthorityPins = [HubAuthority.RootPin],
            ClusterName = name,
            ApiEndpoint = "https://eu.example:6443",
            Region = "europe",
            Zones = ["a", "b"],
            Provider = "own",
        };

    public async Task<string> NewTokenAsync() =>
        (await Tokens.CreateAsync(TimeSpan.FromMinutes(5), "", CancellationToken.None)).Value!.Text;

    /// <summary>Waits until the hub has signed the cluster-info with a token.</summary>
    public Task PublishedAsync(string token) =>
        UntilAsync(async () =>
        {
            var info = await Admin.GetAsync(new("", "v1", "configmaps"), new("kube-public", "cluster-info"), default);
            return info.Value?.Root.Map("data")?.ContainsKey("jws-kubeconfig-" + token[..6]) == true;
        });

    /// <summary>Waits for evidence.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
    }

    public async Task<KubeObject?> ClusterAsync(string name) =>
        (await Admin.GetAsync(AgentResources.Clusters, new("", name), default)).Value;

    public async Task<int> ClustersAsync() =>
        (await Admin.ListAsync(AgentResources.Clusters, "", ListOptions.All, default)).Value!.Items.Count;

    public async Task<bool> IsReadyAsync(string name) =>
        await ClusterAsync(name) is { } cluster && Conditions.IsTrue(cluster.Status, ConditionTypes.Ready);

    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        foreach (var client in clients)
            client.Dispose();
        foreach (var listener in listeners)
            await listener.DisposeAsync();
    }
}
