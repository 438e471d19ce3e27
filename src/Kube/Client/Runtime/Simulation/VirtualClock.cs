namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// The simulation's time as one process sees it. Timers fire in the process whose code made them. A skew shifts only what the wall clock shows,
/// as on machines whose clocks disagree; timers and timestamps go by the one virtual time.
/// </summary>
internal sealed class VirtualClock(SimulationExecutor simulation) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    /// <summary>Whose timers these are when they are made outside of any process; null for the driver.</summary>
    public ProcessContext? Owner { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => simulation.Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => simulation.Start + simulation.Elapsed + Skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var owner = SynchronizationContext.Current as ProcessContext ?? Owner ?? simulation.Driver;
        var timer = new VirtualTimer(simulation, owner, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
