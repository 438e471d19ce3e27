using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Storage.Sqlite;
using Pangea.Pki;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>An embedded cluster as it is used: over SQLite, on the thread pool, over TLS on a port of loopback, with a kubeconfig.</summary>
internal sealed class ListeningCluster : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly CancellationTokenSource stop = new();
    private readonly ThreadPoolExecutor executor = new(NullLogger<ThreadPoolExecutor>.Instance);
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("pangea-cluster-");
    private ApiServerListener? listener;

    private SqliteStore? store;

    public IClusterApi Api { get; private set; } = null!;

    public string Kubeconfig => Path.Combine(directory.FullName, "kubeconfig");

    public static async Task<ListeningCluster> StartAsync()
    {
        var cluster = new ListeningCluster();
        cluster.store = await SqliteStore.OpenAsync(
            new() { Path = Path.Combine(cluster.directory.FullName, "state.db") },
            cluster.stop.Token
        );
        var random = new Random(1);
        var authority = CertificateAuthority.CreateRoot(
            "test",
            Lifetime,
            new(cluster.executor.Clock, random.NextBytes)
        );
        var server = (
            await ClusterServer.StartAsync(
                new()
                {
                    Name = "eu",
                    Store = cluster.store,
                    Random = random,
                },
                cluster.executor,
                cluster.stop.Token
            )
        ).Server;
        cluster.Api = server.Client(UserInfo.Of("admin", "system:masters"), "test");
        var certificate = authority.IssueServer(["127.0.0.1"], Lifetime).Certificate;
        var roots = new TrustBundle([authority.Root]);
        cluster.listener = await ApiServerListener.StartAsync(
            server,
            new()
            {
                Endpoint = new(IPAddress.Loopback, 0),
                Certificate = () => certificate,
                Authenticator = new AuthenticationChain(
                    [new ClientCertificateAuthenticator(() => roots, cluster.executor.Clock)],
                    allowAnonymous: false
                ),
            },
            cluster.stop.Token
        );
        var admin = authority.IssueClient("admin", Lifetime, "system:masters");
        var config = new Kubeconfig
        {
            Clusters = [new("eu", $"https://{cluster.listener.Endpoint}") { AuthorityPem = authority.CertificatePem }],
            Users = [new("admin") { CertificatePem = admin.CertificatePem, KeyPem = admin.PrivateKeyPem }],
            Contexts = [new("admin", "eu", "admin")],
            CurrentContext = "admin",
        };
        await File.WriteAllTextAsync(cluster.Kubeconfig, config.ToYaml());
        return cluster;
    }

    /// <summary>Creates a pod and waits until it runs.</summary>
    public async Task RunPodAsync(string json)
    {
        var pods = Api.Informer(TestCluster.Pods, InformerOptions.All);
        var runs = new TaskCompletionSource();
        var pod = TestCluster.Parse(json);
        using var subscription = pods.Subscribe(c =>
        {
            if (c.New?.Name == pod.Name && c.New.Status.Text("phase") == "Running")
                runs.TrySetResult();
        });
        var made = await Api.CreateAsync(TestCluster.Pods, pod, WriteOptions.None, default);
        Assert.True(made.IsSuccess, made.Error?.ToString());
        Assert.True(await runs.Task.WithinAsync(TimeSpan.FromSeconds(30), TimeProvider.System, default));
    }

    /// <summary>Runs the installed kubectl; what it printed, on both channels. Skips the test when there is none.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        if (!File.Exists("/usr/bin/kubectl"))
            Assert.Skip("there is no kubectl");
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/kubectl", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = directory.FullName },
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output + await errors;
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.DisposeAsync();
        await stop.CancelAsync();
        if (store is not null)
            await store.DisposeAsync();
        stop.Dispose();
        directory.Delete(recursive: true);
    }
}
