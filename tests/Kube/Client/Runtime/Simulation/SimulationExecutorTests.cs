using System.Threading.Channels;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Kube.Client.Tests;

public sealed class SimulationExecutorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Three processes that send each other numbers with pauses; the order of what happened, and the trace.</summary>
    private static (string Happened, ulong Trace, long Steps) Play(ulong seed)
    {
        var simulation = new SimulationExecutor(new() { Seed = seed });
        var happened = new List<string>();
        var mail = Channel.CreateBounded<string>(3);
        for (var p = 0; p < 3; p++)
        {
            var name = $"p{p}";
            var random = simulation.NewRandom(name);
            simulation
                .AddProcess(
                    name,
                    (executor, token) =>
                    {
                        _ = executor.RunAsync("send", SendAsync, token);
                        _ = executor.RunAsync("receive", ReceiveAsync, token);
                        return Task.CompletedTask;

                        async Task SendAsync(CancellationToken stop)
                        {
                            for (var i = 0; i < 20; i++)
                            {
                                await mail.Writer.WriteAsync($"{name}:{i}", stop);
                                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 4)), executor.Clock, stop);
                            }
                        }

                        async Task ReceiveAsync(CancellationToken stop)
                        {
                            await foreach (var letter in mail.Reader.EachAsync(stop))
                            {
                                happened.Add($"{name}<{letter}");
                                await Task.Yield();
                            }
                        }
                    }
                )
                .Start();
        }
        simulation.RunUntil(() => happened.Count == 60, TimeSpan.FromMinutes(1));
        return (string.Join(' ', happened), simulation.TraceHash, simulation.Steps);
    }

    [Fact]
    public void A_seed_replays_exactly_and_another_seed_differs()
    {
        var traces = new HashSet<ulong>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            var first = Play(seed);
            Assert.Equal(first, Play(seed));
            traces.Add(first.Trace);
        }
        Assert.Equal(40, traces.Count);
    }

    [Theory]
    [InlineData(SimulationSchedule.Uniform)]
    [InlineData(SimulationSchedule.OldestFirst)]
    [InlineData(SimulationSchedule.NewestFirst)]
    [InlineData(SimulationSchedule.Bursts)]
    public void Every_schedule_reaches_more_than_one_order(SimulationSchedule schedule)
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 50; seed++)
        {
            var simulation = new SimulationExecutor(new() { Seed = seed, Schedule = schedule });
            var order = "";
            foreach (var name in new[] { "a", "b", "c" })
                simulation
                    .AddProcess(
                        name,
                        async (_, _) =>
                        {
                            await Task.Yield();
                            order += name;
                        }
                    )
                    .Start();
            simulation.RunUntilIdle();
            orders.Add(order);
        }
        Assert.InRange(orders.Count, 3, 6);
    }

    [Fact]
    public void Time_passes_only_when_nobody_is_ready_and_stops_where_the_driver_says()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var times = new List<(string, double)>();
        foreach (var (name, pause) in new[] { ("a", 3.0), ("b", 2.0) })
        {
            simulation
                .AddProcess(
                    name,
                    async (executor, token) =>
                    {
                        while (true)
                        {
                            await Task.Delay(TimeSpan.FromSeconds(pause), executor.Clock, token);
                            for (var i = 0; i < 50; i++)
                                await Task.Yield();
                            times.Add((name, (executor.Clock.GetUtcNow() - simulation.Start).TotalSeconds));
                        }
                    }
                )
                .Start();
        }
        simulation.RunFor(TimeSpan.FromSeconds(7.5));
        Assert.Equal(TimeSpan.FromSeconds(7.5), simulation.Elapsed);
        Assert.Equal(
            [("b", 2.0), ("a", 3.0), ("b", 4.0), ("a", 6.0), ("b", 6.0)],
            times.OrderBy(t => t.Item2).ThenBy(t => t.Item1, StringComparer.Ordinal)
        );
        simulation.RunUntilIdle();
        Assert.Equal(5, times.Count);
    }

    [Fact]
    public void Timers_that_were_changed_or_disposed_do_not_fire()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var fired = new List<double>();
        var timer = simulation.Clock.CreateTimer(
            _ => fired.Add(simulation.Elapsed.TotalSeconds),
            null,
            Second,
            TimeSpan.FromSeconds(2)
        );
        simulation.RunFor(TimeSpan.FromSeconds(4));
        timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        simulation.RunFor(TimeSpan.FromSeconds(10));
        timer.Change(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        timer.Dispose();
        simulation.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal([1.0, 3.0, 9.0], fired);
        Assert.False(timer.Change(Second, Second));
    }

    [Fact]
    public void A_crashed_process_runs_nothing_more_and_can_start_again()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var simulation = new SimulationExecutor(new() { Seed = seed });
            var random = simulation.NewRandom("when");
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var mail = Channel.CreateUnbounded<int>();
            var life = 0;
            var ran = new SortedDictionary<int, int>();
            var process = simulation.AddProcess(
                "p",
                (executor, token) =>
                {
                    var mine = ++life;
                    _ = executor.RunAsync("ticks", TicksAsync, token);
                    _ = executor.RunAsync("gate", GateAsync, token);
                    _ = executor.RunAsync("mail", MailAsync, token);
                    return Task.CompletedTask;

                    void Mark() => ran[mine] = ran.GetValueOrDefault(mine) + 1;

                    async Task TicksAsync(CancellationToken stop)
                    {
                        try
                        {
                            while (true)
                            {
                                Mark();
                                await Task.Delay(TimeSpan.FromMilliseconds(10), executor.Clock, stop);
                                await Task.Yield();
                            }
                        }
                        finally
                        {
                            Mark();
                        }
                    }

                    async Task GateAsync(CancellationToken stop)
                    {
                        await gate.Task.UntilAsync(stop);
                        Mark();
                    }

                    async Task MailAsync(CancellationToken stop)
                    {
                        using var registration = executor.Clock.CreateTimer(_ => Mark(), null, Second, Second);
                        await foreach (var _ in mail.Reader.EachAsync(stop))
                            Mark();
                    }
                }
            );
            process.Start();
            mail.Writer.TryWrite(1);
            simulation.RunFor(TimeSpan.FromMilliseconds(random.Next(0, 3000)));
            mail.Writer.TryWrite(2);
            process.Crash();
            Assert.False(process.IsRunning);
            var before = ran.GetValueOrDefault(1);
            gate.SetResult();
            mail.Writer.TryWrite(3);
            simulation.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(before, ran.GetValueOrDefault(1));
            process.Start();
            simulation.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(before, ran.GetValueOrDefault(1));
            Assert.InRange(ran[2], 400, 600);
            Assert.Equal(2, process.Starts);
        }
    }

    [Fact]
    public void Generators_follow_from_the_seed_the_name_and_how_often_it_was_asked_for()
    {
        static string Draw(ulong seed)
        {
            var simulation = new SimulationExecutor(new() { Seed = seed });
            return string.Join(' ', new[] { "a", "b", "a", "b", "a" }.Select(n => simulation.NewRandom(n).Next()));
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.Equal(10, $"{Draw(1)} {Draw(2)}".Split(' ').Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_a_process_offers_ends_with_its_life()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        Offered<string>? offered = null;
        var lives = 0;
        var process = simulation.AddProcess(
            "p",
            async (executor, token) =>
            {
                await Task.Delay(Second, executor.Clock, token);
                offered!.Value = $"life {++lives}";
            }
        );
        offered = new(process);
        process.Start();
        Assert.Null(offered.Value);
        simulation.RunFor(2 * Second);
        Assert.Equal("life 1", offered.Value);
        process.Crash();
        Assert.Null(offered.Value);
        // Started, but not yet where it offers anything: callers must not get what the dead one offered.
        process.Start();
        Assert.Null(offered.Value);
        simulation.RunFor(2 * Second);
        Assert.Equal("life 2", offered.Value);
    }

    [Fact]
    public void Code_that_crashes_its_own_process_goes_no_further()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var reached = new List<string>();
        SimulatedProcess process = null!;
        process = simulation.AddProcess(
            "p",
            async (_, _) =>
            {
                try
                {
                    await Task.Yield();
                    reached.Add("before");
                    await process.CrashHereAsync();
                    reached.Add("after");
                }
                finally
                {
                    reached.Add("finally");
                }
            }
        );
        process.Start();
        simulation.RunFor(Second);
        Assert.Equal(["before"], reached);
        Assert.False(process.IsRunning);
    }

    [Fact]
    public void Stopping_cancels_and_waits_for_every_loop()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var ended = 0;
        var process = simulation.AddProcess(
            "p",
            (executor, token) =>
            {
                for (var i = 1; i <= 3; i++)
                {
                    var pause = TimeSpan.FromSeconds(i);
                    _ = executor.RunAsync(
                        "loop",
                        async stop =>
                        {
                            try
                            {
                                await Task.Delay(Timeout.InfiniteTimeSpan, executor.Clock, stop);
                            }
                            finally
                            {
                                await Task.Delay(pause, executor.Clock, CancellationToken.None);
                                ended++;
                            }
                        },
                        token
                    );
                }
                return Task.CompletedTask;
            }
        );
        process.Start();
        simulation.RunFor(Second);
        simulation.Run(process.StopAsync);
        Assert.Equal(3, ended);
        Assert.Equal(TimeSpan.FromSeconds(4), simulation.Elapsed);
        Assert.False(process.IsRunning);
        simulation.Run(process.StopAsync);
    }

    [Fact]
    public void A_frozen_process_runs_late_and_its_clock_may_be_wrong()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var seen = new List<double>();
        var process = simulation.AddProcess(
            "p",
            async (executor, token) =>
            {
                while (true)
                {
                    await Task.Delay(Second, executor.Clock, token);
                    seen.Add((executor.Clock.GetUtcNow() - simulation.Start).TotalSeconds);
                }
            }
        );
        process.Start();
        simulation.RunFor(TimeSpan.FromSeconds(2.5));
        process.Freeze();
        simulation.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2], seen);
        process.Thaw();
        process.ClockSkew = TimeSpan.FromSeconds(-100);
        simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, -92.5, -91.5], seen);
    }

    [Fact]
    public void A_crashed_loop_fails_the_run_unless_it_is_tolerated()
    {
        var strict = new SimulationExecutor(new() { Seed = 1 });
        strict.AddProcess("p", (executor, token) => executor.RunAsync("bad", ThrowAsync, token)).Start();
        var error = Assert.Throws<SimulationException>(() => strict.RunFor(Second));
        Assert.Contains("loop bad of p#1 crashed", error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.InnerException);

        var tolerant = new SimulationExecutor(new() { Seed = 1, ToleratesCrashedLoops = true });
        tolerant.AddProcess("p", (executor, token) => executor.RunAsync("bad", ThrowAsync, token)).Start();
        tolerant.RunFor(TimeSpan.FromSeconds(120));
        // 0.25 + 0.5 + 1 + … + 16 = 31.75 s for eight crashes, then one each 30 s.
        Assert.Equal(10, tolerant.CrashedLoops.Count);

        static async Task ThrowAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new FormatException("no");
        }
    }

    [Fact]
    public void A_livelock_and_a_condition_that_never_holds_fail_the_run()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1, MaxSteps = 1000 });
        // Something is to come: a run that could still go on is told apart from one that has died out.
        using var later = simulation.Clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        Assert.False(simulation.TryRunUntil(() => false, TimeSpan.FromSeconds(3)));
        var late = Assert.Throws<SimulationException>(() => simulation.RunUntil(() => false, Second));
        Assert.Contains("after 1 s of virtual time", late.Message, StringComparison.Ordinal);
        var process = simulation.AddProcess(
            "p",
            async (_, _) =>
            {
                while (true)
                    await Task.Yield();
            }
        );
        process.Start();
        var live = Assert.Throws<SimulationException>(() => simulation.RunFor(Second));
        Assert.Contains("livelock", live.Message, StringComparison.Ordinal);
        process.Crash();
        simulation.RunFor(Second);
    }

    [Fact]
    public void What_a_body_throws_comes_out_and_a_throwing_step_fails_the_run()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        Assert.Throws<FormatException>(() =>
            simulation.Run(async () =>
            {
                await Task.Delay(Second, simulation.Clock);
                throw new FormatException();
            })
        );
        using var timer = simulation.Clock.CreateTimer(
            _ => throw new FormatException(),
            null,
            Second,
            Timeout.InfiniteTimeSpan
        );
        var error = Assert.Throws<SimulationException>(() => simulation.RunFor(Second));
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal(
            7,
            simulation.Run(async () =>
            {
                await Task.Yield();
                return 7;
            })
        );
    }

    [Fact]
    public void The_journal_names_the_steps()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1, JournalLength = 10 });
        simulation.Note("first");
        simulation.Run(() => NamedAsync(simulation.Clock));
        Assert.InRange(simulation.Journal.Count, 3, 10);
        Assert.Contains(simulation.Journal, line => line.Contains(nameof(NamedAsync), StringComparison.Ordinal));
        Assert.Contains(simulation.Journal, line => line.Contains("first", StringComparison.Ordinal));
    }

    private static async Task NamedAsync(TimeProvider clock)
    {
        await Task.Yield();
        await Task.Delay(Second, clock);
    }

    [Fact]
    public void An_invariant_is_checked_after_each_step()
    {
        var checks = 0;
        var simulation = new SimulationExecutor(new() { Seed = 1, AfterStep = () => checks++ });
        simulation.Run(() => NamedAsync(simulation.Clock));
        Assert.Equal(simulation.Steps, checks);
    }
}
