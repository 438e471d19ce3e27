using Pangea.Tests.Tools;

namespace Pangea.Walkthrough.Tests;

/// <summary>
/// The whole fleet is killed at moments that a seed chooses, once in each step of the walkthrough, and raised again. A step whose command was answered
/// is not repeated: what was acknowledged holds. <c>PANGEA_TEST_SEED</c> runs one seed alone.
/// </summary>
[Collection(RunningFleets.Name)]
public class KillTests
{
    /// <summary>The steps, and what each comes to: replicas in ap, eu, us.</summary>
    private static readonly (string Command, bool IsBound, int[] Replicas)[] Steps =
    [
        ("kubectl apply -f $EXAMPLES/hello.yaml", false, []),
        ("kubectl apply -f $EXAMPLES/policy.yaml", true, [1, 1, 1]),
        (
            "kubectl scale deployment/hello --replicas=10 && kubectl apply -f $EXAMPLES/policy-weighted.yaml",
            true,
            [2, 4, 4]
        ),
        ("kubectl delete pp hello-propagation --ignore-not-found --timeout=60s", true, [2, 4, 4]),
        ("kubectl delete deployment hello --ignore-not-found --timeout=60s", true, []),
    ];

    private static readonly int LatestKill = 1500;

    /// <summary>Each walkthrough has a kill a step, and every other one a process a role: 5 kills, or 100 in long runs.</summary>
    public static TheoryData<int> Seeds =>
        Environment.GetEnvironmentVariable("PANGEA_TEST_SEED") is { Length: > 0 } seed
            ? [int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)]
            :
            [
                .. Enumerable.Range(
                    1,
                    Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 100 / Steps.Length : 1
                ),
            ];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Killed_at_any_moment_of_the_walkthrough_it_converges_to_the_same_state(int seed)
    {
        var random = new Random(seed);
        var options = seed % 2 == 0 ? "" : "--isolate";
        await using var fleet = new LocalFleet(KubernetesTools.Newest);
        await fleet.UpAsync(options);
        foreach (var (command, isBound, replicas) in Steps)
        {
            var delay = random.Next(LatestKill);
            var processes = await fleet.ProcessesAsync();
            var answer = fleet.TryAsync(command);
            await Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System);
            await fleet.KillAsync(processes);
            var (code, output) = await answer;
            try
            {
                await fleet.UpAsync(options);
                if (code != 0)
                    await fleet.RunAsync(command);
                await FleetState.ConvergesAsync(fleet, isBound, replicas);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"seed {seed} (PANGEA_TEST_SEED={seed}), killed {delay} ms after $ {command}\n{output}ended with {code}\n{e.Message}",
                    e
                );
            }
        }
    }
}
