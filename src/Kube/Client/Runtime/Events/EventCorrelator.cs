using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>An event as it was recorded.</summary>
internal sealed record RecordedEvent(
    string Component,
    ObjectReference About,
    EventType Type,
    string Reason,
    string Message,
    DateTimeOffset At
);

/// <summary>The object an event is about (<c>involvedObject</c>).</summary>
internal sealed record ObjectReference(
    string ApiVersion,
    string Kind,
    string Namespace,
    string Name,
    string Uid,
    string ResourceVersion
)
{
    public static ObjectReference To(KubeObject about) =>
        new(about.ApiVersion, about.Kind, about.Namespace, about.Name, about.Uid, about.ResourceVersion);

    /// <summary>The same object, whatever its version.</summary>
    public ObjectReference Identity => ResourceVersion.Length == 0 ? this : this with { ResourceVersion = "" };
}

/// <summary>An event that has been written before: what its next repetition counts on from.</summary>
internal sealed record WrittenEvent(string Name, int Count);

/// <summary>What identifies an event for counting its repetitions; the message is empty when similar ones are combined.</summary>
internal readonly record struct EventKey(
    string Component,
    ObjectReference About,
    EventType Type,
    string Reason,
    string Message
);

/// <summary>
/// Decides what is written of an event: nothing (too many about one object), a repetition of one written before, or a new one. The rules and numbers are
/// client-go's EventCorrelator's.
/// </summary>
internal sealed class EventCorrelator(EventOptions options, TimeProvider clock)
{
    private const string CombinedPrefix = "(combined from similar events): ";

    private readonly RecencyCache<EventKey, WrittenEvent> written = new(options.Remembered);
    private readonly RecencyCache<EventKey, Similar> similar = new(options.Remembered);
    private readonly RecencyCache<(string Component, ObjectReference About), Bucket> buckets = new(options.Remembered);

    private sealed class Similar
    {
        public long Last;
        public readonly HashSet<string> Messages = new(StringComparer.Ordinal);
    }

    private sealed class Bucket
    {
        public long At;
        public double Tokens;
    }

    /// <summary>
    /// The key and the message to write, and what was written under the key before; null when the event is shed.
    /// </summary>
    public (EventKey Key, string Message, WrittenEvent? Before)? Correlate(RecordedEvent recorded)
    {
        var about = recorded.About.Identity;
        var group = new EventKey(recorded.Component, about, recorded.Type, recorded.Reason, "");
        var combined = IsCombined(group, recorded.Message);
        var key = combined ? group : group with { Message = recorded.Message };
        if (!Allow((recorded.Component, about)))
            return null;
        written.TryGet(key, out var before);
        return (key, combined ? CombinedPrefix + recorded.Message : recorded.Message, before);
    }

    /// <summary>Remembers what was written.</summary>
    public void Written(EventKey key, WrittenEvent state) => written.Set(key, state);

    private bool IsCombined(EventKey group, string message)
    {
        if (!similar.TryGet(group, out var seen) || clock.GetElapsedTime(seen.Last) > options.SimilarWithin)
            similar.Set(group, seen = new());
        seen.Last = clock.GetTimestamp();
        if (seen.Messages.Count < options.SimilarBeforeCombined)
        {
            seen.Messages.Add(message);
            return false;
        }
        return !seen.Messages.Contains(message);
    }

    private bool Allow((string, ObjectReference) source)
    {
        if (!buckets.TryGet(source, out var bucket))
            buckets.Set(source, bucket = new() { At = clock.GetTimestamp(), Tokens = options.Burst });
        bucket.Tokens = Math.Min(
            options.Burst,
            bucket.Tokens + (clock.GetElapsedTime(bucket.At) / options.RefillPeriod)
        );
        bucket.At = clock.GetTimestamp();
        if (bucket.Tokens < 1)
            return false;
        bucket.Tokens--;
        return true;
    }
}
