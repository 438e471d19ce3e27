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
/// Recording never waits: when more events wait than the queue holds, further ones are shed and counted. Events about what belongs to no
/// namespace are in <c>default</c>.
/// </remarks>
public sealed partial class EventBroadcaster
{
    private static readonly GroupVersionResource Events = new("", "v1", "events");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private const int Tries = 12;

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly EventCorrelator correlator;
    private readonly Channel<RecordedEvent> queue;
    private long shed;
    private long lastName;

    /// <summary>A broadcaster; nothing is written until it runs.</summary>
    public EventBroadcaster(IClusterApi api, TimeProvider clock, ILogger logger, EventOptions? options = null)
    {
        options ??= EventOptions.Default;
        this.api = api;
        this.clock = clock;
        this.logger = logger;
        correlator = new(options, clock);
        queue = Channel.CreateBounded<RecordedEvent>(
            new BoundedChannelOptions(options.QueueLength) { SingleReader = true }
        );
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
        if (!queue.Writer.TryWrite(recorded))
            Interlocked.Increment(ref shed);
    }

    /// <summary>Writes events until cancelled; what waits then is dropped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var recorded in queue.Reader.EachAsync(cancellationToken))
        {
            if (correlator.Correlate(recorded) is var (key, message, before))
                await WriteAsync(recorded, key, message, before, cancellationToken);
            else
                Interlocked.Increment(ref shed);
        }
    }

    private async Task WriteAsync(
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
        lastName = Math.Max(lastName + 1, nanoseconds);
        var suffix = lastName.ToString("x", CultureInfo.InvariantCulture);
        var name = recorded.About.Name;
        var room = 253 - 1 - suffix.Length;
        return name.Length <= room ? $"{name}.{suffix}" : $"{name[..room].TrimEnd('.', '-')}.{suffix}";
    }

    [LoggerMessage(1, LogLevel.Debug, "The event {Reason} of {Kind} {Name} was not written: {Why}")]
    private partial void LogRejected(string reason, string kind, string name, string why);
}
