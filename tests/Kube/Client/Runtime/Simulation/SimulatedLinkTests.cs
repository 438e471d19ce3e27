using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>An agent's process that works on a server's over a simulated network.</summary>
public sealed class SimulatedLinkTests
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 2000 : 60;

    private sealed class World
    {
        public World(ulong seed, Func<World, SimulatedLink, IExecutor, CancellationToken, Task> agent)
        {
            Simulation = new(new() { Seed = seed });
            // What a server has stored outlives its process.
            Cluster = new(Simulation.Clock, Simulation.NewRandom("cluster"));
            Server = Simulation.AddProcess(
                "server",
                async (executor, token) =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), executor.Clock, token);
                    Listening = new(SynchronizationContext.Current!, Cluster);
                }
            );
            Agent = Simulation.AddProcess(
                "agent",
                (executor, token) =>
                {
                    var link = new SimulatedLink(
                        Simulation,
                        Agent!,
                        executor,
                        Server,
                        () => Listening,
                        Network,
                        NullLogger.Instance
                    );
                    token.Register(link.Dispose);
                    return agent(this, link, executor, token);
                }
            );
        }

        public SimulationExecutor Simulation { get; }
        public InMemoryCluster Cluster { get; }
        public LinkConditions Network { get; } = new();
        public SimulatedProcess Server { get; }
        public SimulatedProcess Agent { get; }
        public Guard? Listening { get; set; }

        public void CrashServer()
        {
            Listening = null;
            Server.Crash();
        }
    }

    /// <summary>The server's API; every call must be made in the server's own process.</summary>
    private sealed class Guard(SynchronizationContext home, InMemoryCluster cluster) : IClusterApi
    {
        private InMemoryCluster Here
        {
            get
            {
                Assert.Same(home, SynchronizationContext.Current);
                return cluster;
            }
        }

        public ValueTask<ApiResult<KubeObject>> GetAsync(
            GroupVersionResource resource,
            NamespacedName key,
            CancellationToken cancellationToken,
            string resourceVersion = ""
        ) => Here.GetAsync(resource, key, cancellationToken, resourceVersion);

        public ValueTask<ApiResult<KubeList>> ListAsync(
            GroupVersionResource resource,
            string @namespace,
            ListOptions options,
            CancellationToken cancellationToken
        ) => Here.ListAsync(resource, @namespace, options, cancellationToken);

        public ValueTask<ApiResult<KubeObject>> CreateAsync(
            GroupVersionResource resource,
            KubeObject body,
            WriteOptions options,
            CancellationToken cancellationToken
        ) => Here.CreateAsync(resource, body, options, cancellationToken);

        public ValueTask<ApiResult<KubeObject>> UpdateAsync(
            GroupVersionResource resource,
            KubeObject body,
            WriteOptions options,
            CancellationToken cancellationToken
        ) => Here.UpdateAsync(resource, body, options, cancellationToken);

        public ValueTask<ApiResult<KubeObject>> PatchAsync(
            GroupVersionResource resource,
            NamespacedName key,
            PatchBody patch,
            WriteOptions options,
            CancellationToken cancellationToken
        ) => Here.PatchAsync(resource, key, patch, options, cancellationToken);

        public ValueTask<ApiResult<KubeObject>> DeleteAsync(
            GroupVersionResource resource,
            NamespacedName key,
            DeleteOptions options,
            CancellationToken cancellationToken
        ) => Here.DeleteAsync(resource, key, options, cancellationToken);

        public ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
            GroupVersionResource resource,
            string @namespace,
            ListOptions selection,
            DeleteOptions options,
            CancellationToken cancellationToken
        ) => Here.DeleteCollectionAsync(resource, @namespace, selection, options, cancellationToken);

        public IAsyncEnumerable<WatchEvent> WatchAsync(
            GroupVersionResource resource,
            string @namespace,
            WatchOptions options,
            CancellationToken cancellationToken
        ) => Here.WatchAsync(resource, @namespace, options, cancellationToken);

        public ValueTask<ApiResult<RawBody>> GetRawAsync(
            string path,
            string accept,
            CancellationToken cancellationToken
        ) => Here.GetRawAsync(path, accept, cancellationToken);

        public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
            Here.Informer(resource, options);

        public void StopInformers(GroupVersionResource resource) => Here.StopInformers(resource);
    }

    private static KubeObject Map(string name, int value) =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "ConfigMap"),
                ("metadata", MapValue.Of(("name", name), ("namespace", "ns"))),
                ("data", MapValue.Of(("x", value.ToString(CultureInfo.InvariantCulture))))
            )
        );

    [Fact]
    public void A_call_runs_in_the_servers_process_and_a_server_that_is_away_refuses()
    {
        var results = new List<int>();
        var world = new World(
            1,
            async (_, link, executor, token) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    var result = await link.CreateAsync(ConfigMaps, Map($"c{i}", i), WriteOptions.None, token);
                    results.Add(result.Error?.Code ?? 200);
                    await Task.Delay(TimeSpan.FromSeconds(2), executor.Clock, token);
                }
            }
        );
        world.Server.Start();
        world.Agent.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(3));
        world.CrashServer();
        world.Simulation.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal([503, 200, 503], results);
        Assert.Single(world.Cluster.Objects(ConfigMaps));
    }

    [Fact]
    public void A_call_whose_server_dies_ends_and_one_into_a_dead_network_ends_at_its_deadline()
    {
        var results = new List<(int Code, double At)>();
        var world = new World(
            2,
            async (w, link, _, token) =>
            {
                for (var i = 0; i < 2; i++)
                {
                    var result = await link.GetAsync(ConfigMaps, new("ns", "c"), token);
                    results.Add((result.Error!.Code, w.Simulation.Elapsed.TotalSeconds));
                    w.Network.IsDown = true;
                }
            }
        );
        world.Server.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(2));
        world.Cluster.Faults.Delay = TimeSpan.FromHours(1);
        world.Agent.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(3));
        Assert.Empty(results);
        world.CrashServer();
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal([(503, 5.0), (504, 35.0)], results);
    }

    [Fact]
    public void A_watch_goes_on_over_a_short_outage_and_breaks_over_a_long_one()
    {
        var seen = new List<string>();
        var world = new World(
            3,
            async (w, link, _, token) =>
            {
                await foreach (var one in link.WatchAsync(ConfigMaps, "", new() { ResourceVersion = "100" }, token))
                    seen.Add(one.Object?.Name ?? $"{one.Error!.Code} after {w.Simulation.Elapsed.TotalSeconds} s");
            }
        );
        world.Server.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(2));
        world.Agent.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));
        world.Network.IsDown = true;
        world.Cluster.Put(ConfigMaps, new("ns", "a"), Map("a", 1));
        world.Simulation.RunFor(TimeSpan.FromSeconds(29));
        Assert.Empty(seen);
        world.Network.IsDown = false;
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], seen);
        world.Network.IsDown = true;
        world.Cluster.Put(ConfigMaps, new("ns", "b"), Map("b", 1));
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(["a", "503 after 63 s"], seen);
        Assert.Equal(0, world.Cluster.OpenWatches);
    }

    [Fact]
    public void A_client_that_dies_takes_its_watches_along()
    {
        var world = new World(
            4,
            async (_, link, _, token) =>
            {
                await foreach (var _ in link.WatchAsync(ConfigMaps, "", new() { ResourceVersion = "100" }, token)) { }
            }
        );
        world.Server.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(2));
        world.Agent.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(1, world.Cluster.OpenWatches);
        world.Agent.Crash();
        world.Simulation.RunUntilIdle();
        Assert.Equal(0, world.Cluster.OpenWatches);
    }

    [Fact]
    public void A_slow_reader_makes_the_server_wait_and_misses_nothing()
    {
        var seen = new List<long>();
        var world = new World(
            5,
            async (_, link, executor, token) =>
            {
                await foreach (var one in link.WatchAsync(ConfigMaps, "", new() { ResourceVersion = "100" }, token))
                {
                    seen.Add(one.Object!.Revision);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), executor.Clock, token);
                }
            }
        );
        world.Server.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(2));
        world.Agent.Start();
        world.Simulation.RunUntilIdle();
        for (var i = 0; i < 500; i++)
            world.Cluster.Put(ConfigMaps, new("ns", "a"), Map("a", i));
        world.Simulation.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(101, 500).Select(i => (long)i), seen);
    }

    /// <summary>
    /// A controller on the agent copies what it sees to another name, over a network with faults, with crashes of both processes: after the faults each has its
    /// copy, and a seed replays.
    /// </summary>
    [Fact]
    public void A_controller_over_the_link_converges_after_all_faults_and_a_seed_replays()
    {
        for (ulong seed = 0; seed < (ulong)Seeds; seed++)
        {
            var first = Play(seed);
            if (seed % 10 == 0)
                Assert.Equal(first, Play(seed));
        }
    }

    private static ulong Play(ulong seed)
    {
        var world = new World(seed, CopyAsync);
        var random = world.Simulation.NewRandom("faults");
        world.Server.Start();
        world.Agent.Start();
        for (var i = 0; i < 40; i++)
        {
            var name = $"c{random.Next(5)}";
            world.Cluster.Put(ConfigMaps, new("ns", name), Map(name, i));
            world.Network.LostRequests = random.Next(2) * random.NextDouble() * 0.5;
            world.Network.LostAnswers = random.Next(2) * random.NextDouble() * 0.5;
            world.Network.BrokenWatches = random.Next(2) * random.NextDouble() * 0.5;
            world.Network.LongestDelay = TimeSpan.FromMilliseconds(random.Next(200));
            world.Network.IsDown = random.Next(5) == 0;
            switch (random.Next(10))
            {
                case 0:
                    world.CrashServer();
                    break;
                case 1:
                    world.Agent.Crash();
                    break;
                case 2:
                    world.Agent.Freeze();
                    break;
            }
            world.Simulation.RunFor(TimeSpan.FromSeconds(random.Next(1, 20)));
            world.Agent.Thaw();
            world.Server.Start();
            world.Agent.Start();
        }
        world.Network.Heal();
        world.Simulation.RunUntil(
            () =>
                world
                    .Cluster.Objects(ConfigMaps)
                    .Where(o => o.Namespace == "ns")
                    .All(o =>
                        world
                            .Cluster.Objects(ConfigMaps)
                            .Any(c =>
                                c.Namespace == "copies"
                                && c.Name == o.Name
                                && Value.Equal(c.Root.Map("data"), o.Root.Map("data"))
                            )
                    ),
            TimeSpan.FromMinutes(15)
        );
        return world.Simulation.TraceHash;
    }

    private static async Task CopyAsync(World world, SimulatedLink link, IExecutor executor, CancellationToken token)
    {
        var maps = link.Informer(ConfigMaps, InformerOptions.All);
        var controller = new Controller<NamespacedName>("copy", executor, ReconcileAsync, NullLogger.Instance).Follow(
            maps,
            change => new NamespacedName("ns", change.Object.Name)
        );
        await controller.RunAsync(token);

        async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (maps.Get(key) is not { } source)
                return Reconcile.Done;
            var present = maps.Get(new("copies", key.Name));
            var wanted = (present ?? source.With(null, "metadata", "resourceVersion"))
                .With(source.Root.Map("data"), "data")
                .With("copies", "metadata", "namespace");
            if (present is not null && Value.Equal(present.Root.Map("data"), wanted.Root.Map("data")))
                return Reconcile.Done;
            var result = present is null
                ? await link.CreateAsync(ConfigMaps, wanted, WriteOptions.None, cancellationToken)
                : await link.UpdateAsync(ConfigMaps, wanted, WriteOptions.None, cancellationToken);
            return result.IsSuccess ? Reconcile.Done : Reconcile.Retry(result.Error);
        }
    }
}
