namespace Pangea.Kube.Client.Simulation;

/// <summary>A timer on virtual time. Its callback is a step like any other: chosen by the seed among what is ready.</summary>
internal sealed class VirtualTimer(
    SimulationExecutor simulation,
    ProcessContext owner,
    TimerCallback callback,
    object? state
) : ITimer
{
    private readonly ExecutionContext? captured = ExecutionContext.Capture();
    private TimeSpan period;
    private bool disposed;

    public ProcessContext Owner => owner;

    public TimerCallback Callback => callback;

    /// <summary>Counts changes, so that what was queued before a change does nothing.</summary>
    public int Version { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        if (disposed)
            return false;
        Version++;
        this.period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
            simulation.Schedule(this, dueTime);
        return true;
    }

    public void Fire()
    {
        if (period > TimeSpan.Zero)
            simulation.Schedule(this, period);
        if (captured is null)
            callback(state);
        else
            ExecutionContext.Run(captured, static s => ((VirtualTimer)s!).Call(), this);
    }

    private void Call() => callback(state);

    public void Dispose()
    {
        disposed = true;
        Version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
