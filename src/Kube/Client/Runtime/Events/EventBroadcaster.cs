using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Writes the events that recorders record, as core/v1 Events and by the rules of client-go's broadcaster: a repetition raises the count of the Event
/// that is there, too many similar ones are combined, and one object's flood is shed.
/// </summary>
/// <remarks>
/// Recording never waits: when more events wait than the queue holds, further ones are shed and counted. Events about one object are written one after
/// another, and no more than a few beside them: under load events give way to the work that they tell of, and catch up after it. Events about what
/// belongs to no namespace are in <c>default</c>.
/// </remarks>
public sealed partial class EventBroadcaster
{
    private static readonly GroupVersionResource Events = new("", "v1", "events");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private const int Tries = 12;
    private const int Lanes = 2;

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly int queueLength;
    private readonly Lane[] lanes;
    private int waiting;
    private long shed;
    private long lastName;

    /// <summary>A broadcaster; nothing is written until it runs.</summary>
    public EventBroadcaster(IClusterApi api, TimeProvider clock, ILogger logger, EventOptions? options = null)
    {
        options ??= EventOptions.Default;
        this.api = api;
        this.clock = clock;
        this.logger = logger;
        queueLength = options.QueueLength;
        var share = options with { Remembered = Math.Max(1, options.Remembered / Lanes) };
        lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new Lane(new(share, clock)))];
    }

    /// <summary>How many events were shed, because the queue was full or one object caused too many.</summary>
    public long Shed => Interlocked.Read(ref shed);

    /// <summary>A recorder for a component.</summary>
    public EventRecorder Recorder(string component) => new(this, component);

    internal void Enqueue(string component, KubeObject about, EventType type, string reason, string message)
    {
        var recorded = new RecordedEvent(
            component,
            ObjectReference.To(about),
            type,
            reason,
            message,
            clock.GetUtcNow()
        );
        if (Interlocked.Increment(ref waiting) <= queueLength)
        {
            LaneOf(recorded.About).Queue.Writer.TryWrite(recorded);
            return;
        }
        Interlocked.Decrement(ref waiting);
        Interlocked.Increment(ref shed);
    }

    /// <summary>Writes events until cancelled; what waits then is dropped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(lanes.Select(lane => RunAsync(lane, cancellationToken)));

    private async Task RunAsync(Lane lane, CancellationToken cancellationToken)
    {
        await foreach (var recorded in lane.Queue.Reader.EachAsync(cancellationToken))
        {
            Interlocked.Decrement(ref waiting);
            if (lane.Correlator.Correlate(recorded) is var (key, message, before))
                await WriteAsync(lane.Correlator, recorded, key, message, before, cancellationToken);
            else
                Interlocked.Increment(ref shed);
        }
    }

    /// <summary>The lane of all events about an object: the same in every run, as simulations replay.</summary>
    private Lane LaneOf(ObjectReference about)
    {
        var hash = 2166136261u;
        foreach (var c in about.Name)
            hash = (hash ^ c) * 16777619u;
        return lanes[(hash ^ (hash >> 16)) % Lanes];
    }

    private async Task WriteAsync(
        EventCorrelator correlator,
        RecordedEvent recorded,
        EventKey key,
        string message,
        WrittenEvent? before,
        CancellationToken cancellationToken
    )
    {
        var state = before is null ? new(NewName(recorded), 1) : before with { Count = before.Count + 1 };
        var update = before is not null;
        var mayBeThere = false;
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            var result = update
                ? await RepeatAsync(recorded, message, state, cancellationToken)
                : await api.CreateAsync(Events, Body(recorded, message, state), WriteOptions.None, cancellationToken);
            if (result.IsSuccess || (mayBeThere && result.Is(StatusReason.AlreadyExists)))
            {
                correlator.Written(key, state);
                return;
            }
            if (update && result.IsNotFound)
            {
                // It has outlived its time to live: the repetition is the first of a new one.
                update = false;
                state = new(NewName(recorded), 1);
                continue;
            }
            if (!update && result.Is(StatusReason.AlreadyExists) && tries < Tries)
            {
                // Another process wrote one about the same object at the same time; another name tells them apart.
                state = state with
                {
                    Name = NewName(recorded),
                };
                continue;
            }
            if (result.Error.Code is not (429 or 503 or 504) || tries == Tries)
            {
                LogRejected(recorded.Reason, recorded.About.Kind, recorded.About.Name, result.Error.ToString());
                return;
            }
            mayBeThere |= !update && result.Error.Code != 429;
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private ValueTask<ApiResult<KubeObject>> RepeatAsync(
        RecordedEvent recorded,
        string message,
        WrittenEvent state,
        CancellationToken cancellationToken
    ) =>
        api.PatchAsync(
            Events,
            new(Namespace(recorded), state.Name),
            new(
                PatchType.StrategicMerge,
                MapValue.Of(
                    ("count", state.Count),
                    ("lastTimestamp", Timestamps.Format(recorded.At)),
                    ("message", message)
                )
            ),
            WriteOptions.None,
            cancellationToken
        );

    private static KubeObject Body(RecordedEvent recorded, string message, WrittenEvent state)
    {
        var about = recorded.About;
        var time = Timestamps.Format(recorded.At);
        return new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Event"),
                ("metadata", MapValue.Of(("name", state.Name), ("namespace", Namespace(recorded)))),
                (
                    "involvedObject",
                    MapValue.Of(
                        ("apiVersion", about.ApiVersion),
                        ("kind", about.Kind),
                        ("name", about.Name),
                        ("namespace", OrNull(about.Namespace)),
                        ("resourceVersion", OrNull(about.ResourceVersion)),
                        ("uid", OrNull(about.Uid))
                    )
                ),
                ("reason", recorded.Reason),
                ("message", message),
                ("source", MapValue.Of(("component", recorded.Component))),
                ("firstTimestamp", time),
                ("lastTimestamp", time),
                ("count", state.Count),
                ("type", recorded.Type == EventType.Warning ? "Warning" : "Normal"),
                ("eventTime", NullValue.Instance),
                ("reportingComponent", recorded.Component),
                ("reportingInstance", "")
            )
        );
    }

    private static Value? OrNull(string text) => text.Length == 0 ? null : (Value)text;

    private static string Namespace(RecordedEvent recorded) =>
        recorded.About.Namespace.Length == 0 ? "default" : recorded.About.Namespace;

    /// <summary>
    /// The object's name and the time in nanoseconds, in hexadecimal digits; no two of one broadcaster are equal. A long object's name is cut, so
    /// that the whole fits a name's 253 characters.
    /// </summary>
    private string NewName(RecordedEvent recorded)
    {
        var nanoseconds = (recorded.At - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        long last;
        long next;
        do
        {
            last = Interlocked.Read(ref lastName);
            next = Math.Max(last + 1, nanoseconds);
        } while (Interlocked.CompareExchange(ref lastName, next, last) != last);
        var suffix = next.ToString("x", CultureInfo.InvariantCulture);
        var name = recorded.About.Name;
        var room = 253 - 1 - suffix.Length;
        return name.Length <= room ? $"{name}.{suffix}" : $"{name[..room].TrimEnd('.', '-')}.{suffix}";
    }

    /// <summary>Writes the events of a part of the objects. Its queue has no bound of its own: all together have one.</summary>
    private sealed class Lane(EventCorrelator correlator)
    {
        public EventCorrelator Correlator { get; } = correlator;

        public Channel<RecordedEvent> Queue { get; } =
            Channel.CreateUnbounded<RecordedEvent>(new() { SingleReader = true });
    }

    [LoggerMessage(1, LogLevel.Debug, "The event {Reason} of {Kind} {Name} was not written: {Why}")]
    private partial void LogRejected(string reason, string kind, string name, string why);
}
