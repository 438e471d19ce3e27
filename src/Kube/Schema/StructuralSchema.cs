using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The compiled schema of one value: what decoding, pruning, defaulting, validation, patches, server-side apply and OpenAPI go
/// by. One form for built-in kinds and custom resources. Shared and immutable once built; a recursive type refers to itself.
/// Source: "Specifying a structural schema" in the Kubernetes documentation, and the OpenAPI extensions <c>x-kubernetes-*</c>.
/// </summary>
/// <remarks>
/// Descriptions are not here: nothing but OpenAPI wants them, and they are ten times larger than all the rest. Those of built-in
/// types are in <see cref="BuiltinDescriptions"/>, those of custom resources in the definition that the schema was compiled from.
/// </remarks>
public sealed class StructuralSchema
{
    /// <summary>What JSON the value is; <see cref="SchemaType.Any"/> takes everything.</summary>
    public SchemaType Type { get; init; } = SchemaType.Any;

    /// <summary>How a scalar is written, where JSON leaves a choice.</summary>
    public ValueForm Form { get; init; }

    /// <summary>The full type name, <c>io.k8s.api.core.v1.Pod</c>, where the type has one; else empty.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>
    /// The type as the original's decoder names it in errors (<c>v1.PodSpec</c>, <c>int32</c>, <c>[]v1.Container</c>); empty for
    /// custom resources.
    /// </summary>
    public string GoType { get; init; } = "";

    /// <summary>OpenAPI format (<c>int32</c>, <c>int64</c>, <c>date-time</c>, <c>byte</c>, …), or empty.</summary>
    public string Format { get; init; } = "";

    /// <summary>Known fields of an object.</summary>
    public SchemaFields Properties { get; init; } = SchemaFields.Empty;

    /// <summary>The schema of the values of a map, or null when the object is no map.</summary>
    public StructuralSchema? AdditionalProperties { get; init; }

    /// <summary>The schema of a list's items, or null.</summary>
    public StructuralSchema? Items { get; init; }

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

    /// <summary>Strategic merge patch: whether a list merges instead of being replaced (objects merge unless told otherwise).</summary>
    public bool PatchMerge { get; init; }

    /// <summary>Strategic merge patch: whether an object, which otherwise merges, is replaced as a whole.</summary>
    public bool PatchReplace { get; init; }

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

    /// <summary>A map of resource names to quantities, which is kept in thousandths.</summary>
    internal bool IsResourceList => GoType == "v1.ResourceList";

    // Made late by FieldAssembly: the object of a type when no field is given, and the default with its own defaults filled in.
    internal Value? EmptyWithDefaults;
    internal Value? EmptyWithoutDefaults;
    internal Value? CompleteDefault;

    /// <summary>A copy with what a field adds to its type: how it merges, and its default.</summary>
    internal StructuralSchema With(FieldExtras extras) =>
        new()
        {
            Type = Type,
            Form = Form,
            TypeName = TypeName,
            GoType = GoType,
            Format = Format,
            Properties = extras.Properties ?? Properties,
            AdditionalProperties = AdditionalProperties,
            Items = Items,
            Required = Required,
            Enum = Enum,
            Default = extras.Default ?? Default,
            ListType = extras.ListType ?? ListType,
            ListMapKeys = extras.ListMapKeys.IsDefaultOrEmpty ? ListMapKeys : extras.ListMapKeys,
            AtomicMap = extras.AtomicMap ?? AtomicMap,
            PatchMerge = PatchMerge || extras.PatchMerge,
            PatchReplace = PatchReplace || extras.PatchReplace,
            PatchRetainKeys = PatchRetainKeys || extras.PatchRetainKeys,
            PatchMergeKey = extras.PatchMergeKey ?? PatchMergeKey,
            PreserveUnknownFields = PreserveUnknownFields,
            EmbeddedResource = EmbeddedResource,
            IntOrString = IntOrString,
            Nullable = Nullable,
            Bounds = extras.Bounds ?? Bounds,
        };
}

/// <summary>What a field says beyond its type; null or empty leaves the type's own.</summary>
internal readonly record struct FieldExtras
{
    public Value? Default { get; init; }
    public ListType? ListType { get; init; }
    public ImmutableArray<string> ListMapKeys { get; init; }
    public bool? AtomicMap { get; init; }
    public bool PatchMerge { get; init; }
    public bool PatchReplace { get; init; }
    public bool PatchRetainKeys { get; init; }
    public string? PatchMergeKey { get; init; }
    public SchemaFields? Properties { get; init; }
    public SchemaBounds? Bounds { get; init; }
}
