using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>What an informer follows.</summary>
public sealed record InformerOptions
{
    /// <summary>Everything.</summary>
    public static InformerOptions All { get; } = new();

    /// <summary>One namespace; empty for all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Only objects with these labels.</summary>
    public LabelSelector Labels { get; init; } = LabelSelector.Everything;

    /// <summary>
    /// Whether nothing but metadata is read of the objects: what else is in them may be of another version than the one asked for, so that nobody
    /// has to convert it.
    /// </summary>
    public bool OnlyMetadata { get; init; }

    /// <summary>Only objects with these fields.</summary>
    public FieldSelector Fields { get; init; } = FieldSelector.Everything;
}

/// <summary>
/// A view of one resource that follows the API server. Reads are of one consistent snapshot and never wait; they may be
/// behind by what has not been delivered yet, which is why a controller's writes carry what they were based on. Objects may
/// come without <c>managedFields</c>.
/// </summary>
public interface IInformer
{
    /// <summary>Whether the first list has been seen.</summary>
    bool HasSynced { get; }

    /// <summary>Completes when the first list has been seen.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>The object of a name, or null.</summary>
    KubeObject? Get(NamespacedName key);

    /// <summary>All objects, ordered by namespace and name; an empty namespace lists all.</summary>
    IReadOnlyList<KubeObject> List(string @namespace = "");

    /// <summary>
    /// The objects whose index has a value, ordered by namespace and name. Indexes are declared once with <see cref="AddIndex"/>.
    /// </summary>
    IReadOnlyList<KubeObject> ByIndex(string index, string value);

    /// <summary>
    /// Declares an index: a function from an object to the values it is found by. Declaring one of the same name again does
    /// nothing. To be called before the informer is started.
    /// </summary>
    void AddIndex(string index, Func<KubeObject, IEnumerable<string>> values);

    /// <summary>
    /// Calls a handler for every change from now on, after the first list for each object in it (as Added). Handlers are called one after
    /// another, in the order of revisions, after the view shows the change; they must be quick and must not throw: they put
    /// keys into queues. Returns what ends the subscription.
    /// </summary>
    IDisposable Subscribe(Action<InformerEvent> handler);
}

/// <summary>A change as an informer saw it.</summary>
/// <param name="Old">The object before; null when added.</param>
/// <param name="New">The object now; null when deleted.</param>
public readonly record struct InformerEvent(KubeObject? Old, KubeObject? New)
{
    /// <summary>The object the event is about.</summary>
    public KubeObject Object => New ?? Old!;
}
