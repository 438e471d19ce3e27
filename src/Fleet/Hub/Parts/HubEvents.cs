using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>Records events in the name of the hub's controllers.</summary>
internal sealed class HubEvents
{
    private const string ByObject = "involved";
    private readonly EventBroadcaster broadcaster;
    private readonly IInformer events;
    private readonly Lock recordersLock = new();
    private readonly SortedDictionary<string, EventRecorder> recorders = new(StringComparer.Ordinal);

    public HubEvents(EventBroadcaster broadcaster, IInformer events)
    {
        this.broadcaster = broadcaster;
        this.events = events;
        events.AddIndex(ByObject, e => e.Root.At("involvedObject", "uid") is StringValue uid ? [uid.Text] : []);
    }

    public void Record(KubeObject about, string component, EventType type, string reason, string message) =>
        Recorder(component).Record(about, type, reason, message);

    public void Normal(KubeObject about, string component, string reason, string message) =>
        Record(about, component, EventType.Normal, reason, message);

    public void Warning(KubeObject about, string component, string reason, string message) =>
        Record(about, component, EventType.Warning, reason, message);

    /// <summary>Records a warning that describes a state, unless it stands there already (also from before a restart).</summary>
    public void WarningOnce(KubeObject about, string component, string reason, string message)
    {
        foreach (var known in events.ByIndex(ByObject, about.Uid))
        {
            if (known.Root.Text("reason") == reason && known.Root.Text("message") == message)
                return;
        }
        Warning(about, component, reason, message);
    }

    private EventRecorder Recorder(string component)
    {
        lock (recordersLock)
        {
            if (!recorders.TryGetValue(component, out var recorder))
                recorders[component] = recorder = broadcaster.Recorder(component);
            return recorder;
        }
    }
}
