using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>The types of event.</summary>
public enum EventType
{
    /// <summary>Information.</summary>
    Normal,

    /// <summary>Something that somebody may have to do something about.</summary>
    Warning,
}

/// <summary>
/// Records events as one component: what <c>kubectl describe</c> shows below an object. Never waits and never fails; see
/// <see cref="EventBroadcaster"/> for what becomes of the events. That a success is recorded on transitions only is its caller's business.
/// </summary>
public sealed class EventRecorder
{
    private readonly EventBroadcaster broadcaster;

    internal EventRecorder(EventBroadcaster broadcaster, string component)
    {
        this.broadcaster = broadcaster;
        Component = component;
    }

    /// <summary>Who reports, in <c>source.component</c> and <c>reportingComponent</c>.</summary>
    public string Component { get; }

    /// <summary>Records an event about an object, which must say its apiVersion and kind.</summary>
    public void Record(KubeObject about, EventType type, string reason, string message) =>
        broadcaster.Enqueue(Component, about, type, reason, message);

    /// <summary>Records an event of type Normal.</summary>
    public void Normal(KubeObject about, string reason, string message) =>
        Record(about, EventType.Normal, reason, message);

    /// <summary>Records an event of type Warning.</summary>
    public void Warning(KubeObject about, string reason, string message) =>
        Record(about, EventType.Warning, reason, message);
}
