using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Kube.Client.Tests;

/// <summary>Random histories of a controller on a simulation, held against what the queue promises.</summary>
public sealed class ControllerPropertyTests
{
    private enum Happening
    {
        Asked,
        AskedForLater,
        Started,
        Done,
        Again,
        Failed,
    }

    private sealed record Entry(Happening What, int Key, TimeSpan At, TimeSpan Pause);

    /// <summary>One request: when, for which key, and after how many milliseconds (0: now).</summary>
    private static readonly Gen<(int At, int Key, int After)[]> Requests = Gen.Select(
        Gen.Int[0, 2000],
        Gen.Int[0, 4],
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 500]))
    ).Array[1, 40];

    private static readonly int Iterations =
        Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 20_000 : 400;

    [Fact]
    public void No_key_is_lost_none_runs_twice_at_once_and_backoff_grows_until_success() =>
        Gen.Select(Requests, Gen.Int[1, 4], Gen.ULong).Sample(Check, iter: Iterations, threads: 1);

    private static void Check((int At, int Key, int After)[] requests, int workers, ulong seed)
    {
        var simulation = new SimulationExecutor(new() { Seed = seed });
        var random = simulation.NewRandom("reconciles");
        var history = new List<Entry>();
        var running = new HashSet<int>();
        Controller<int>? controller = null;
        var process = simulation.AddProcess(
            "p",
            async (executor, token) =>
            {
                controller = new("c", executor, ReconcileAsync, NullLogger.Instance, new() { Workers = workers });
                _ = executor.RunAsync("c", controller.RunAsync, token);
                foreach (var (at, key, after) in requests.OrderBy(r => r.At))
                {
                    var wait = TimeSpan.FromMilliseconds(at) - simulation.Elapsed;
                    if (wait > TimeSpan.Zero)
                        await Task.Delay(wait, executor.Clock, token);
                    var pause = TimeSpan.FromMilliseconds(after);
                    Note(after == 0 ? Happening.Asked : Happening.AskedForLater, key, pause);
                    if (after == 0)
                        controller.Enqueue(key);
                    else
                        controller.EnqueueAfter(key, pause);
                }

                async ValueTask<Reconcile> ReconcileAsync(int key, CancellationToken cancellationToken)
                {
                    Assert.True(running.Add(key), "the same key ran twice at once");
                    Assert.InRange(running.Count, 1, workers);
                    Note(Happening.Started, key, default);
                    var duration = random.Next(0, 4) * random.Next(0, 20);
                    if (duration > 0)
                        await Task.Delay(TimeSpan.FromMilliseconds(duration), executor.Clock, cancellationToken);
                    else if (random.Next(2) == 0)
                        await Task.Yield();
                    running.Remove(key);
                    // Chance ends with the requests' time, so that every history comes to an end.
                    var kind = simulation.Elapsed < TimeSpan.FromSeconds(3) ? random.Next(5) : 0;
                    switch (kind)
                    {
                        case 1:
                            var pause = TimeSpan.FromMilliseconds(random.Next(0, 300));
                            Note(Happening.Again, key, pause);
                            return Reconcile.Again(pause);
                        case 2:
                            Note(Happening.Failed, key, default);
                            return Reconcile.Retry("no luck");
                        case 3:
                            Note(Happening.Failed, key, default);
                            throw new FormatException("thrown");
                        default:
                            Note(Happening.Done, key, default);
                            return Reconcile.Done;
                    }
                }
            }
        );
        process.Start();
        simulation.RunFor(TimeSpan.FromMinutes(2));

        void Note(Happening what, int key, TimeSpan pause) => history.Add(new(what, key, simulation.Elapsed, pause));

        Assert.Empty(running);
        var metrics = controller!.Metrics;
        Assert.Equal((0, 0, 0), (metrics.Depth, metrics.Delayed, metrics.Running));
        var starts = history.Count(h => h.What == Happening.Started);
        Assert.Equal(starts, metrics.WorkTime.Count);
        Assert.Equal(starts, metrics.Adds);
        Assert.Equal(history.Count(h => h.What == Happening.Failed), metrics.Failures);
        for (var key = 0; key < 5; key++)
            CheckKey([.. history.Where(h => h.Key == key)], workers);
    }

    private static void CheckKey(List<Entry> entries, int workers)
    {
        var failures = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var next = entries.FindIndex(i + 1, e => e.What == Happening.Started);
            if (entry.What is not (Happening.Started or Happening.Done))
                Assert.True(next >= 0, $"{entry.What} at {entry.At} was lost");
            // Anything asked for between the end of a run and the next start may start it earlier.
            var disturbed = next >= 0 && Enumerable.Range(i + 1, next - i - 1).Any(j => IsRequest(entries[j].What));
            var askedWhileRunning = WasAskedWhileRunning(entries, i);
            switch (entry.What)
            {
                case Happening.Failed:
                    failures++;
                    var pause = Math.Min(5 * Math.Pow(2, failures - 1), 30_000);
                    if (!disturbed && !askedWhileRunning)
                    {
                        var waited = (entries[next].At - entry.At).TotalMilliseconds;
                        Assert.InRange(waited, pause, workers == 1 ? double.MaxValue : pause + 10_000);
                    }
                    break;
                case Happening.Done:
                    failures = 0;
                    if (!disturbed && !askedWhileRunning)
                        Assert.True(next < 0 || WasPostponed(entries, i), "a run that nobody asked for");
                    break;
                case Happening.Again:
                    failures = 0;
                    if (!disturbed && !askedWhileRunning && !WasPostponed(entries, i))
                        Assert.True(entries[next].At - entry.At >= entry.Pause, "it ran again too early");
                    break;
            }
        }
    }

    private static bool IsRequest(Happening what) => what is Happening.Asked or Happening.AskedForLater;

    private static bool WasAskedWhileRunning(List<Entry> entries, int end)
    {
        for (var i = end - 1; i >= 0 && entries[i].What != Happening.Started; i--)
        {
            if (IsRequest(entries[i].What))
                return true;
        }
        return false;
    }

    // A pause that was asked for during or before the run may still be open.
    private static bool WasPostponed(List<Entry> entries, int end) =>
        entries.Take(end).Any(e => e.What == Happening.AskedForLater && e.At + e.Pause >= entries[end].At);
}
