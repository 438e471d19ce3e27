using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

public sealed class LeaderElectionTests
{
    private static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    private static readonly NamespacedName Lease = new("kube-system", "hub");
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 2000 : 60;

    private sealed class World
    {
        public World(ulong seed)
        {
            Simulation = new(new() { Seed = seed });
            Random = Simulation.NewRandom("world");
            Cluster = new(Simulation.Clock, Simulation.NewRandom("cluster"));
        }

        public SimulationExecutor Simulation { get; }
        public Random Random { get; }
        public InMemoryCluster Cluster { get; }
        public SortedSet<string> Leading { get; } = new(StringComparer.Ordinal);
        public List<(string Who, double At)> Turns { get; } = [];

        public SimulatedProcess Contender(string name) =>
            Simulation.AddProcess(
                name,
                (executor, token) =>
                {
                    var election = new LeaderElection(
                        Cluster,
                        new() { Lease = Lease, Identity = name },
                        executor.Clock,
                        Simulation.NewRandom(name),
                        NullLogger.Instance
                    );
                    return election.RunAsync(
                        async stop =>
                        {
                            Leading.Add(name);
                            Assert.True(election.IsLeader);
                            Assert.Single(Leading);
                            Turns.Add((name, Simulation.Elapsed.TotalSeconds));
                            try
                            {
                                await Task.Delay(Timeout.InfiniteTimeSpan, executor.Clock, stop);
                            }
                            finally
                            {
                                Leading.Remove(name);
                            }
                        },
                        token
                    );
                }
            );

        public MapValue Spec => Cluster.Objects(Leases).Single().Spec;
    }

    [Fact]
    public void The_first_contender_leads_and_keeps_leading()
    {
        var world = new World(1);
        world.Contender("a").Start();
        world.Simulation.RunUntilIdle();
        world.Contender("b").Start();
        world.Simulation.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal([("a", 0.0)], world.Turns);
        Assert.Equal("a", world.Spec.Text("holderIdentity"));
        Assert.Equal(15, world.Spec.Integer("leaseDurationSeconds"));
        Assert.Equal(0, world.Spec.Integer("leaseTransitions"));
        Assert.Equal("2030-01-01T00:00:00.000000Z", world.Spec.Text("acquireTime"));
        Assert.Equal("2030-01-01T00:10:00.000000Z", world.Spec.Text("renewTime"));
    }

    [Fact]
    public void A_leader_that_stops_gives_the_lease_back_and_another_leads_soon()
    {
        var world = new World(2);
        var a = world.Contender("a");
        a.Start();
        world.Simulation.RunUntilIdle();
        world.Contender("b").Start();
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));
        world.Simulation.Run(a.StopAsync);
        Assert.Equal("", world.Spec.Text("holderIdentity"));
        world.Simulation.RunUntil(() => world.Leading.Contains("b"), TimeSpan.FromSeconds(5));
        Assert.Equal(1, world.Spec.Integer("leaseTransitions"));
    }

    [Fact]
    public void A_crashed_leader_is_followed_when_its_lease_has_run_out()
    {
        var world = new World(3);
        var a = world.Contender("a");
        a.Start();
        world.Simulation.RunUntilIdle();
        world.Contender("b").Start();
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));
        a.Crash();
        world.Leading.Clear();
        var crashed = world.Simulation.Elapsed.TotalSeconds;
        world.Simulation.RunUntil(() => world.Leading.Contains("b"), TimeSpan.FromSeconds(30));
        // 15 s after the renewal that was seen last (at most one retry late), and up to one more retry.
        Assert.InRange(world.Turns[^1].At - crashed, 13, 15 + 4.4 + 4.4);
    }

    [Fact]
    public void A_leader_that_comes_back_under_its_name_goes_on_at_once()
    {
        var world = new World(4);
        var a = world.Contender("a");
        a.Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(30));
        a.Crash();
        world.Leading.Clear();
        a.Start();
        world.Simulation.RunUntil(() => world.Leading.Contains("a"), TimeSpan.FromSeconds(1));
        Assert.Equal(0, world.Spec.Integer("leaseTransitions"));
        Assert.Equal("2030-01-01T00:00:00.000000Z", world.Spec.Text("acquireTime"));
    }

    [Fact]
    public void A_leader_cut_off_from_the_API_stops_before_another_leads()
    {
        var world = new World(5);
        world.Contender("a").Start();
        world.Simulation.RunFor(TimeSpan.FromSeconds(30));
        world.Cluster.Faults.LostRequest = 1;
        world.Simulation.RunUntil(() => world.Leading.Count == 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Work_that_ends_by_itself_ends_the_contest_and_its_error_comes_out()
    {
        var world = new World(6);
        var election = new LeaderElection(
            world.Cluster,
            new() { Lease = Lease, Identity = "a" },
            world.Simulation.Clock,
            world.Random,
            NullLogger.Instance
        );
        world.Simulation.Run(() => election.RunAsync(_ => Task.CompletedTask, CancellationToken.None));
        Assert.Equal("", world.Spec.Text("holderIdentity"));
        Assert.Throws<FormatException>(() =>
            world.Simulation.Run(() => election.RunAsync(_ => throw new FormatException(), CancellationToken.None))
        );
        Assert.Equal("", world.Spec.Text("holderIdentity"));
        Assert.False(election.IsLeader);
    }

    [Fact]
    public void Times_that_do_not_fit_are_refused()
    {
        var options = new LeaderElectionOptions { Lease = Lease, Identity = "a" };
        Assert.NotNull((options with { RenewDeadline = options.LeaseDuration }).Error);
        Assert.NotNull((options with { RetryPeriod = options.RenewDeadline }).Error);
        Assert.NotNull((options with { Identity = "" }).Error);
        Assert.Null(options.Error);
    }

    /// <summary>Lost requests, lost answers, slow answers, crashes and restarts: never two leaders, and one in the end.</summary>
    [Fact]
    public void There_are_never_two_leaders_and_in_the_end_there_is_one()
    {
        for (ulong seed = 0; seed < (ulong)Seeds; seed++)
        {
            var world = new World(seed);
            var processes = new[] { world.Contender("a"), world.Contender("b"), world.Contender("c") };
            foreach (var process in processes)
                process.Start();
            var faults = world.Cluster.Faults;
            for (var round = 0; round < 20; round++)
            {
                faults.LostRequest = world.Random.Next(3) == 0 ? world.Random.NextDouble() : 0;
                faults.LostAnswer = world.Random.Next(3) == 0 ? world.Random.NextDouble() : 0;
                faults.Delay = TimeSpan.FromSeconds(world.Random.Next(3) == 0 ? world.Random.Next(10) : 0);
                var victim = processes[world.Random.Next(3)];
                if (world.Random.Next(4) == 0)
                {
                    victim.Crash();
                    world.Leading.Remove(victim.Name);
                }
                world.Simulation.RunFor(TimeSpan.FromSeconds(world.Random.Next(1, 25)));
                victim.Start();
            }
            faults.Stop();
            world.Simulation.RunUntil(() => world.Leading.Count == 1, TimeSpan.FromSeconds(60));
            Assert.Equal(world.Leading.Single(), world.Spec.Text("holderIdentity"));
        }
    }
}
