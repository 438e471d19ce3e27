using System.Collections.Immutable;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Writes the schemas that a document's paths need: the kinds, and every type that they refer to, by name.</summary>
internal sealed class OpenApiSchemas(Utf8JsonWriter json, bool v3, ImmutableArray<GroupVersion> served)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private readonly BuiltinSchemas builtin = BuiltinSchemas.Instance;
    private readonly BuiltinDescriptions descriptions = BuiltinDescriptions.Open();
    private readonly SortedDictionary<string, Action> definitions = new(StringComparer.Ordinal);

    public static string Reference(bool v3, string name) => (v3 ? "#/components/schemas/" : "#/definitions/") + name;

    /// <summary>
    /// The name of a kind's definition: a built-in type's own, else the group's labels in reverse, the version and the kind; null when the
    /// kind is none that has a definition.
    /// </summary>
    public string? NameOf(GroupVersionKind kind, bool custom)
    {
        if (builtin.Find(kind) is { } schema)
            return schema.TypeName;
        return custom ? $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}" : null;
    }

    /// <summary>Has a resource's kinds written.</summary>
    public void Add(OpenApiResource resource)
    {
        if (resource.CustomSchema is { } schema)
            AddCustom(resource, schema);
        else
            AddBuiltin(resource.GroupVersionKind);
        if (resource.ListKind.Length > 0)
            AddList(resource);
        foreach (var subresource in resource.Subresources)
            AddBuiltin(subresource.Kind);
        foreach (
            var name in (ReadOnlySpan<string>)["Status", "DeleteOptions", "WatchEvent", "Patch", "APIResourceList"]
        )
            AddType(Meta + name);
    }

    /// <summary>Writes all of them.</summary>
    public void Write()
    {
        json.WriteStartObject();
        foreach (var (name, write) in definitions)
        {
            json.WritePropertyName(name);
            write();
        }
        json.WriteEndObject();
    }

    private void AddBuiltin(GroupVersionKind kind)
    {
        if (builtin.Find(kind) is { } schema)
            AddType(schema.TypeName);
    }

    private void AddType(string name)
    {
        if (definitions.ContainsKey(name) || builtin.FindType(name) is not { } schema)
            return;
        definitions.Add(name, () => Type(schema));
        foreach (var field in schema.Properties.Values)
            AddReferences(field);
    }

    private void AddReferences(StructuralSchema schema)
    {
        if (schema.TypeName.Length > 0)
            AddType(schema.TypeName);
        else if ((schema.Items ?? schema.AdditionalProperties) is { } inner)
            AddReferences(inner);
    }

    private void Type(StructuralSchema schema)
    {
        json.WriteStartObject();
        Description(descriptions.Type(schema.TypeName));
        if (schema.Form != ValueForm.Plain)
            Leaf(schema);
        else
        {
            json.WriteString("type", "object");
            if (!schema.Required.IsEmpty)
            {
                json.WriteStartArray("required");
                foreach (var name in schema.Required)
                    json.WriteStringValue(name);
                json.WriteEndArray();
            }
            if (schema.Properties.Count > 0)
                Properties(schema);
        }
        if (schema.AtomicMap)
            json.WriteString("x-kubernetes-map-type", "atomic");
        Kinds(builtin.KindsOf(schema.TypeName));
        json.WriteEndObject();
    }

    private void Properties(StructuralSchema schema)
    {
        json.WriteStartObject("properties");
        foreach (var (name, field) in schema.Properties)
        {
            json.WriteStartObject(name);
            Description(descriptions.Field(schema.TypeName, name));
            if (field.Default is { } standard)
            {
                json.WritePropertyName("default");
                standard.WriteTo(json);
            }
            Value(field, alone: false);
            Merging(field);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Description(string text)
    {
        if (text.Length > 0)
            json.WriteString("description", text);
    }

    // What Go types with JSON methods of their own are in JSON.
    private void Leaf(StructuralSchema schema)
    {
        if (schema.Form == ValueForm.Raw)
        {
            if (schema.Type == SchemaType.Object)
                json.WriteString("type", "object");
            return;
        }
        if (schema.Format.Length > 0)
            json.WriteString("format", schema.Format);
        var either = schema.Form switch
        {
            ValueForm.Quantity => ["string", "number"],
            ValueForm.IntOrString => ["integer", "string"],
            _ => Array.Empty<string>(),
        };
        if (!v3 || either.Length == 0)
        {
            json.WriteString("type", "string");
            return;
        }
        json.WriteStartArray("oneOf");
        foreach (var type in either)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // The body of a schema. Beside a reference nothing else may stand, in version 3: then it goes into an allOf.
    private void Value(StructuralSchema schema, bool alone)
    {
        if (schema.TypeName.Length > 0)
        {
            if (v3 && !alone)
            {
                json.WriteStartArray("allOf");
                json.WriteStartObject();
            }
            json.WriteString("$ref", Reference(v3, schema.TypeName));
            if (v3 && !alone)
            {
                json.WriteEndObject();
                json.WriteEndArray();
            }
            return;
        }
        json.WriteString("type", Word(schema.Type));
        if (schema.Format.Length > 0)
            json.WriteString("format", schema.Format);
        if (!schema.Enum.IsEmpty)
        {
            json.WriteStartArray("enum");
            foreach (var value in schema.Enum)
                value.WriteTo(json);
            json.WriteEndArray();
        }
        if ((schema.Items ?? schema.AdditionalProperties) is not { } inner)
            return;
        json.WriteStartObject(schema.Items is null ? "additionalProperties" : "items");
        Value(inner, alone: true);
        json.WriteEndObject();
    }

    private static string Word(SchemaType type) =>
        type switch
        {
            SchemaType.Object => "object",
            SchemaType.Array => "array",
            SchemaType.Whole => "integer",
            SchemaType.Number => "number",
            SchemaType.Boolean => "boolean",
            _ => "string",
        };

    private void Merging(StructuralSchema field)
    {
        if (field.TypeName.Length == 0 && field.AtomicMap)
            json.WriteString("x-kubernetes-map-type", "atomic");
        if (field.Type == SchemaType.Array)
        {
            json.WriteString(
                "x-kubernetes-list-type",
                field.ListType switch
                {
                    ListType.Map => "map",
                    ListType.Set => "set",
                    _ => "atomic",
                }
            );
        }
        if (!field.ListMapKeys.IsEmpty)
        {
            json.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in field.ListMapKeys)
                json.WriteStringValue(key);
            json.WriteEndArray();
        }
        var strategy = (field.PatchMerge, field.PatchRetainKeys, field.PatchReplace) switch
        {
            (true, true, _) => "merge,retainKeys",
            (true, false, _) => "merge",
            (false, true, _) => "retainKeys",
            (_, _, true) => "replace",
            _ => "",
        };
        if (strategy.Length > 0)
            json.WriteString("x-kubernetes-patch-strategy", strategy);
        if (field.PatchMergeKey.Length > 0)
            json.WriteString("x-kubernetes-patch-merge-key", field.PatchMergeKey);
    }

    private void Kinds(ImmutableArray<GroupVersionKind> kinds)
    {
        if (kinds.IsEmpty)
            return;
        json.WriteStartArray("x-kubernetes-group-version-kind");
        if (kinds.Length == 2)
        {
            foreach (var group in served)
                Kind(json, group.Kind(kinds[0].Kind));
        }
        else
            Kind(json, kinds[0]);
        json.WriteEndArray();
    }

    public static void Kind(Utf8JsonWriter json, GroupVersionKind kind)
    {
        json.WriteStartObject();
        json.WriteString("group", kind.Group);
        json.WriteString("kind", kind.Kind);
        json.WriteString("version", kind.Version);
        json.WriteEndObject();
    }

    private void AddList(OpenApiResource resource)
    {
        var kind = resource.Resource.GroupVersion.Kind(resource.ListKind);
        if (resource.CustomSchema is null)
        {
            AddBuiltin(kind);
            return;
        }
        AddType(Meta + "ListMeta");
        var item = NameOf(resource.GroupVersionKind, custom: true)!;
        definitions[NameOf(kind, custom: true)!] = () =>
            CustomOpenApi.List(json, v3, kind, resource.Kind, item, descriptions);
    }

    private void AddCustom(OpenApiResource resource, Func<MapValue> schema)
    {
        AddType(Meta + "ObjectMeta");
        definitions[NameOf(resource.GroupVersionKind, custom: true)!] = () =>
            CustomOpenApi.Definition(schema(), v3, resource.GroupVersionKind, descriptions).WriteTo(json);
    }
}
