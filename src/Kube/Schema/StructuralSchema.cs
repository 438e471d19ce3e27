using System.Collections.Frozen;
using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The compiled schema of one value: what decoding, pruning, defaulting, validation, patches, server-side apply and OpenAPI go
/// by. One form for built-in kinds and custom resources. Shared and immutable once built; a recursive type refers to itself.
/// Source: "Specifying a structural schema" in the Kubernetes documentation, and the OpenAPI extensions <c>x-kubernetes-*</c>.
/// </summary>
public sealed class StructuralSchema
{
    /// <summary>What JSON the value is; <see cref="SchemaType.Any"/> takes everything.</summary>
    public SchemaType Type { get; init; } = SchemaType.Any;

    /// <summary>The full type name, <c>io.k8s.api.core.v1.Pod</c>, where the type has one; else empty.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>OpenAPI format (<c>int32</c>, <c>int64</c>, <c>date-time</c>, <c>byte</c>, …), or empty.</summary>
    public string Format { get; init; } = "";

    /// <summary>The text for <c>kubectl explain</c>, or empty. Read late: descriptions are not kept in memory.</summary>
    public Func<string> Description { get; init; } = static () => "";

    /// <summary>Known fields of an object. Set once, by the builder, because types may be recursive.</summary>
    public FrozenDictionary<string, StructuralSchema> Properties { get; internal set; } =
        FrozenDictionary<string, StructuralSchema>.Empty;

    /// <summary>The schema of the values of a map, or null when the object is no map.</summary>
    public StructuralSchema? AdditionalProperties { get; internal set; }

    /// <summary>The schema of a list's items, or null.</summary>
    public StructuralSchema? Items { get; internal set; }

    /// <summary>Fields that must be present.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>The values that are allowed; empty for any.</summary>
    public ImmutableArray<Value> Enum { get; init; } = [];

    /// <summary>The value of an absent field, or null for none.</summary>
    public Value? Default { get; init; }

    /// <summary>How a list merges (<c>x-kubernetes-list-type</c>).</summary>
    public ListType ListType { get; init; }

    /// <summary>The fields that identify an item of a <see cref="ListType.Map"/> list.</summary>
    public ImmutableArray<string> ListMapKeys { get; init; } = [];

    /// <summary>Whether an object is replaced as a whole (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool AtomicMap { get; init; }

    /// <summary>Strategic merge patch: whether a list (or map) merges instead of being replaced.</summary>
    public bool PatchMerge { get; init; }

    /// <summary>Strategic merge patch: whether the <c>retainKeys</c> strategy holds.</summary>
    public bool PatchRetainKeys { get; init; }

    /// <summary>Strategic merge patch: the field that identifies an item, or empty for a list of scalars.</summary>
    public string PatchMergeKey { get; init; } = "";

    /// <summary>Unknown fields are kept (<c>x-kubernetes-preserve-unknown-fields</c>).</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>The value is a whole object with apiVersion, kind and metadata (<c>x-kubernetes-embedded-resource</c>).</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>An integer or a string is allowed (<c>x-kubernetes-int-or-string</c>).</summary>
    public bool IntOrString { get; init; }

    /// <summary>A null is allowed and kept.</summary>
    public bool Nullable { get; init; }

    /// <summary>Further bounds (custom resources); null for none.</summary>
    public SchemaBounds? Bounds { get; init; }

    /// <summary>The schema of a field: a known one, else that of a map's values, else null.</summary>
    public StructuralSchema? Field(string name) =>
        Properties.TryGetValue(name, out var known) ? known : AdditionalProperties;
}

/// <summary>The JSON types of a schema.</summary>
public enum SchemaType
{
    /// <summary>Everything is allowed.</summary>
    Any,

    /// <summary>An object or map.</summary>
    Object,

    /// <summary>A list.</summary>
    Array,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>How lists merge in server-side apply.</summary>
public enum ListType
{
    /// <summary>Replaced as a whole: the default.</summary>
    Atomic,

    /// <summary>A set of scalars.</summary>
    Set,

    /// <summary>A map by the values of key fields.</summary>
    Map,
}

/// <summary>OpenAPI validations beyond type, enum and required; null or empty means unbounded.</summary>
public sealed record SchemaBounds
{
    /// <summary>Least number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> itself is excluded.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>Greatest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is excluded.</summary>
    public bool ExclusiveMaximum { get; init; }

    /// <summary>The number must be a multiple of this.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>Least length of a text, in characters.</summary>
    public long? MinLength { get; init; }

    /// <summary>Greatest length of a text, in characters.</summary>
    public long? MaxLength { get; init; }

    /// <summary>A regular expression that a text must match somewhere.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Least number of items.</summary>
    public long? MinItems { get; init; }

    /// <summary>Greatest number of items.</summary>
    public long? MaxItems { get; init; }

    /// <summary>Whether items must differ.</summary>
    public bool UniqueItems { get; init; }

    /// <summary>Least number of fields.</summary>
    public long? MinProperties { get; init; }

    /// <summary>Greatest number of fields.</summary>
    public long? MaxProperties { get; init; }

    /// <summary>All of these must hold too (value validations only).</summary>
    public ImmutableArray<StructuralSchema> AllOf { get; init; } = [];

    /// <summary>At least one of these must hold.</summary>
    public ImmutableArray<StructuralSchema> AnyOf { get; init; } = [];

    /// <summary>Exactly one of these must hold.</summary>
    public ImmutableArray<StructuralSchema> OneOf { get; init; } = [];

    /// <summary>This must not hold.</summary>
    public StructuralSchema? Not { get; init; }
}
