using Microsoft.Extensions.Logging;

namespace Pangea.Kube.Client.Tests;

public sealed class ThreadPoolExecutorTests
{
    [Fact]
    public async Task A_crashed_loop_is_logged_once_and_starts_again_after_doubling_pauses()
    {
        var log = new RecordingLogger();
        var clock = new InstantClock();
        var executor = new ThreadPoolExecutor(log, clock);
        using var stop = new CancellationTokenSource();
        var starts = 0;
        await executor.RunAsync(
            "flaky",
            async token =>
            {
                await Task.Yield();
                if (++starts < 10)
                    throw new FormatException("no");
                stop.Cancel();
                token.ThrowIfCancellationRequested();
            },
            stop.Token
        );
        Assert.Equal(10, starts);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30], clock.Delays);
        Assert.Equal(9, log.Lines.Count);
        Assert.Equal("Error: Loop flaky crashed; it starts again in 0.25 s", log.Lines[0]);
    }

    [Fact]
    public async Task A_loop_ends_quietly_with_its_cancellation()
    {
        var log = new RecordingLogger();
        var executor = new ThreadPoolExecutor(log, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var ended = executor.RunAsync(
            "quiet",
            async token =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            stop.Token
        );
        await started.Task;
        stop.Cancel();
        await ended;
        Assert.Empty(log.Lines);
    }

    private sealed class RecordingLogger : ILogger<ThreadPoolExecutor>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }

    /// <summary>A clock on which every pause is over at once, and is remembered.</summary>
    private sealed class InstantClock : TimeProvider
    {
        public List<double> Delays { get; } = [];

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime.TotalSeconds);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
