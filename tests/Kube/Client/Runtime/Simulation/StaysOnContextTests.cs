using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Kube.Client.Tests;

/// <summary>What our code awaits comes back to the process that awaited it, on the simulation's one thread.</summary>
public sealed class StaysOnContextTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs a body in a process and calls <c>check</c> after each await that must have come back.</summary>
    private static void InProcess(Func<IExecutor, Action, Task> body)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var simulation = new SimulationExecutor(new() { Seed = seed });
            var thread = Environment.CurrentManagedThreadId;
            var ended = false;
            var process = simulation.AddProcess(
                "p",
                async (executor, cancellation) =>
                {
                    var context = SynchronizationContext.Current;
                    await body(
                        executor,
                        () =>
                        {
                            Assert.Same(context, SynchronizationContext.Current);
                            Assert.Equal(thread, Environment.CurrentManagedThreadId);
                        }
                    );
                    ended = true;
                }
            );
            process.Start();
            simulation.RunUntil(() => ended, TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public void Yields_delays_and_timers_come_back() =>
        InProcess(
            async (executor, check) =>
            {
                await Task.Yield();
                check();
                await Task.Delay(Second, executor.Clock);
                check();
                using var timer = new PeriodicTimer(Second, executor.Clock);
                for (var i = 0; i < 3; i++)
                {
                    Assert.True(await timer.WaitForNextTickAsync());
                    check();
                }
                var fired = new TaskCompletionSource();
                await using var raw = executor.Clock.CreateTimer(
                    _ =>
                    {
                        check();
                        fired.SetResult();
                    },
                    null,
                    Second,
                    Timeout.InfiniteTimeSpan
                );
                await fired.Task;
                check();
            }
        );

    [Fact]
    public void Cancellation_by_a_timer_comes_back() =>
        InProcess(
            async (executor, check) =>
            {
                using var deadline = new CancellationTokenSource(Second, executor.Clock);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
                var registered = false;
                linked.Token.Register(() =>
                {
                    check();
                    registered = true;
                });
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    Task.Delay(TimeSpan.FromHours(1), executor.Clock, linked.Token)
                );
                check();
                Assert.True(registered);
                Assert.Equal(Second.Ticks, executor.Clock.GetTimestamp());
            }
        );

    [Fact]
    public void Task_completion_sources_come_back_from_another_process()
    {
        var simulation = new SimulationExecutor(new() { Seed = 3 });
        foreach (var creation in new[] { TaskCreationOptions.None, TaskCreationOptions.RunContinuationsAsynchronously })
        {
            var source = new TaskCompletionSource<int>(creation);
            var got = 0;
            var waiter = simulation.AddProcess(
                "waiter",
                async (_, _) =>
                {
                    var context = SynchronizationContext.Current;
                    got = await source.Task;
                    Assert.Same(context, SynchronizationContext.Current);
                    got += await source.Task.UntilAsync(CancellationToken.None);
                }
            );
            var setter = simulation.AddProcess(
                "setter",
                async (executor, cancellation) =>
                {
                    await Task.Delay(Second, executor.Clock, cancellation);
                    var context = SynchronizationContext.Current;
                    source.SetResult(21);
                    Assert.Same(context, SynchronizationContext.Current);
                }
            );
            waiter.Start();
            setter.Start();
            simulation.RunUntil(() => got == 42, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Channels_come_back() =>
        InProcess(
            async (executor, check) =>
            {
                using var stop = new CancellationTokenSource();
                var bounded = Channel.CreateBounded<int>(2);
                var unbounded = Channel.CreateUnbounded<int>();
                var pump = PumpAsync();
                for (var i = 0; i < 10; i++)
                {
                    await bounded.Writer.WriteAsync(i, stop.Token);
                    check();
                }
                bounded.Writer.Complete();
                await pump;
                check();
                var sum = 0;
                await foreach (var i in unbounded.Reader.EachAsync(stop.Token))
                {
                    check();
                    sum += i;
                }
                check();
                Assert.Equal(45, sum);
                await unbounded.Reader.Completion;
                check();
                var never = Channel.CreateUnbounded<int>();
                var reading = never.Reader.ReadAsync(stop.Token);
                var waiting = never.Reader.WaitToReadAsync(stop.Token);
                _ = CancelLaterAsync(stop, executor.Clock);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
                check();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
                check();

                async Task PumpAsync()
                {
                    while (await bounded.Reader.WaitToReadAsync(stop.Token))
                    {
                        check();
                        while (bounded.Reader.TryRead(out var i))
                            unbounded.Writer.TryWrite(i);
                        await Task.Delay(Second, executor.Clock);
                    }
                    unbounded.Writer.Complete();
                }
            }
        );

    private static async Task CancelLaterAsync(CancellationTokenSource source, TimeProvider clock)
    {
        await Task.Delay(Second, clock);
        source.Cancel();
    }

    [Fact]
    public void Locks_and_semaphores_come_back() =>
        InProcess(
            async (executor, check) =>
            {
                using var semaphore = new SemaphoreSlim(1);
                var asyncLock = new AsyncLock();
                var inside = 0;
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => UseAsync()));
                check();

                async Task UseAsync()
                {
                    for (var i = 0; i < 3; i++)
                    {
                        await semaphore.WaitAsync();
                        check();
                        Assert.Equal(1, ++inside);
                        await Task.Delay(Second, executor.Clock);
                        inside--;
                        semaphore.Release();
                        using (await asyncLock.AcquireAsync(CancellationToken.None))
                        {
                            check();
                            await Task.Yield();
                        }
                        check();
                    }
                }
            }
        );

    [Fact]
    public void Async_enumerables_and_disposal_come_back() =>
        InProcess(
            async (executor, check) =>
            {
                var count = 0;
                await foreach (var _ in TicksAsync(executor.Clock, CancellationToken.None))
                {
                    check();
                    if (++count == 4)
                        break;
                }
                check();
                static async IAsyncEnumerable<int> TicksAsync(
                    TimeProvider clock,
                    [EnumeratorCancellation] CancellationToken token
                )
                {
                    try
                    {
                        for (var i = 0; ; i++)
                        {
                            await Task.Delay(Second, clock, token);
                            yield return i;
                        }
                    }
                    finally
                    {
                        await Task.Delay(Second, clock, token);
                    }
                }
            }
        );

    [Fact]
    public void Waiting_for_any_all_or_a_token_comes_back() =>
        InProcess(
            async (executor, check) =>
            {
                var one = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var channel = Channel.CreateUnbounded<int>();
                _ = LaterAsync();
                var first = await Waiting.AnyAsync(
                    two.Task,
                    one.Task,
                    channel.Reader.WaitToReadAsync().AsTask(),
                    Task.Delay(TimeSpan.FromSeconds(9), executor.Clock)
                );
                check();
                Assert.Same(one.Task, first);
                await Waiting.AllAsync([one.Task, two.Task]);
                check();
                using var stop = new CancellationTokenSource(Second, executor.Clock);
                var never = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never.Task.UntilAsync(stop.Token));
                check();
                Assert.False(await never.Task.WithinAsync(Second, executor.Clock, CancellationToken.None));
                check();
                var soon = Task.Delay(Second, executor.Clock, CancellationToken.None);
                Assert.True(await soon.WithinAsync(2 * Second, executor.Clock, CancellationToken.None));
                check();

                async Task LaterAsync()
                {
                    await Task.Delay(Second, executor.Clock);
                    one.SetResult();
                    await Task.Delay(Second, executor.Clock);
                    two.SetResult();
                }
            }
        );

    [Fact]
    public void A_wait_with_a_time_comes_back_when_it_is_cancelled() =>
        InProcess(
            async (executor, check) =>
            {
                using var stop = new CancellationTokenSource(Second, executor.Clock);
                var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    never.Task.WithinAsync(5 * Second, executor.Clock, stop.Token)
                );
                check();
                Assert.Equal(Second.Ticks, executor.Clock.GetTimestamp());
            }
        );

    [Fact]
    public void Work_that_leaves_the_simulation_fails_the_run_by_name()
    {
        var simulation = new SimulationExecutor(new() { Seed = 1 });
        var channel = Channel.CreateUnbounded<int>();
        var process = simulation.AddProcess(
            "p",
            async (_, token) =>
            {
                await foreach (var item in channel.Reader.ReadAllAsync(token))
                    Assert.Equal(1, item);
            }
        );
        process.Start();
        simulation.RunUntilIdle();
        channel.Writer.TryWrite(1);
        var error = Assert.Throws<SimulationException>(() => simulation.RunUntil(() => false, TimeSpan.FromSeconds(1)));
        Assert.Contains("work left the simulation", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            nameof(Work_that_leaves_the_simulation_fails_the_run_by_name),
            error.Message,
            StringComparison.Ordinal
        );
    }
}
