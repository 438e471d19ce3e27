using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>
/// One Kubernetes object: its canonical UTF-8 JSON, its metadata, and its tree. Immutable; each of the three is made from
/// another when first asked for, so an object that only travels is never parsed whole.
/// </summary>
/// <remarks>
/// Shared freely between threads: what is made late is made from immutable input, and making it twice does no harm.
/// </remarks>
public sealed class KubeObject
{
    private readonly MapValue metadata;
    private readonly bool isCanonical;
    private byte[]? json;
    private MapValue? root;
    private NamespacedName key;

    /// <summary>An object from its tree.</summary>
    public KubeObject(MapValue root)
    {
        this.root = root;
        ApiVersion = root.Text("apiVersion") ?? "";
        Kind = root.Text("kind") ?? "";
        metadata = root.Map("metadata") ?? MapValue.Empty;
    }

    private KubeObject(byte[] json, string apiVersion, string kind, MapValue metadata, bool isCanonical = false)
    {
        this.json = json;
        this.isCanonical = isCanonical;
        ApiVersion = apiVersion;
        Kind = kind;
        this.metadata = metadata;
    }

    /// <summary><c>apiVersion</c>, or empty.</summary>
    public string ApiVersion { get; }

    /// <summary><c>kind</c>, or empty.</summary>
    public string Kind { get; }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind GroupVersionKind => GroupVersion.Parse(ApiVersion).Kind(Kind);

    /// <summary>
    /// <c>metadata</c> without <c>managedFields</c> when the object was made from bytes; read managed fields from
    /// <see cref="Root"/>.
    /// </summary>
    public MapValue Metadata => metadata;

    /// <summary><c>metadata.name</c>, or empty.</summary>
    public string Name => metadata.Text("name") ?? "";

    /// <summary><c>metadata.namespace</c>, or empty.</summary>
    public string Namespace => metadata.Text("namespace") ?? "";

    /// <summary>Namespace and name.</summary>
    public NamespacedName Key => key.Name is null ? key = new(Namespace, Name) : key;

    /// <summary><c>metadata.uid</c>, or empty.</summary>
    public string Uid => metadata.Text("uid") ?? "";

    /// <summary><c>metadata.resourceVersion</c>, or empty.</summary>
    public string ResourceVersion => metadata.Text("resourceVersion") ?? "";

    /// <summary><c>metadata.resourceVersion</c> as the store's revision; 0 when absent or not a number.</summary>
    public long Revision => long.TryParse(ResourceVersion, out var revision) ? revision : 0;

    /// <summary><c>metadata.generation</c>; 0 when absent.</summary>
    public long Generation => metadata.Integer("generation") ?? 0;

    /// <summary><c>metadata.labels</c>; empty when absent.</summary>
    public MapValue Labels => metadata.Map("labels") ?? MapValue.Empty;

    /// <summary><c>metadata.annotations</c>; empty when absent.</summary>
    public MapValue Annotations => metadata.Map("annotations") ?? MapValue.Empty;

    /// <summary><c>metadata.finalizers</c>.</summary>
    public IEnumerable<string> Finalizers => metadata.Texts("finalizers");

    /// <summary><c>metadata.ownerReferences</c>.</summary>
    public IEnumerable<OwnerReference> OwnerReferences =>
        metadata.Maps("ownerReferences").Select(OwnerReference.FromValue);

    /// <summary>The owner reference with <c>controller: true</c>, or null.</summary>
    public OwnerReference? Controller => OwnerReferences.FirstOrDefault(o => o.Controller);

    /// <summary>Whether <c>metadata.deletionTimestamp</c> is set.</summary>
    public bool IsDeleting => metadata.Text("deletionTimestamp") is not null;

    /// <summary><c>metadata.creationTimestamp</c>, or null.</summary>
    public DateTimeOffset? CreationTimestamp => Timestamps.TryParse(metadata.Text("creationTimestamp"));

    /// <summary><c>metadata.deletionTimestamp</c>, or null.</summary>
    public DateTimeOffset? DeletionTimestamp => Timestamps.TryParse(metadata.Text("deletionTimestamp"));

    /// <summary><c>spec</c>; empty when absent.</summary>
    public MapValue Spec => Root.Map("spec") ?? MapValue.Empty;

    /// <summary><c>status</c>; empty when absent.</summary>
    public MapValue Status => Root.Map("status") ?? MapValue.Empty;

