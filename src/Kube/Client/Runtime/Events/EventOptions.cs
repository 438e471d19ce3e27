namespace Pangea.Kube.Client;

/// <summary>The bounds of an event broadcaster; client-go's defaults, but for the queue.</summary>
public sealed record EventOptions
{
    /// <summary>The defaults.</summary>
    public static EventOptions Default { get; } = new();

    /// <summary>How many events may wait to be written; further ones are shed. Enough for a thousand workloads at once.</summary>
    public int QueueLength { get; init; } = 16_384;

    /// <summary>How many events are remembered, to count their repetitions.</summary>
    public int Remembered { get; init; } = 4096;

    /// <summary>How many events one object and component may cause at once; further ones are shed.</summary>
    public int Burst { get; init; } = 25;

    /// <summary>The time in which one more event is allowed after a burst.</summary>
    public TimeSpan RefillPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Events that differ only in their message are combined when there are more than this many of them…</summary>
    public int SimilarBeforeCombined { get; init; } = 10;

    /// <summary>… within this time.</summary>
    public TimeSpan SimilarWithin { get; init; } = TimeSpan.FromMinutes(10);
}
