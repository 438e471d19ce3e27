using Pangea.Kube.Client.Simulation;

namespace Pangea.Simulation.Tests;

/// <summary>
/// Whole fleets under faults from a seed. <c>PANGEA_TEST_SEED</c> runs one seed alone, or those of a range such as <c>200-399</c>; one alone keeps its last
/// steps for the failure.
/// </summary>
public class FleetTests(ITestOutputHelper output)
{
    private const int Groups = 8;
    private static readonly TimeSpan UntilFinal = TimeSpan.FromMinutes(3);
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 10_000 : 200;
    private static readonly string OnlySeeds = Environment.GetEnvironmentVariable("PANGEA_TEST_SEED") ?? "";

    public static TheoryData<int> AllGroups => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(AllGroups))]
    public void A_fleet_that_everything_happened_to_does_what_its_policies_say(int group)
    {
        var (first, last) = Range();
        var failures = new List<string>();
        var faults = new Faults();
        // A run has one thread; several runs have all processors.
        var seeds = Enumerable.Range(first, last - first + 1).Where(seed => (seed - first) % Groups == group);
        Parallel.ForEach(
            seeds,
            new() { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                try
                {
                    var happened = Run((ulong)seed, journal: first == last ? 200 : 0).Faults;
                    lock (failures)
                        faults.Add(happened);
                }
                catch (SimulationException e)
                {
                    lock (failures)
                        failures.Add(e.Message);
                }
            }
        );
        output.WriteLine(faults.ToString());
        Assert.True(failures.Count == 0, $"{failures.Count} failed\n{string.Join("\n\n", failures.Take(5))}");
        // Faults that never happen would make all this say nothing.
        if (last - first >= 20 * Groups)
            Assert.Empty(faults.Missing);
    }

    [Fact]
    public void A_seed_gives_the_same_run_again() => Assert.Equal(TraceOf(7), TraceOf(7));

    [Fact]
    public void Seeds_give_different_runs() => Assert.NotEqual(TraceOf(7), TraceOf(8));

    [Fact]
    public void That_something_is_lost_is_noticed()
    {
        var fleet = new SimulatedFleet(new() { Seed = 1 }, "ap", "eu", "us");
        var (wishes, losses) = Begin(fleet);
        Assert.Empty(losses.Keys);
        wishes.DeleteSteady();
        Settle(fleet, wishes, UntilFinal);
        foreach (var part in new[] { "/pods/", "/replicasets/", "/deployments/", "/services/", "/works/" })
            Assert.Contains(losses.Keys, k => k.Contains(part, StringComparison.Ordinal));
    }

    private static (int First, int Last) Range()
    {
        if (OnlySeeds.Length == 0)
            return (0, Seeds - 1);
        var ends = OnlySeeds.Split('-');
        return (int.Parse(ends[0]), int.Parse(ends[^1]));
    }

    private static (ulong Trace, long Steps) TraceOf(ulong seed)
    {
        var (simulation, _) = Run(seed);
        return (simulation.TraceHash, simulation.Steps);
    }

    /// <summary>Runs a seed through.</summary>
    private static (SimulationExecutor Simulation, Faults Faults) Run(ulong seed, int journal = 0)
    {
        SimulatedFleet? fleet = null;
        try
        {
            fleet = new(new() { Seed = seed, JournalLength = journal }, "ap", "eu", "us");
            return (fleet.Simulation, RunThrough(fleet));
        }
        catch (Exception e)
        {
            var steps = fleet is null ? "" : string.Join('\n', fleet.Simulation.Journal);
            throw new SimulationException($"seed {seed} (PANGEA_TEST_SEED={seed} replays it): {e.Message}\n{steps}", e);
        }
    }

    private static (Wishes Wishes, Losses Losses) Begin(SimulatedFleet fleet)
    {
        var wishes = new Wishes(fleet, fleet.Simulation.NewRandom("what is wished"));
        wishes.JoinClusters();
        fleet.Simulation.RunFor(TimeSpan.FromSeconds(20));
        wishes.CreateSteady();
        Settle(fleet, wishes, TimeSpan.FromMinutes(2));
        return (wishes, new(fleet.Disks));
    }

    private static Faults RunThrough(SimulatedFleet fleet)
    {
        var (wishes, losses) = Begin(fleet);
        var random = fleet.Simulation.NewRandom("what happens");
        var chaos = new Chaos(fleet, random);
        fleet.Simulation.Run(() =>
        {
            // It goes on beside all that follows.
            _ = chaos.RunAsync();
            return Task.CompletedTask;
        });
        for (var i = 0; i < 12; i++)
        {
            wishes.Change();
            fleet.Simulation.RunFor(TimeSpan.FromSeconds(random.NextDouble() * 15));
            Assert.Empty(losses.Keys);
        }

        chaos.Heal();
        // Long enough for every watch to come back, every cluster to be ready again, and every back-off to end.
        fleet.Simulation.RunFor(UntilFinal);
        wishes.ScaleAll();
        Settle(fleet, wishes, TimeSpan.FromMinutes(5));
        Assert.Empty(losses.Keys);
        return chaos.Happened();
    }

    private static void Settle(SimulatedFleet fleet, Wishes wishes, TimeSpan within)
    {
        var verdict = new Verdict(fleet, wishes);
        for (var waited = TimeSpan.Zero; waited < within; waited += TimeSpan.FromSeconds(10))
        {
            fleet.Simulation.RunFor(TimeSpan.FromSeconds(10));
            if (verdict.Complaints().Count == 0)
                return;
        }
        Assert.Fail(string.Join("\n", verdict.Complaints()));
    }
}
