using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster;
using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Memory;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Bench.Cluster;

/// <summary>An embedded cluster: decisions of the scheduler alone, and pods from their creation to Running and to their end.</summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource Accounts = new("", "v1", "serviceaccounts");

    public string Name => "cluster";

    public string Summary => "placement decisions; pods created, running and deleted over memory and SQLite; idle CPU";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task> Run)[] parts =
        [
            ("place", PlaceAsync),
            ("memory", stop => PodsAsync(new MemoryStore(), stop)),
            ("sqlite", SqliteAsync),
        ];
        foreach (var part in parts)
        {
            if (arguments.Count > 0 && !arguments.Contains(part.Name))
                continue;
            Console.WriteLine(part.Name);
            await part.Run(cancellationToken);
        }
    }

    private static Task PlaceAsync(CancellationToken cancellationToken)
    {
        const string spread = """
            ,"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"DoNotSchedule",
             "labelSelector":{"matchLabels":{"app":"web"}}}]
            """;
        foreach (var nodes in new[] { 2, 100 })
        {
            foreach (var (what, more) in new[] { ("plain", ""), ("spread", spread) })
            {
                const int pods = 5000;
                var state = new ClusterState(_ => MapValue.Empty);
                for (var i = 0; i < nodes; i++)
                    state.SetNode($"n{i}", Node($"n{i}"));
                var random = new Random(1);
                var infos = Enumerable.Range(0, pods).Select(i => Pod($"p{i}", $"u{i}", more)).ToList();
                var measurement = Measurement.Start();
                foreach (var obj in infos)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var pod = new PodInfo(obj);
                    state.Place(pod, Placement.Decide(pod, state, random).Node!);
                }
                Console.WriteLine($"  {$"{what}, {nodes} nodes", -36}{measurement.Per("pods", pods)}");
            }
        }
        return Task.CompletedTask;
    }

    private static async Task SqliteAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("pangea-bench-");
        await using (
            var store = await SqliteStore.OpenAsync(
                new() { Path = Path.Combine(directory.FullName, "state.db") },
                cancellationToken
            )
        )
            await PodsAsync(store, cancellationToken);
        directory.Delete(recursive: true);
    }

    private static async Task PodsAsync(IStore store, CancellationToken cancellationToken)
    {
        const int pods = 2000;
        const int writers = 32;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var executor = new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance);
        var started = Stopwatch.GetTimestamp();
        var cluster = await ClusterServer.StartAsync(
            new()
            {
                Name = "bench",
                Store = store,
                Random = new(1),
            },
            executor,
            stop.Token
        );
        var api = cluster.Server.Client(UserInfo.Of("admin", "system:masters"), "bench");
        await UntilAsync(api.Informer(Accounts, InformerOptions.All), a => a.Any(o => o.Namespace == "default"));
        Console.WriteLine($"  {"started in", -36}{Stopwatch.GetElapsedTime(started).TotalMilliseconds, 10:N0} ms");
        var counts = new PodCounts(api.Informer(Pods, InformerOptions.All));
        for (var round = 0; round < 3; round++)
        {
            var measurement = Measurement.Start();
            var running = counts.WaitAsync(running: pods, all: pods);
            await Task.WhenAll(
                Enumerable
                    .Range(0, writers)
                    .Select(async w =>
                    {
                        for (var i = w; i < pods; i += writers)
                            Check(await api.CreateAsync(Pods, Pod($"p{i}", "", ""), WriteOptions.None, stop.Token));
                    })
            );
            await running;
            Console.WriteLine($"  {"created, bound and running", -36}{measurement.Per("pods", pods)}");
            measurement = Measurement.Start();
            var gone = counts.WaitAsync(running: 0, all: 0);
            Check(
                await api.DeleteCollectionAsync(Pods, "default", ListOptions.All, DeleteOptions.Background, stop.Token)
            );
            await gone;
            Console.WriteLine($"  {"deleted", -36}{measurement.Per("pods", pods)}");
        }
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var idle = TimeSpan.FromSeconds(20);
        await Task.Delay(idle, TimeProvider.System, stop.Token);
        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine($"  {"idle", -36}{used / idle, 10:P2} of a core");
        stop.Cancel();
    }

    private static void Check<T>(ApiResult<T> result)
        where T : class
    {
        if (!result.IsSuccess)
            throw new InvalidOperationException(result.Error.ToString());
    }

    /// <summary>Waits until what a view shows is as it should be; looked at in pauses, so that looking costs little.</summary>
    private static async Task UntilAsync(IInformer view, Func<IReadOnlyList<KubeObject>, bool> holds)
    {
        while (!holds(view.List()))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Counts pods as they change: looking at all of them again and again would cost more than what is measured.</summary>
    private sealed class PodCounts
    {
        private readonly Lock countsLock = new();
        private int running;
        private int all;
        private (int Running, int All, TaskCompletionSource Reached)? awaited;

        public PodCounts(IInformer pods) =>
            pods.Subscribe(c =>
            {
                lock (countsLock)
                {
                    all += (c.New is null ? 0 : 1) - (c.Old is null ? 0 : 1);
                    running += IsRunning(c.New) - IsRunning(c.Old);
                    if (awaited is { } wait && wait.Running == running && wait.All == all)
                        wait.Reached.TrySetResult();
                }
            });

        public Task WaitAsync(int running, int all)
        {
            lock (countsLock)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                awaited = (running, all, reached);
                return reached.Task;
            }
        }

        private static int IsRunning(KubeObject? pod) => pod?.Status.Text("phase") == "Running" ? 1 : 0;
    }

    private static KubeObject Pod(string name, string uid, string more) =>
        Parse(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","namespace":"default"UID,"labels":{"app":"web"}},
             "spec":{"containers":[{"name":"c","image":"nginx:1.27","resources":{"requests":{"cpu":"10m","memory":"16Mi"}}}]MORE}}
            """.Replace("NAME", name).Replace("UID", uid.Length == 0 ? "" : $",\"uid\":\"{uid}\"").Replace("MORE", more)
        );

    private static KubeObject Node(string name) =>
        Parse(
            """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"NAME","labels":{"kubernetes.io/hostname":"NAME"}},
             "status":{"allocatable":{"cpu":"64","memory":"256Gi","pods":"4096"}}}
            """.Replace("NAME", name)
        );

    private static KubeObject Parse(string json) => new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json)));
}
