using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>The definitions of kinds that are not built in, made from their <c>openAPIV3Schema</c>.</summary>
internal static class CustomOpenApi
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    // Version 2 has no words for these; kube-apiserver drops them there too.
    private static readonly string[] OnlyInVersion3 =
    [
        "nullable",
        "oneOf",
        "anyOf",
        "not",
        "allOf",
        "x-kubernetes-validations",
    ];

    /// <summary>The definition of objects.</summary>
    public static MapValue Definition(MapValue schema, bool v3, GroupVersionKind kind, BuiltinDescriptions descriptions)
    {
        var made = Resource(
            schema.Count == 0 ? MapValue.Of(("x-kubernetes-preserve-unknown-fields", true)) : schema,
            v3,
            descriptions
        );
        if (!v3)
            made = (MapValue)ForVersion2(made);
        return made.With("type", "object")
            .With(
                "x-kubernetes-group-version-kind",
                ListValue.From([MapValue.Of(("group", kind.Group), ("kind", kind.Kind), ("version", kind.Version))])
            );
    }

    private static MapValue Resource(MapValue schema, bool v3, BuiltinDescriptions descriptions)
    {
        var properties = schema.Map("properties") ?? MapValue.Empty;
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            var text = descriptions.Field("io.k8s.api.core.v1.Pod", name);
            properties = properties.With(name, MapValue.Of(("type", "string"), ("description", text)));
        }
        var reference = MapValue.Of(("$ref", OpenApiSchemas.Reference(v3, Meta + "ObjectMeta")));
        var description = descriptions.Field("io.k8s.api.core.v1.Pod", "metadata");
        properties = properties.With(
            "metadata",
            v3
                ? MapValue.Of(("allOf", ListValue.From([reference])), ("description", description))
                : reference.With("description", description)
        );
        return schema.With("properties", properties);
    }

    private static Value ForVersion2(Value value)
    {
        if (value is ListValue list)
            return ListValue.From(list.Items.ToArray().Select(ForVersion2));
        if (value is not MapValue map)
            return value;
        foreach (var name in OnlyInVersion3)
            map = map.Without(name);
        // Fields that may hold anything are shown without a type, as clients of version 2 would refuse what they do not know.
        if (map.Flag("x-kubernetes-preserve-unknown-fields") ?? false)
            map = map.Without("properties").Without("additionalProperties").Without("required").Without("items");
        foreach (var (name, inner) in map)
        {
            if (name is "items" or "additionalProperties")
                map = map.With(name, ForVersion2(inner));
            else if (name == "properties" && inner is MapValue properties)
                map = map.With(
                    name,
                    MapValue.From(
                        properties.Entries.ToArray().Select(p => KeyValuePair.Create(p.Key, ForVersion2(p.Value)))
                    )
                );
        }
        return map;
    }

    /// <summary>Writes the definition of lists.</summary>
    public static void List(
        Utf8JsonWriter json,
        bool v3,
        GroupVersionKind kind,
        string itemKind,
        string item,
        BuiltinDescriptions descriptions
    )
    {
        Value Text(string name) =>
            MapValue.Of(("type", "string"), ("description", descriptions.Field("io.k8s.api.core.v1.PodList", name)));
        Value Reference(string name) => MapValue.Of(("$ref", OpenApiSchemas.Reference(v3, name)));
        MapValue
            .Of(
                ("description", $"{kind.Kind} is a list of {itemKind}"),
                ("type", "object"),
                ("required", ListValue.OfTexts(["items"])),
                (
                    "properties",
                    MapValue.Of(
                        ("apiVersion", Text("apiVersion")),
                        ("kind", Text("kind")),
                        (
                            "items",
                            MapValue.Of(
                                ("type", "array"),
                                ("description", $"The objects of kind {itemKind}."),
                                ("items", Reference(item))
                            )
                        ),
                        ("metadata", Reference(Meta + "ListMeta"))
                    )
                ),
                (
                    "x-kubernetes-group-version-kind",
                    ListValue.From([MapValue.Of(("group", kind.Group), ("kind", kind.Kind), ("version", kind.Version))])
                )
            )
            .WriteTo(json);
    }
}
