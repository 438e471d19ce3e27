using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster;
using Pangea.Kube.Storage;
using Pangea.Pki;

namespace Pangea.Conformance.Tests;

/// <summary>What a server serves.</summary>
internal enum Serves
{
    /// <summary>Kubernetes' own kinds, with no controllers: what tests play themselves.</summary>
    Cluster,

    /// <summary>The fleet's kinds too, with the hub's controllers.</summary>
    Hub,

    /// <summary>Kubernetes' own kinds, with the controllers of a cluster and simulated nodes.</summary>
    Nodes,
}

/// <summary>A server as it is used: over TLS on a port of loopback, with an authority of its own and a kubeconfig for each of its users.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TokenKeySet Keys = new(TokenKey.Create());
    private static readonly ServiceAccountTokens Tokens = new()
    {
        Issuer = "https://kubernetes.default.svc.cluster.local",
        Keys = () => Keys,
    };

    private readonly CancellationTokenSource stop = new();
    private readonly ThreadPoolExecutor executor = new(NullLogger<ThreadPoolExecutor>.Instance);
    private readonly CertificateAuthority authority;
    private ApiServerListener? listener;

    private TestServer()
    {
        var random = new IdentityBytes();
        authority = CertificateAuthority.CreateRoot("conformance", Lifetime, new(executor.Clock, random.Fill));
    }

    public ApiServer Api { get; private set; } = null!;

    public IPEndPoint Endpoint => listener!.Endpoint;

    public static async Task<TestServer> StartAsync(Serves serves, IStore store)
    {
        var test = new TestServer();
        var random = new Random(1);
        test.Api = serves switch
        {
            Serves.Hub => (
                await HubServer.StartAsync(new() { Store = store, Random = random }, test.executor, test.stop.Token)
            ).Server,
            Serves.Nodes => (
                await ClusterServer.StartAsync(
                    new()
                    {
                        Name = "conformance",
                        Store = store,
                        Random = random,
                        ServiceAccountTokens = Tokens,
                    },
                    test.executor,
                    test.stop.Token
                )
            ).Server,
            _ => await ApiServer.StartAsync(
                new()
                {
                    Store = store,
                    Catalog = BuiltinDefinitions.Catalog,
                    Random = random,
                },
                test.executor,
                test.stop.Token
            ),
        };
        var certificate = test.authority.IssueServer(["127.0.0.1", "localhost"], Lifetime).Certificate;
        var roots = new TrustBundle([test.authority.Root]);
        test.listener = await ApiServerListener.StartAsync(
            test.Api,
            new()
            {
                Endpoint = new(IPAddress.Loopback, 0),
                Certificate = () => certificate,
                Authenticator = new AuthenticationChain(
                    [
                        new ClientCertificateAuthenticator(() => roots, test.executor.Clock),
                        .. test.Api.ServiceAccountAuthenticator is { } accounts ? (IAuthenticator[])[accounts] : [],
                    ],
                    allowAnonymous: true
                ),
            },
            test.stop.Token
        );
        return test;
    }

    /// <summary>A kubeconfig with the contexts <c>admin</c> (current) and <c>jane</c>, of the group <c>developers</c>, who may nothing at first.</summary>
    public string Kubeconfig()
    {
        var admin = authority.IssueClient("admin", Lifetime, "system:masters");
        var jane = authority.IssueClient("jane", Lifetime, "developers");
        return new Kubeconfig
        {
            Clusters = [new("pangea", $"https://{Endpoint}") { AuthorityPem = authority.CertificatePem }],
            Users =
            [
                new("admin") { CertificatePem = admin.CertificatePem, KeyPem = admin.PrivateKeyPem },
                new("jane") { CertificatePem = jane.CertificatePem, KeyPem = jane.PrivateKeyPem },
            ],
            Contexts = [new("admin", "pangea", "admin"), new("jane", "pangea", "jane")],
            CurrentContext = "admin",
        }.ToYaml();
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.DisposeAsync();
        await stop.CancelAsync();
        Api.Dispose();
        stop.Dispose();
    }

    private sealed class IdentityBytes
    {
        private readonly Random random = new(1);

        public void Fill(Span<byte> bytes) => random.NextBytes(bytes);
    }
}
