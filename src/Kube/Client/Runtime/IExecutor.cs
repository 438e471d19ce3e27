namespace Pangea.Kube.Client;

/// <summary>
/// Runs background work: who runs a loop, when, and in which order is decided here and nowhere else. In production the loops run
/// on the thread pool; in a simulation one thread runs all of them on virtual time, in an order that follows from a seed.
/// </summary>
/// <remarks>
/// Everything that waits does so by await (on tasks, channels, timers of the executor's <see cref="Clock"/>), never by
/// blocking, and never with ConfigureAwait: continuations come back to the executor.
/// </remarks>
public interface IExecutor
{
    /// <summary>The time that all work of this executor goes by.</summary>
    TimeProvider Clock { get; }

    /// <summary>
    /// Starts a loop. It is expected to run until cancelled; when it throws anything but its cancellation, the executor logs that
    /// and starts it again after a pause, with doubling pauses up to 30 s.
    /// </summary>
    /// <returns>A task that completes when the loop has ended after cancellation.</returns>
    Task RunAsync(string name, Func<CancellationToken, Task> loop, CancellationToken cancellationToken);
}
