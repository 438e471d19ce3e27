using Microsoft.Extensions.Logging;

namespace Pangea.Kube.Client;

/// <summary>The executor of production: loops run on the thread pool, in parallel, by a real clock.</summary>
public sealed partial class ThreadPoolExecutor : IExecutor
{
    private readonly ILogger logger;

    /// <summary>An executor that logs crashed loops.</summary>
    /// <param name="logger">Gets one line a crash.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public ThreadPoolExecutor(ILogger<ThreadPoolExecutor> logger, TimeProvider? clock = null)
    {
        this.logger = logger;
        Clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public TimeProvider Clock { get; }

    /// <inheritdoc/>
    public Task RunAsync(string name, Func<CancellationToken, Task> loop, CancellationToken cancellationToken) =>
#pragma warning disable RS0030 // the one place that starts work on the pool
        Task.Run(
            () =>
                Supervision.RunAsync(
                    loop,
                    Clock,
                    (error, pause) =>
                    {
                        if (pause is { } p)
                            LogCrashed(name, p.TotalSeconds, error);
                        else
                            LogFailedToStop(name, error);
                    },
                    cancellationToken
                ),
            CancellationToken.None
        );
#pragma warning restore RS0030

    [LoggerMessage(1, LogLevel.Error, "Loop {Name} crashed; it starts again in {Seconds} s")]
    private partial void LogCrashed(string name, double seconds, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "Loop {Name} crashed while it was being stopped")]
    private partial void LogFailedToStop(string name, Exception error);
}
