using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Bench.Hub;

/// <summary>
/// A hub in this process with three played agents: many Deployments under one ClusterPropagationPolicy, then other weights, then Deployments that come at
/// a steady pace.
/// </summary>
internal sealed class HubBenchmark : IBenchmark
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource Works = new("work.karmada.io", "v1alpha1", "works");
    private static readonly GroupVersionResource Bindings = new("work.karmada.io", "v1alpha2", "resourcebindings");
    private static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");
    private static readonly GroupVersionResource Policies = new(
        "policy.karmada.io",
        "v1alpha1",
        "clusterpropagationpolicies"
    );

    public string Name => "hub";

    public string Summary =>
        "Deployments through the hub to three members, played or embedded: [memory|sqlite|fleet] [count]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1000;
        foreach (var kind in new[] { "memory", "sqlite", "fleet" })
        {
            if (arguments.Count > 0 && arguments[0] != kind)
                continue;
            var directory = Directory.CreateTempSubdirectory("pangea-bench-hub");
            await using var store = new CountingStore(
                kind != "sqlite"
                    ? new MemoryStore()
                    : await SqliteStore.OpenAsync(
                        new() { Path = Path.Combine(directory.FullName, "hub.db") },
                        cancellationToken
                    )
            );
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Console.WriteLine(kind);
            await RunAsync(store, count, kind == "fleet", stop.Token);
            stop.Cancel();
            directory.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(CountingStore store, int count, bool isReal, CancellationToken cancellationToken)
    {
        var executor = new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance);
        var hub = await HubServer.StartAsync(
            new() { Store = store, Random = new Random(1) },
            executor,
            cancellationToken
        );
        var api = hub.Server.Client(UserInfo.Of("admin", "system:masters"), "kubectl");
        foreach (var cluster in new[] { "ap", "eu", "us" })
            await JoinAsync(api, cluster, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), executor.Clock, cancellationToken);
        foreach (var cluster in new[] { "ap", "eu", "us" })
        {
            if (isReal)
            {
                await EmbeddedMember.StartAsync(hub.Server, cluster, executor, cancellationToken);
                continue;
            }
            var agent = new PlayedAgent(hub.Server, cluster, executor);
            _ = executor.RunAsync(cluster, agent.Controller.RunAsync, cancellationToken);
            _ = executor.RunAsync($"{cluster}-beat", agent.BeatAsync, cancellationToken);
        }
        await Task.Delay(TimeSpan.FromSeconds(isReal ? 5 : 0), executor.Clock, cancellationToken);
        await MustAsync(api.CreateAsync(Policies, Policy(1, 1, 1), WriteOptions.None, cancellationToken));
        var progress = new Progress(api);

        store.Reset();
        var measurement = Measurement.Start();
        await EachAsync(
            count,
            8,
            i => MustAsync(api.CreateAsync(Deployments, Deployment($"d{i:d5}"), WriteOptions.None, cancellationToken))
        );
        Console.WriteLine($"  {"created", -30}{measurement.Per("", count)}");
        await progress.UntilAsync(
            count,
            d => d.Status.Integer("readyReplicas") == 5,
            executor.Clock,
            cancellationToken
        );
        Console.WriteLine($"  {"ready in three members", -30}{measurement.Per("", count)}");
        Tell(store, count);

        measurement = Measurement.Start();
        var policy = (await api.GetAsync(Policies, new("", "all"), cancellationToken)).Value!;
        await MustAsync(
            api.UpdateAsync(Policies, policy.WithSpec(Policy(2, 1, 2).Spec), WriteOptions.None, cancellationToken)
        );
        await progress.UntilWorksAsync(count, executor.Clock, cancellationToken);
        Console.WriteLine($"  {"re-weighted", -30}{measurement.Per("", count)}");
        Tell(store, count);
        await Task.Delay(TimeSpan.FromSeconds(2), executor.Clock, cancellationToken);

        measurement = Measurement.Start();
        await Task.Delay(TimeSpan.FromSeconds(3), executor.Clock, cancellationToken);
        Console.WriteLine($"  {"idle, a second", -30}{measurement.Per("", 3)}");
        store.Reset();
        await SteadyAsync(api, 200, executor.Clock, cancellationToken);
    }

    private static void Tell(CountingStore store, int count)
    {
        foreach (var line in store.Report(count))
            Console.WriteLine($"      {line}");
        store.Reset();
    }

    /// <summary>Deployments at 20 a second: how long until all three Works are there, and until the template says ready.</summary>
    private static async Task SteadyAsync(
        IClusterApi api,
        int count,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var begun = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var works = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sent = new List<double>();
        var ready = new List<double>();
        var guard = new Lock();
        using var onWork = api.Informer(Works, InformerOptions.All)
            .Subscribe(c =>
            {
                if (c.Old is not null || c.New is null)
                    return;
                var name = c.New.Name[..c.New.Name.LastIndexOf('-')];
                lock (guard)
                {
                    if (begun.TryGetValue(name, out var at) && (works[name] = works.GetValueOrDefault(name) + 1) == 3)
                        sent.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                }
            });
        using var onStatus = api.Informer(Deployments, InformerOptions.All)
            .Subscribe(c =>
            {
                if (c.New?.Status.Integer("readyReplicas") != 5 || c.Old?.Status.Integer("readyReplicas") == 5)
                    return;
                lock (guard)
                {
                    if (begun.TryGetValue(c.New.Name, out var at))
                        ready.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                }
            });
        for (var i = 0; i < count; i++)
        {
            var name = $"steady{i:d4}";
            lock (guard)
                begun[name] = Stopwatch.GetTimestamp();
            await MustAsync(api.CreateAsync(Deployments, Deployment(name), WriteOptions.None, cancellationToken));
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
        }
        await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
        lock (guard)
        {
            Console.WriteLine(
                $"  at 20 a second: to three Works p50 {Measurement.Percentile(sent, 0.5):N1} ms, p99 {Measurement.Percentile(sent, 0.99):N1} ms ({sent.Count}); "
                    + $"to status p50 {Measurement.Percentile(ready, 0.5):N1} ms, p99 {Measurement.Percentile(ready, 0.99):N1} ms ({ready.Count})"
            );
        }
    }

    private static async Task EachAsync(int count, int callers, Func<int, Task> body)
    {
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(async _ =>
                {
                    for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                        await body(i);
                })
        );
    }

    private static async Task MustAsync(ValueTask<ApiResult<KubeObject>> call)
    {
        var result = await call;
        if (!result.IsSuccess)
            throw new InvalidOperationException(result.Error.ToString());
    }

    private static async Task JoinAsync(IClusterApi api, string name, CancellationToken cancellationToken)
    {
        var made = await api.CreateAsync(
            Clusters,
            Read(
                $$$"""
                {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{{name}}}"},
                 "spec":{"syncMode":"Pull","apiEndpoint":"https://{{{name}}}.example:6443","id":"id-{{{name}}}"}}
                """
            ),
            WriteOptions.None,
            cancellationToken
        );
        if (!made.IsSuccess)
            throw new InvalidOperationException(made.Error.ToString());
        await MustAsync(
            api.PatchAsync(
                Clusters,
                new("", name),
                new(
                    PatchType.Merge,
                    JsonText.Parse(
                        """
                        {"status":{"kubernetesVersion":"v1.36.2","conditions":[{"type":"Ready","status":"True","reason":"ClusterReady",
                         "message":"cluster is healthy and ready to accept workloads","lastTransitionTime":"2030-01-01T00:00:00Z"}],
                         "apiEnablements":[{"groupVersion":"apps/v1","resources":[{"kind":"Deployment","name":"deployments"}]}]}}
                        """
                    )
                ),
                WriteOptions.Status,
                cancellationToken
            )
        );
    }

    private static KubeObject Deployment(string name) =>
        Read(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME","namespace":"default","labels":{"app":"NAME"}},
             "spec":{"replicas":5,"selector":{"matchLabels":{"app":"NAME"}},"template":{"metadata":{"labels":{"app":"NAME"}},
             "spec":{"containers":[{"name":"hello","image":"nginx:1.27","ports":[{"containerPort":80}],
             "resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}]}}}}
            """.Replace("NAME", name, StringComparison.Ordinal)
        );

    private static KubeObject Policy(int us, int ap, int eu) =>
        Read(
            """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"ClusterPropagationPolicy","metadata":{"name":"all"},
             "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment"}],
             "placement":{"clusterAffinity":{"clusterNames":["eu","ap","us"]},"replicaScheduling":{"replicaSchedulingType":"Divided",
             "replicaDivisionPreference":"Weighted","weightPreference":{"staticWeightList":[
             {"targetCluster":{"clusterNames":["us"]},"weight":US},{"targetCluster":{"clusterNames":["ap"]},"weight":AP},
             {"targetCluster":{"clusterNames":["eu"]},"weight":EU}]}}}}}
            """.Replace("US", $"{us}", StringComparison.Ordinal).Replace(
                "AP",
                $"{ap}",
                StringComparison.Ordinal
            ).Replace("EU", $"{eu}", StringComparison.Ordinal)
        );

    private static KubeObject Read(string json) => KubeObject.FromJson(Encoding.UTF8.GetBytes(json));

    /// <summary>Looks now and then how far the hub is.</summary>
    private sealed class Progress(IClusterApi api)
    {
        private readonly IInformer deployments = api.Informer(Deployments, InformerOptions.All);
        private readonly IInformer bindings = api.Informer(Bindings, InformerOptions.All);
        private readonly IInformer works = api.Informer(Works, InformerOptions.All);

        public async Task UntilAsync(
            int count,
            Func<KubeObject, bool> done,
            TimeProvider clock,
            CancellationToken cancellationToken
        )
        {
            for (var turn = 0; deployments.List().Count(done) < count; turn++)
            {
                if (turn % 50 == 49)
                    Tell(count);
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
            }
        }

        /// <summary>Where the Deployments are on their way, for runs that take long.</summary>
        private void Tell(int count)
        {
            var all = bindings.List();
            Console.WriteLine(
                $"    {deployments.List().Count(d => d.Status.Integer("readyReplicas") > 0)} of {count} ready, {all.Count} bindings, "
                    + $"{all.Count(b => b.Spec.List("clusters") is not null)} placed, {works.List().Count} Works, "
                    + $"{works.List().Count(w => w.Status.Count > 0)} answered"
            );
        }

        /// <summary>Until every binding holds 2, 1 and 2 and its clusters have said so.</summary>
        public async Task UntilWorksAsync(int count, TimeProvider clock, CancellationToken cancellationToken)
        {
            while (bindings.List().Count(IsMoved) < count)
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock, cancellationToken);
        }

        private static bool IsMoved(KubeObject binding)
        {
            static string Text(IEnumerable<long?> counts) => string.Join(' ', counts);
            return Text(binding.Spec.Maps("clusters").Select(c => c.Integer("replicas"))) == "1 2 2"
                && Text(
                    binding
                        .Status.Maps("aggregatedStatus")
                        .Select(c => (c.At("status", "readyReplicas") as NumberValue)?.Integer)
                ) == "1 2 2";
        }
    }
}
