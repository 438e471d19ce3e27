using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>
/// An executor that knows the loops it runs, so that a role can wait for their end before it closes what they use.
/// </summary>
internal sealed class RoleExecutor(IExecutor executor) : IExecutor
{
    private readonly Lock loopsLock = new();
    private readonly HashSet<Task> loops = [];

    /// <inheritdoc/>
    public TimeProvider Clock => executor.Clock;

    /// <inheritdoc/>
    public Task RunAsync(string name, Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        var running = executor.RunAsync(name, loop, cancellationToken);
        lock (loopsLock)
            loops.Add(running);
        _ = ForgetAsync(running);
        return running;
    }

    /// <summary>Waits until all loops have ended, or until a bound; to be called after their cancellation.</summary>
    public async Task EndAsync(TimeSpan bound)
    {
        Task all;
        lock (loopsLock)
            all = Task.WhenAll(loops);
        await all.WithinAsync(bound, Clock, CancellationToken.None);
    }

    private async Task ForgetAsync(Task loop)
    {
        await loop;
        lock (loopsLock)
            loops.Remove(loop);
    }
}
