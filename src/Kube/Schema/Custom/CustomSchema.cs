using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Compiles the <c>openAPIV3Schema</c> of a custom resource definition. It must be structural (see <see cref="StructuralCheck"/>): what is
/// not is compiled as far as it goes, without complaint.
/// </summary>
public static class CustomSchema
{
    private const string ObjectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /// <summary>
    /// The schema of whole objects; apiVersion, kind and metadata are added to it. Null, or the old <c>spec.preserveUnknownFields</c>,
    /// means that everything is allowed and kept.
    /// </summary>
    public static StructuralSchema Compile(MapValue? openApiV3Schema, bool preserveUnknownFields = false)
    {
        var root = openApiV3Schema ?? MapValue.Empty;
        return Node(
            openApiV3Schema is null || preserveUnknownFields
                ? root.With("x-kubernetes-preserve-unknown-fields", true).With("type", "object")
                : root,
            isResource: true
        );
    }

    /// <summary>The schema of a part of an object.</summary>
    internal static StructuralSchema CompilePart(MapValue part) => Node(part, isResource: false);

    private static StructuralSchema Node(MapValue s, bool isResource)
    {
        var embedded = s.Flag("x-kubernetes-embedded-resource") ?? false;
        var intOrString = s.Flag("x-kubernetes-int-or-string") ?? false;
        return new()
        {
            Type = intOrString ? SchemaType.Any : Type(s.Text("type")),
            Format = s.Text("format") ?? "",
            Properties = Properties(s.Map("properties") ?? MapValue.Empty, isResource || embedded),
            AdditionalProperties = s["additionalProperties"] switch
            {
                MapValue values => Node(values, isResource: false),
                BoolValue { Flag: true } => Anything,
                _ => null,
            },
            Items = s["items"] is MapValue items ? Node(items, isResource: false) : null,
            Required = [.. s.Texts("required")],
            Enum = [.. (s.List("enum") ?? ListValue.Empty).Items],
            Default = s["default"],
            ListType = s.Text("x-kubernetes-list-type") switch
            {
                "set" => ListType.Set,
                "map" => ListType.Map,
                _ => ListType.Atomic,
            },
            ListMapKeys = [.. s.Texts("x-kubernetes-list-map-keys")],
            AtomicMap = s.Text("x-kubernetes-map-type") == "atomic",
            PreserveUnknownFields = s.Flag("x-kubernetes-preserve-unknown-fields") ?? false,
            EmbeddedResource = embedded,
            IntOrString = intOrString,
            Nullable = s.Flag("nullable") ?? false,
            Bounds = Bounds(s),
        };
    }

    private static StructuralSchema Anything { get; } = new() { PreserveUnknownFields = true };

    private static SchemaType Type(string? type) =>
        type switch
        {
            "object" => SchemaType.Object,
            "array" => SchemaType.Array,
            "string" => SchemaType.Text,
            "integer" => SchemaType.Whole,
            "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            _ => SchemaType.Any,
        };

    private static SchemaFields Properties(MapValue properties, bool isResource)
    {
        var fields = new List<SchemaField>(properties.Count + 3);
        foreach (var (name, value) in properties)
        {
            if (value is MapValue schema && !(isResource && name is "metadata"))
                fields.Add(Field(name, Node(schema, isResource: false)));
        }
        if (!isResource)
            return SchemaFields.Of(CollectionsMarshal.AsSpan(fields));
        if (!properties.ContainsKey("apiVersion"))
            fields.Add(Field("apiVersion", Text));
        if (!properties.ContainsKey("kind"))
            fields.Add(Field("kind", Text));
        fields.Add(Field("metadata", Metadata(properties.Map("metadata"))));
        return SchemaFields.Of(CollectionsMarshal.AsSpan(fields));
    }

    private static SchemaField Field(string name, StructuralSchema schema) =>
        new(name, schema, FieldPresence.WhenGiven);

    private static StructuralSchema Text { get; } = new() { Type = SchemaType.Text };

    // A definition may only narrow the names; the rest of metadata is the same for all kinds.
    private static StructuralSchema Metadata(MapValue? narrowed)
    {
        var meta = BuiltinSchemas.Instance.FindType(ObjectMetaName)!;
        if (narrowed?.Map("properties") is not { Count: > 0 } properties)
            return meta;
        var fields = meta.Properties.Fields.ToArray();
        foreach (ref var field in fields.AsSpan())
        {
            if (field.Name is "name" or "generateName" && properties.Map(field.Name) is { } rules)
                field = field with { Schema = field.Schema.With(new() { Bounds = Bounds(rules) }) };
        }
        return meta.With(new() { Properties = SchemaFields.Of(fields) });
    }

    private static SchemaBounds? Bounds(MapValue s)
    {
        var bounds = new SchemaBounds
        {
            Minimum = Number(s, "minimum"),
            ExclusiveMinimum = s.Flag("exclusiveMinimum") ?? false,
            Maximum = Number(s, "maximum"),
            ExclusiveMaximum = s.Flag("exclusiveMaximum") ?? false,
            MultipleOf = Number(s, "multipleOf"),
            MinLength = s.Integer("minLength"),
            MaxLength = s.Integer("maxLength"),
            Pattern = s.Text("pattern") ?? "",
            MinItems = s.Integer("minItems"),
            MaxItems = s.Integer("maxItems"),
            UniqueItems = s.Flag("uniqueItems") ?? false,
            MinProperties = s.Integer("minProperties"),
            MaxProperties = s.Integer("maxProperties"),
            AllOf = Parts(s, "allOf"),
            AnyOf = Parts(s, "anyOf"),
            OneOf = Parts(s, "oneOf"),
            Not = s["not"] is MapValue not ? Node(not, isResource: false) : null,
        };
        return bounds.IsNone ? null : bounds;
    }

    private static double? Number(MapValue s, string name) => (s[name] as NumberValue)?.Double;

    private static ImmutableArray<StructuralSchema> Parts(MapValue s, string name) =>
        [.. s.Maps(name).Select(p => Node(p, isResource: false))];
}
