using Pangea.Kube.Client.Simulation;

namespace Pangea.Simulation.Tests;

/// <summary>
/// Whole fleets under faults from a seed. <c>PANGEA_TEST_SEED</c> runs one seed alone, with the last steps in the failure.
/// </summary>
public class FleetTests
{
    private const int Groups = 8;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 10_000 : 200;
    private static readonly string OnlySeed = Environment.GetEnvironmentVariable("PANGEA_TEST_SEED") ?? "";

    public static TheoryData<int> AllGroups => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(AllGroups))]
    public void A_fleet_that_everything_happened_to_does_what_its_policies_say(int group)
    {
        if (OnlySeed.Length > 0)
        {
            if (group == 0)
                Run(ulong.Parse(OnlySeed), journal: 200);
            return;
        }
        for (var seed = group; seed < Seeds; seed += Groups)
            Run((ulong)seed);
    }

    [Fact]
    public void A_seed_gives_the_same_run_again() => Assert.Equal(Run(7), Run(7));

    [Fact]
    public void Seeds_give_different_runs() => Assert.NotEqual(Run(7), Run(8));

    /// <summary>Runs a seed; gives what tells its run from others.</summary>
    private static (ulong Trace, long Steps) Run(ulong seed, int journal = 0)
    {
        SimulatedFleet? fleet = null;
        try
        {
            fleet = new(new() { Seed = seed, JournalLength = journal }, "ap", "eu", "us");
            RunThrough(fleet);
            return (fleet.Simulation.TraceHash, fleet.Simulation.Steps);
        }
        catch (Exception e)
        {
            var steps = fleet is null ? "" : string.Join('\n', fleet.Simulation.Journal);
            throw new SimulationException($"seed {seed} (PANGEA_TEST_SEED={seed} replays it): {e.Message}\n{steps}", e);
        }
    }

    private static void RunThrough(SimulatedFleet fleet)
    {
        var random = fleet.Simulation.NewRandom("what happens");
        var wishes = new Wishes(fleet, random);
        wishes.JoinClusters();
        fleet.Simulation.RunFor(TimeSpan.FromSeconds(20));
        wishes.CreateSteady();
        Settle(fleet, wishes, TimeSpan.FromMinutes(2));

        var lost = new List<string>();
        foreach (var disk in fleet.Disks)
            disk.Removed = key => Note(key, lost);
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
            Assert.Empty(lost);
        }

        chaos.Heal();
        // Long enough for every watch to come back, every cluster to be ready again, and every back-off to end.
        fleet.Simulation.RunFor(TimeSpan.FromMinutes(3));
        wishes.ScaleAll();
        Settle(fleet, wishes, TimeSpan.FromMinutes(5));
        Assert.Empty(lost);
    }

    private static void Settle(SimulatedFleet fleet, Wishes wishes, TimeSpan within)
    {
        var verdict = new Verdict(fleet, wishes.Wanted);
        for (var waited = TimeSpan.Zero; waited < within; waited += TimeSpan.FromSeconds(10))
        {
            fleet.Simulation.RunFor(TimeSpan.FromSeconds(10));
            if (verdict.Complaints().Count == 0)
                return;
        }
        Assert.Fail(string.Join("\n", verdict.Complaints()));
    }

    /// <summary>Nothing of the steady Deployment may ever be removed: somebody was only away.</summary>
    private static void Note(string key, List<string> lost)
    {
        if (
            key.Contains($"/{Wishes.Steady}-", StringComparison.Ordinal)
                && (
                    key.StartsWith("/registry/core/pods/", StringComparison.Ordinal)
                    || key.StartsWith("/registry/work.karmada.io/", StringComparison.Ordinal)
                )
            || key.EndsWith($"/default/{Wishes.Steady}", StringComparison.Ordinal)
                && key.StartsWith("/registry/apps/", StringComparison.Ordinal)
        )
            lost.Add(key);
    }
}
