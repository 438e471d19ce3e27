using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What is particular to one kind: defaults beyond the schema's, what the server sets and drops, validation, immutability, warnings,
/// names, selectable fields. Pure: no I/O, no clock, no chance. All trees passed in are pruned and schema-defaulted.
/// Modelled after the "strategy" of Kubernetes' registries; the base class is right for a kind with nothing particular.
/// </summary>
public abstract class ResourceStrategy
{
    /// <summary>Whether a PUT without resourceVersion replaces whatever is there.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Whether a PUT creates what is absent.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>Whether objects carry <c>metadata.generation</c>.</summary>
    public virtual bool HasGeneration => false;

    /// <summary>What a delete without a propagation policy does with dependents: <c>Background</c> or <c>Orphan</c>.</summary>
    public virtual string DefaultPropagationPolicy => "Background";

    /// <summary>Defaults that depend on other fields. Idempotent: also run on the result of every patch.</summary>
    public virtual MapValue Default(MapValue root) => root;

    /// <summary>What a create drops or sets (a status, for kinds with that subresource).</summary>
    public virtual MapValue PrepareForCreate(MapValue root) => root;

    /// <summary>What an update of the object keeps from the old one (its status, for kinds with that subresource).</summary>
    public virtual MapValue PrepareForUpdate(MapValue root, MapValue old) => root;

    /// <summary>What an update of the status keeps from the old object: all but status (and labels, annotations for some).</summary>
    public virtual MapValue PrepareForStatusUpdate(MapValue root, MapValue old) =>
        old.With("status", root["status"]).With("metadata", MergeStatusMetadata(root, old));

    /// <summary>
    /// What an update through a subresource that is a part of the object keeps from the old one: <c>status</c>, and for some kinds
    /// others such as <c>approval</c> or <c>finalize</c>.
    /// </summary>
    public virtual MapValue PrepareForPartUpdate(string subresource, MapValue root, MapValue old) =>
        PrepareForStatusUpdate(root, old);

    /// <summary>
    /// Whether the generation goes up: something outside metadata and status changed. Only asked when <see cref="HasGeneration"/>.
    /// </summary>
    public virtual bool BumpsGeneration(MapValue root, MapValue old)
    {
        static MapValue Compared(MapValue map) =>
            map.Without("metadata").Without("status").Without("apiVersion").Without("kind");
        return !Compared(root).Equals(Compared(old));
    }

    /// <summary>Checks an object that is to be created. Metadata common to all kinds is checked elsewhere.</summary>
    public virtual void Validate(MapValue root, ICollection<FieldError> errors) { }

    /// <summary>Checks a change; the new object itself is to be checked too.</summary>
    public virtual void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        Validate(root, errors);

    /// <summary>Checks a change of status.</summary>
    public virtual void ValidateStatusUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) { }

    /// <summary>Warnings for the client; <paramref name="old"/> is null on create.</summary>
    public virtual IEnumerable<string> Warnings(MapValue root, MapValue? old) => [];

    /// <summary>Why a name cannot be used, or null; the default is a DNS-1123 subdomain.</summary>
    public virtual string? NameError(string name) => Syntax.DnsSubdomainError(name);

    /// <summary>The fields that selectors may use besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The value of one of <see cref="SelectableFields"/>; empty when absent.</summary>
    public virtual string FieldValue(KubeObject obj, string field) => "";

    /// <summary>
    /// The grace period, in seconds, that a delete really gets: the asked one (null: the object's own) as far as the kind knows
    /// grace at all. 0 removes at once.
    /// </summary>
    public virtual long GracePeriodSeconds(KubeObject obj, long? asked) => 0;

    /// <summary>Whether objects have <see cref="Claims"/>.</summary>
    public virtual bool HasClaims => false;

    /// <summary>
    /// Names of what an object has for itself alone among all objects of all kinds, such as an address. No two objects are stored with the same
    /// claim.
    /// </summary>
    public virtual IReadOnlyList<string> Claims(MapValue root) => [];

    /// <summary>Whether something besides <c>metadata.finalizers</c> holds a deletion up (<c>spec.finalizers</c> of a Namespace).</summary>
    public virtual bool HoldsDeletion(MapValue root) => false;

    /// <summary>What else changes when a deletion begins but cannot finish at once.</summary>
    public virtual MapValue PrepareForDelete(MapValue root) => root;

    private static Value? MergeStatusMetadata(MapValue root, MapValue old)
    {
        // Only managedFields of the caller's metadata count on the status endpoint.
        var metadata = old.Map("metadata") ?? MapValue.Empty;
        return metadata.With("managedFields", root.Map("metadata")?["managedFields"]);
    }
}
