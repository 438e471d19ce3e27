namespace Pangea.Kube.Client;

/// <summary>What a controller has done and has to do; plain numbers that may be read at any time.</summary>
public sealed class ControllerMetrics
{
    internal long AddCount;
    internal long PauseCount;
    internal long FailureCount;
    internal int DepthNow;
    internal int DelayedNow;
    internal int RunningNow;

    /// <summary>How often a key was put into the queue (keys that were in it already do not count).</summary>
    public long Adds => Interlocked.Read(ref AddCount);

    /// <summary>How often a key was put aside until later: retries after a failure, and pauses that were asked for.</summary>
    public long Pauses => Interlocked.Read(ref PauseCount);

    /// <summary>How many reconciles failed.</summary>
    public long Failures => Interlocked.Read(ref FailureCount);

    /// <summary>How many keys wait for a worker.</summary>
    public int Depth => Volatile.Read(ref DepthNow);

    /// <summary>How many keys wait for a time to come.</summary>
    public int Delayed => Volatile.Read(ref DelayedNow);

    /// <summary>How many keys are being reconciled.</summary>
    public int Running => Volatile.Read(ref RunningNow);

    /// <summary>How long keys waited for a worker.</summary>
    public DurationHistogram QueueTime { get; } = new();

    /// <summary>How long reconciles took; its count is the number of reconciles.</summary>
    public DurationHistogram WorkTime { get; } = new();
}
