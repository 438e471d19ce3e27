using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>Informers on a simulation, against a small server in memory.</summary>
public sealed class ReflectorTests
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 5000 : 150;

    private sealed class World
    {
        public World(ulong seed, InformerOptions? options = null)
        {
            Simulation = new(new() { Seed = seed });
            Random = Simulation.NewRandom("world");
            Cluster = new(Simulation.Clock, Simulation.NewRandom("cluster"));
            Options = options ?? InformerOptions.All;
            Process = Simulation.AddProcess(
                "agent",
                (executor, token) =>
                {
                    Seen.Clear();
                    var informers = new SharedInformers(
                        Cluster,
                        executor,
                        Simulation.NewRandom("informers"),
                        NullLogger.Instance
                    );
                    token.Register(informers.Dispose);
                    Informer = informers.Get(ConfigMaps, Options);
                    Assert.Same(Informer, informers.Get(ConfigMaps, Options with { }));
                    Informer.AddIndex("color", o => Color(o) is { } color ? [color] : []);
                    Informer.Subscribe(Follow);
                    return Task.CompletedTask;
                }
            );
        }

        public SimulationExecutor Simulation { get; }
        public Random Random { get; }
        public InMemoryCluster Cluster { get; }
        public InformerOptions Options { get; }
        public SimulatedProcess Process { get; }
        public IInformer Informer { get; private set; } = null!;

        /// <summary>What the handler knows: built from nothing but the events.</summary>
        public SortedDictionary<NamespacedName, KubeObject> Seen { get; } = [];

        public List<string> Told { get; } = [];

        private void Follow(InformerEvent change)
        {
            var key = change.Object.Key;
            Seen.TryGetValue(key, out var known);
            Assert.Same(known, change.Old);
            if (change is { Old: not null, New: not null })
            {
                Assert.Equal(change.Old.Uid, change.New.Uid);
                Assert.True(change.New.Revision > change.Old.Revision, "an object went back in time");
            }
            if (change.New is { } now)
            {
                Seen[key] = now;
                Assert.Same(now, Informer.Get(key));
            }
            else
                Seen.Remove(key);
            Told.Add(
                (change.Old, change.New) switch
                {
                    (null, _) => $"+{key}",
                    (_, null) => $"-{key}",
                    _ => $"~{key}",
                }
            );
        }

        public static string? Color(KubeObject o) => o.Labels.Text("color");

        public KubeObject Put(string @namespace, string name, string color = "red", string data = "")
        {
            var value = new KubeObject(
                MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "ConfigMap"),
                    (
                        "metadata",
                        MapValue.Of(
                            ("name", name),
                            ("namespace", @namespace),
                            ("labels", MapValue.Of(("color", color))),
                            ("managedFields", ListValue.OfTexts(["a", "b"]))
                        )
                    ),
                    ("data", MapValue.Of(("x", data)))
                )
            );
            return Cluster.Put(ConfigMaps, new(@namespace, name), value);
        }

        public void Delete(string @namespace, string name) => Cluster.Put(ConfigMaps, new(@namespace, name), null);

        public void ChangeSomething()
        {
            var @namespace = $"ns{Random.Next(3)}";
            var name = $"c{Random.Next(6)}";
            var exists = Cluster.Objects(ConfigMaps).Any(o => o.Namespace == @namespace && o.Name == name);
            if (exists && Random.Next(3) == 0)
                Delete(@namespace, name);
            else
                Put(
                    @namespace,
                    name,
                    Random.Next(2) == 0 ? "red" : "blue",
                    Random.Next().ToString(CultureInfo.InvariantCulture)
                );
        }

        private IEnumerable<KubeObject> Wanted =>
            Cluster
                .Objects(ConfigMaps)
                .Where(o => Options.Namespace.Length == 0 || o.Namespace == Options.Namespace)
                .Where(o => Options.Labels.Matches(o.Labels));

        public bool IsConverged =>
            Informer is { HasSynced: true } && Versions(Informer.List()).SequenceEqual(Versions(Wanted));

        public void AssertConverged()
        {
            Simulation.RunUntil(() => IsConverged, TimeSpan.FromMinutes(30));
            Assert.Equal(Versions(Wanted), Versions(Seen.Values));
            foreach (var color in new[] { "red", "blue" })
                Assert.Equal(
                    Versions(Wanted.Where(o => Color(o) == color)),
                    Versions(Informer.ByIndex("color", color))
                );
            for (var n = 0; n < 3; n++)
                Assert.Equal(Versions(Wanted.Where(o => o.Namespace == $"ns{n}")), Versions(Informer.List($"ns{n}")));
        }

        private static IEnumerable<(NamespacedName, string)> Versions(IEnumerable<KubeObject> objects) =>
            objects.Select(o => (o.Key, o.ResourceVersion));
    }

    [Fact]
    public void The_state_comes_as_a_watch_list_and_changes_follow()
    {
        var world = new World(1);
        world.Put("ns0", "a");
        world.Put("ns0", "b");
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        Assert.True(world.Informer.HasSynced);
        world.Put("ns0", "b", data: "2");
        world.Delete("ns0", "a");
        world.Put("ns1", "c");
        world.Simulation.RunUntilIdle();
        Assert.Equal(["+ns0/a", "+ns0/b", "~ns0/b", "-ns0/a", "+ns1/c"], world.Told);
        Assert.Equal(1, world.Cluster.Calls["watchlist"]);
        Assert.False(world.Cluster.Calls.ContainsKey("list"));
        Assert.Null(world.Informer.Get(new("ns0", "a")));
        Assert.All(world.Informer.List(), o => Assert.False(o.Root.Map("metadata")!.ContainsKey("managedFields")));
        Assert.Equal("2", world.Informer.Get(new("ns0", "b"))!.Root.At("data", "x")!.ToString().Trim('"'));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_without_watch_lists_is_listed_by_pages(bool ignores)
    {
        var world = new World(2);
        world.Cluster.RefusesWatchLists = !ignores;
        world.Cluster.IgnoresWatchLists = ignores;
        for (var i = 0; i < 1234; i++)
            world.Put("ns0", $"c{i:0000}");
        world.Process.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(11));
        world.AssertConverged();
        Assert.Equal(3, world.Cluster.Calls["list"]);
        Assert.Equal(1, world.Cluster.Calls["watchlist"]);
        Assert.Equal(1, world.Cluster.Calls["watch"]);
    }

    [Fact]
    public void A_list_whose_pages_expire_is_read_in_one_piece()
    {
        var world = new World(3);
        world.Cluster.RefusesWatchLists = true;
        for (var i = 0; i < 600; i++)
            world.Put("ns0", $"c{i:0000}");
        world.Cluster.Faults.ExpiredContinue = 1;
        world.Process.Start();
        world.AssertConverged();
        Assert.Equal(0, world.Cluster.LastLimit);
        Assert.Equal(3, world.Cluster.Calls["list"]);
    }

    [Fact]
    public void A_watch_that_ends_goes_on_where_it_was()
    {
        var world = new World(4);
        world.Put("ns0", "a");
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        // The server forgets everything that was before the last bookmark, which a watch sends when its time is over.
        world.Simulation.RunFor(TimeSpan.FromMinutes(11));
        Assert.InRange(world.Cluster.Calls["watch"], 1, 3);
        world.Put("ns0", "b");
        world.Simulation.RunUntilIdle();
        Assert.Equal(["+ns0/a", "+ns0/b"], world.Told);
        Assert.Equal(1, world.Cluster.Calls["watchlist"]);
        Assert.Equal(1, world.Cluster.OpenWatches);
    }

    [Fact]
    public void A_late_bookmark_does_not_take_the_place_back()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var world = new World(seed);
            world.Process.Start();
            world.Simulation.RunUntilIdle();
            world.Cluster.Faults.Bookmark = 1;
            for (var i = 0; i < 5; i++)
                world.Put("ns0", $"c{i}");
            world.Simulation.RunUntilIdle();
            world.Cluster.Compact(world.Cluster.Revision);
            world.Cluster.Faults.CutWatch = 1;
            world.Put("ns0", "last");
            world.Simulation.RunFor(TimeSpan.FromSeconds(1));
            world.Cluster.Faults.Stop();
            world.AssertConverged();
            Assert.Equal(1, world.Cluster.Calls["watchlist"]);
        }
    }

    [Fact]
    public void After_410_what_went_away_unseen_is_told_as_deleted()
    {
        var world = new World(5);
        foreach (var name in new[] { "kept", "changed", "gone", "replaced" })
            world.Put("ns0", name);
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        world.Told.Clear();
        world.Cluster.Faults.LostRequest = 1;
        world.Cluster.Faults.CutWatch = 1;
        world.Put("ns0", "changed", data: "2");
        world.Delete("ns0", "gone");
        world.Delete("ns0", "replaced");
        world.Put("ns0", "replaced");
        world.Put("ns0", "new");
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));
        world.Cluster.Compact(world.Cluster.Revision);
        world.Put("ns0", "later");
        world.Cluster.Faults.Stop();
        world.AssertConverged();
        Assert.Equal(
            ["-ns0/gone", "-ns0/replaced", "~ns0/changed", "+ns0/replaced", "+ns0/new", "+ns0/later"],
            world.Told
        );
    }

    [Fact]
    public void A_later_handler_hears_the_present_state_first_and_a_disposed_one_nothing()
    {
        var world = new World(6);
        world.Put("ns0", "a");
        world.Put("ns0", "b");
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        var told = new List<string>();
        var subscription = world.Informer.Subscribe(c => told.Add($"{(c.Old is null ? '+' : '~')}{c.Object.Name}"));
        world.Put("ns0", "a", data: "2");
        world.Simulation.RunUntilIdle();
        subscription.Dispose();
        world.Put("ns0", "b", data: "2");
        world.Simulation.RunUntilIdle();
        Assert.Equal(["+a", "+b", "~a"], told);
    }

    [Fact]
    public void Snapshots_do_not_change_after_they_were_given()
    {
        var world = new World(7);
        world.Put("ns0", "a");
        world.Put("ns1", "b");
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        var all = world.Informer.List();
        var red = world.Informer.ByIndex("color", "red");
        var versions = all.Concat(red).Select(o => o.ResourceVersion).ToArray();
        world.Put("ns0", "a", "blue");
        world.Put("ns0", "aa");
        world.Delete("ns1", "b");
        world.Simulation.RunUntilIdle();
        Assert.Equal(versions, all.Concat(red).Select(o => o.ResourceVersion));
        Assert.Equal(["aa"], world.Informer.ByIndex("color", "red").Select(o => o.Name));
        Assert.Empty(world.Informer.ByIndex("color", "green"));
    }

    [Fact]
    public void A_watch_that_falls_silent_is_given_up_in_time()
    {
        var world = new World(8);
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        world.Cluster.Faults.SilentWatch = 1;
        world.Put("ns0", "a");
        world.Simulation.RunUntilIdle();
        world.Cluster.Faults.Stop();
        world.Put("ns0", "b");
        Assert.False(world.IsConverged);
        world.Simulation.RunUntil(() => world.IsConverged, TimeSpan.FromMinutes(11));
    }

    [Fact]
    public void An_unreachable_server_is_tried_again_at_growing_distances()
    {
        var world = new World(9);
        world.Cluster.Faults.LostRequest = 1;
        world.Process.Start();
        world.Simulation.RunFor(TimeSpan.FromMinutes(10));
        // 0.2 s doubling to 30 s, with jitter down to a half of each.
        Assert.InRange(world.Cluster.Calls["watchlist"], 20, 60);
        Assert.False(world.Informer.HasSynced);
        world.Cluster.Faults.Stop();
        world.Put("ns0", "a");
        world.Simulation.RunUntil(() => world.IsConverged, TimeSpan.FromSeconds(31));
    }

    [Fact]
    public void Waiting_for_the_sync_ends_with_it_or_with_cancellation()
    {
        var world = new World(10);
        world.Cluster.Faults.LostRequest = 1;
        world.Process.Start();
        world.Simulation.RunUntilIdle();
        world.Simulation.Run(async () =>
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(5), world.Simulation.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Informer.WaitForSyncAsync(stop.Token));
            world.Cluster.Faults.Stop();
            await world.Informer.WaitForSyncAsync(CancellationToken.None);
        });
        Assert.True(world.Informer.HasSynced);
    }

    [Fact]
    public void A_stopped_informer_keeps_its_last_state_and_the_next_one_starts_anew()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var cluster = new InMemoryCluster(simulation.Clock, simulation.NewRandom("cluster"));
        IInformer? first = null;
        IInformer? second = null;
        SharedInformers? informers = null;
        simulation
            .AddProcess(
                "p",
                (executor, _) =>
                {
                    informers = new(cluster, executor, simulation.NewRandom("i"), NullLogger.Instance);
                    first = informers.Get(ConfigMaps, InformerOptions.All);
                    return Task.CompletedTask;
                }
            )
            .Start();
        simulation.RunUntilIdle();
        informers!.Stop(ConfigMaps);
        simulation.RunUntilIdle();
        Assert.Equal(0, cluster.OpenWatches);
        second = informers.Get(ConfigMaps, InformerOptions.All);
        Assert.NotSame(first, second);
        simulation.RunUntilIdle();
        Assert.Equal(1, cluster.OpenWatches);
        informers.Dispose();
        simulation.RunUntilIdle();
        Assert.Equal(0, cluster.OpenWatches);
        Assert.Throws<ObjectDisposedException>(() => informers.Get(ConfigMaps, InformerOptions.All));
    }

    /// <summary>
    /// Lost and broken watches, lost requests, compactions, repeated events, late bookmarks, crashes of the process: after the faults the view and what the
    /// handler was told equal the server's state.
    /// </summary>
    [Fact]
    public void Whatever_happens_the_view_and_the_handlers_view_converge_to_the_servers_state()
    {
        for (ulong seed = 0; seed < (ulong)Seeds; seed++)
        {
            var options = (seed % 4) switch
            {
                1 => new InformerOptions { Namespace = "ns1" },
                2 => new InformerOptions { Labels = LabelSelector.OfLabels(MapValue.Of(("color", "red"))) },
                _ => InformerOptions.All,
            };
            var first = Storm(seed, options);
            if (seed % 10 == 0)
                Assert.Equal(first, Storm(seed, options));
        }
    }

    private static ulong Storm(ulong seed, InformerOptions options)
    {
        var world = new World(seed, options);
        var random = world.Random;
        world.Cluster.RefusesWatchLists = random.Next(3) == 0;
        world.Cluster.IgnoresWatchLists = !world.Cluster.RefusesWatchLists && random.Next(6) == 0;
        for (var i = random.Next(20); i > 0; i--)
            world.ChangeSomething();
        var faults = world.Cluster.Faults;
        double Chance() => random.Next(2) == 0 ? 0 : random.NextDouble() * 0.3;
        faults.LostRequest = Chance();
        faults.LostAnswer = Chance();
        faults.CutWatch = Chance();
        faults.BrokenWatch = Chance();
        faults.SilentWatch = Chance() / 4;
        faults.RepeatedEvent = Chance();
        faults.Bookmark = Chance() * 2;
        faults.ExpiredContinue = Chance() * 3;
        faults.Delay = TimeSpan.FromMilliseconds(random.Next(3) * 50);
        world.Process.Start();
        for (var i = 0; i < 60; i++)
        {
            for (var n = random.Next(4); n > 0; n--)
                world.ChangeSomething();
            if (random.Next(10) == 0)
                world.Cluster.Compact(world.Cluster.Revision - random.Next(10));
            if (random.Next(30) == 0)
            {
                world.Process.Crash();
                world.Process.Start();
            }
            world.Simulation.RunFor(TimeSpan.FromMilliseconds(random.Next(1, 2000)));
        }
        faults.Stop();
        world.AssertConverged();
        return world.Simulation.TraceHash;
    }
}