    /// <summary>The whole tree; parsed on first use when the object was made from bytes.</summary>
    public MapValue Root => root ??= isCanonical ? JsonText.ParseStored(json) : JsonText.ParseMap(json);

    /// <summary>The canonical UTF-8 JSON; written on first use when the object was made from a tree.</summary>
    public ReadOnlyMemory<byte> Json => json ??= root!.ToJsonArray();

    /// <summary>Whether <see cref="Root"/> is at hand without parsing.</summary>
    public bool HasRoot => root is not null;

    /// <summary>
    /// Reads an object from JSON without parsing more than its metadata. The bytes become the object's own: the caller
    /// changes them no more.
    /// </summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static KubeObject FromJson(byte[] json)
    {
        var head = ObjectHead.Read(json);
        return new(json, head.ApiVersion, head.Kind, head.Metadata);
    }

    /// <summary>
    /// Reads an object as a store keeps it, without a resourceVersion, and gives it one: the bytes are copied once with
    /// the resourceVersion in its place.
    /// </summary>
    /// <exception cref="JsonException">The text is not a JSON object with metadata.</exception>
    public static KubeObject FromStored(ReadOnlySpan<byte> json, long revision)
    {
        var head = ObjectHead.Read(json);
        if (head.ResourceVersionOffset < 0)
            throw new JsonException("a stored object has a metadata.uid");
        var text = revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(
            StoredObject.Splice(json, head.ResourceVersionOffset, text),
            head.ApiVersion,
            head.Kind,
            head.Metadata.With("resourceVersion", text),
            isCanonical: true
        );
    }

    /// <summary>An object whose bytes, head and tree are all at hand; used where an object is stored.</summary>
    internal KubeObject(byte[] json, MapValue root)
        : this(root)
    {
        this.json = json;
        metadata = metadata.Without("managedFields");
        isCanonical = true;
        IsDecoded = true;
    }

    /// <summary>
    /// Whether its tree was stored by this process, and so went through the decoder of its kind. Objects of an earlier program may lack what this one's
    /// schemas demand or fill in.
    /// </summary>
    public bool IsDecoded { get; }

    /// <summary>Forgets the tree; it is parsed again when asked for. For caches that bound how many trees they hold.</summary>
    public void DropTree()
    {
        _ = Json;
        root = null;
    }

    /// <summary>
    /// The same object holding only bytes and metadata: what a cache keeps of an object that a writer parsed, so that
    /// trees do not stay in memory for as long as objects do.
    /// </summary>
    public KubeObject Compact() => new(Json.ToArray(), ApiVersion, Kind, metadata.Without("managedFields"));

    /// <summary>A copy with the value at a path set, or removed when it is null.</summary>
    public KubeObject With(Value? value, params ReadOnlySpan<string> path) => new(Root.WithAt(value, path));

    /// <summary>A copy with another <c>status</c>.</summary>
    public KubeObject WithStatus(MapValue status) => new(Root.With("status", status));

    /// <summary>A copy with another <c>spec</c>.</summary>
    public KubeObject WithSpec(MapValue spec) => new(Root.With("spec", spec));

    /// <summary>A copy with a label set, or removed when the value is null.</summary>
    public KubeObject WithLabel(string name, string? value) => With(ToValue(value), "metadata", "labels", name);

    /// <summary>A copy with an annotation set, or removed when the value is null.</summary>
    public KubeObject WithAnnotation(string name, string? value) =>
        With(ToValue(value), "metadata", "annotations", name);

    /// <summary>A copy with one more finalizer; the same object when it has it already.</summary>
    public KubeObject WithFinalizer(string finalizer) =>
        Finalizers.Contains(finalizer)
            ? this
            : With(ListValue.OfTexts([.. Finalizers, finalizer]), "metadata", "finalizers");

    /// <summary>A copy without a finalizer; the same object when it has none of that name.</summary>
    public KubeObject WithoutFinalizer(string finalizer)
    {
        if (!Finalizers.Contains(finalizer))
            return this;
        var left = Finalizers.Where(f => f != finalizer).ToList();
        return With(left.Count == 0 ? null : ListValue.OfTexts(left), "metadata", "finalizers");
    }

    private static Value? ToValue(string? text) => text is null ? null : (Value)text;

    /// <summary>Kind, namespace and name, for logs.</summary>
    public override string ToString() => $"{Kind} {Key}";
}
