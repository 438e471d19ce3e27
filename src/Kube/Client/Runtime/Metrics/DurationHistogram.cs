namespace Pangea.Kube.Client;

/// <summary>
/// Counts durations in buckets, for a metrics endpoint to read at any time. Adding costs two interlocked additions and no allocation.
/// </summary>
public sealed class DurationHistogram
{
    private static readonly double[] Bounds = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    private readonly long[] counts = new long[Bounds.Length + 1];
    private long ticks;

    /// <summary>The buckets' upper bounds in seconds, ascending; a last bucket without bound follows them.</summary>
    public static IReadOnlyList<double> UpperBounds => Bounds;

    /// <summary>The sum of all durations.</summary>
    public TimeSpan Sum => new(Interlocked.Read(ref ticks));

    /// <summary>How many durations there were.</summary>
    public long Count
    {
        get
        {
            long total = 0;
            for (var i = 0; i < counts.Length; i++)
                total += Interlocked.Read(ref counts[i]);
            return total;
        }
    }

    /// <summary>How many durations fell in a bucket (not cumulative); the index after the last bound is the rest.</summary>
    public long CountIn(int bucket) => Interlocked.Read(ref counts[bucket]);

    /// <summary>Adds a duration.</summary>
    public void Add(TimeSpan duration)
    {
        var bucket = Array.BinarySearch(Bounds, duration.TotalSeconds);
        Interlocked.Increment(ref counts[bucket < 0 ? ~bucket : bucket]);
        Interlocked.Add(ref ticks, duration.Ticks);
    }
}
