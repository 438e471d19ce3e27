using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Kube.Client.Tests;

public sealed class ControllerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A controller running in a process of a simulation.</summary>
    private static (SimulationExecutor Simulation, SimulatedProcess Process, Func<Controller<string>> Controller) Run(
        Func<IExecutor, string, CancellationToken, ValueTask<Reconcile>> reconcile,
        ControllerOptions? options = null,
        ILogger? logger = null
    )
    {
        var simulation = new SimulationExecutor(new() { Seed = 5 });
        Controller<string>? controller = null;
        var process = simulation.AddProcess(
            "p",
            (executor, token) =>
            {
                controller = new(
                    "c",
                    executor,
                    (key, cancel) => reconcile(executor, key, cancel),
                    logger ?? NullLogger.Instance,
                    options
                );
                return controller.RunAsync(token);
            }
        );
        process.Start();
        simulation.RunUntilIdle();
        return (simulation, process, () => controller!);
    }

    [Fact]
    public void Backoff_doubles_to_its_cap_and_starts_small_after_success()
    {
        var starts = new List<double>();
        var good = false;
        var (simulation, _, controller) = Run(
            (executor, _, _) =>
            {
                starts.Add(executor.Clock.GetTimestamp() / (double)TimeSpan.TicksPerMillisecond);
                return new(good ? Reconcile.Done : Reconcile.Retry("no"));
            },
            new() { LongestBackoff = TimeSpan.FromMilliseconds(100) }
        );
        controller().Enqueue("k");
        simulation.RunFor(TimeSpan.FromMilliseconds(400));
        Assert.Equal([0.0, 5, 15, 35, 75, 155, 255, 355], starts);
        good = true;
        simulation.RunFor(Second);
        Assert.Equal(9, starts.Count);
        good = false;
        starts.Clear();
        var now = simulation.Elapsed.TotalMilliseconds;
        controller().Enqueue("k");
        simulation.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal([now, now + 5, now + 15], starts);
    }

    [Fact]
    public void A_retry_waits_at_least_for_the_servers_Retry_After()
    {
        var starts = new List<double>();
        var (simulation, _, controller) = Run(
            (executor, _, _) =>
            {
                starts.Add(executor.Clock.GetTimestamp() / (double)TimeSpan.TicksPerSecond);
                return new(Reconcile.Retry(Objects.Status.TooManyRequests("slow down", 3)));
            }
        );
        controller().Enqueue("k");
        simulation.RunFor(TimeSpan.FromSeconds(7));
        Assert.Equal([0.0, 3, 6], starts);
    }

    [Fact]
    public void A_key_asked_for_while_it_runs_runs_again_afterwards_and_only_once()
    {
        var runs = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (simulation, _, controller) = Run(
            async (_, _, _) =>
            {
                if (++runs == 1)
                    await gate.Task;
                return Reconcile.Done;
            }
        );
        controller().Enqueue("k");
        simulation.RunUntilIdle();
        for (var i = 0; i < 10; i++)
            controller().Enqueue("k");
        simulation.RunUntilIdle();
        Assert.Equal(1, runs);
        gate.SetResult();
        simulation.RunUntilIdle();
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_key_asked_for_earlier_does_not_run_again_at_the_later_time()
    {
        var starts = new List<double>();
        var (simulation, _, controller) = Run(
            (executor, _, _) =>
            {
                starts.Add(executor.Clock.GetTimestamp() / (double)TimeSpan.TicksPerSecond);
                return new(Reconcile.Done);
            }
        );
        controller().EnqueueAfter("k", TimeSpan.FromSeconds(10));
        controller().EnqueueAfter("k", TimeSpan.FromSeconds(20));
        controller().EnqueueAfter("k", TimeSpan.FromSeconds(5));
        simulation.RunFor(TimeSpan.FromSeconds(2));
        controller().Enqueue("k");
        simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal([2.0], starts);
    }

    [Fact]
    public void Of_several_pauses_the_one_that_ends_first_counts()
    {
        var starts = new List<double>();
        var (simulation, _, controller) = Run(
            (executor, _, _) =>
            {
                starts.Add(executor.Clock.GetTimestamp() / (double)TimeSpan.TicksPerSecond);
                return new(Reconcile.Done);
            }
        );
        foreach (var seconds in new[] { 10, 5, 20 })
            controller().EnqueueAfter("k", TimeSpan.FromSeconds(seconds));
        simulation.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal([5.0], starts);
    }

    [Fact]
    public void Keys_run_in_the_order_they_were_asked_for()
    {
        var order = new List<string>();
        var (simulation, _, controller) = Run(
            async (executor, key, token) =>
            {
                order.Add(key);
                await Task.Delay(Second, executor.Clock, token);
                return Reconcile.Done;
            },
            new() { Workers = 1 }
        );
        foreach (var key in new[] { "a", "b", "c", "a", "b", "d" })
            controller().Enqueue(key);
        simulation.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(["a", "b", "c", "d"], order);
    }

    [Fact]
    public void Stopping_lets_running_reconciles_end_cancels_the_slow_ones_and_drops_the_rest()
    {
        var ended = new List<string>();
        var (simulation, process, controller) = Run(
            async (executor, key, token) =>
            {
                try
                {
                    await Task.Delay(key == "quick" ? Second : TimeSpan.FromHours(1), executor.Clock, token);
                    ended.Add(key);
                }
                catch (OperationCanceledException)
                {
                    ended.Add(key + " cancelled");
                    throw;
                }
                return Reconcile.Done;
            },
            new() { Workers = 2 }
        );
        foreach (var key in new[] { "quick", "slow", "late" })
            controller().Enqueue(key);
        simulation.RunUntilIdle();
        simulation.Run(process.StopAsync);
        Assert.Equal(["quick", "slow cancelled"], ended);
        Assert.Equal(TimeSpan.FromSeconds(2), simulation.Elapsed);
    }

    [Fact]
    public void An_idle_controller_sets_no_timer_and_forgets_its_keys()
    {
        var (simulation, _, controller) = Run((_, _, _) => new(Reconcile.Done));
        for (var i = 0; i < 10_000; i++)
            controller().Enqueue($"k{i}");
        simulation.RunUntilIdle();
        Assert.Equal(10_000, controller().Metrics.WorkTime.Count);
        var steps = simulation.Steps;
        simulation.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(steps, simulation.Steps);
    }

    [Fact]
    public void Pauses_that_were_overtaken_do_not_pile_up()
    {
        var (simulation, _, controller) = Run((_, _, _) => new(Reconcile.Again(TimeSpan.FromHours(1))));
        for (var i = 0; i < 5_000; i++)
        {
            controller().Enqueue("k");
            simulation.RunUntilIdle();
        }
        Assert.Equal(1, controller().Metrics.Delayed);
        var before = simulation.Steps;
        simulation.RunFor(TimeSpan.FromMinutes(61));
        Assert.InRange(simulation.Steps - before, 1, 20);
        Assert.Equal(5_001, controller().Metrics.WorkTime.Count);
    }

    [Fact]
    public void A_lasting_failure_is_logged_once_for_each_reason()
    {
        var log = new RecordingLogger();
        var why = "quota";
        var (simulation, _, controller) = Run((_, _, _) => new(Reconcile.Retry(why)), logger: log);
        controller().Enqueue("k");
        simulation.RunFor(TimeSpan.FromMinutes(5));
        why = "network";
        simulation.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(
            ["c: k failed 3 times in a row: quota", "network"],
            log.Warnings.Select(w => w.EndsWith("network", StringComparison.Ordinal) ? "network" : w)
        );
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= LogLevel.Warning)
                Warnings.Add(formatter(state, exception));
        }
    }
}
