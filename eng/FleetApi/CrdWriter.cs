using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pangea.Eng.FleetApi;

/// <summary>Writes a kind as a CustomResourceDefinition, with its structural schema made from types, constraints and doc comments.</summary>
internal sealed class CrdWriter(IReadOnlyDictionary<string, RecordModel> all)
{
    private const string QuantityPattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static string FileName(RecordModel record) =>
        $"{record.Kind!.Positional[2]}.{record.Kind.Positional[0]}.json";

    public string Write(RecordModel record)
    {
        var kind = record.Kind!;
        var hasStatus = record.Own.Any(f => f.Property == "Status");
        var version = new JsonObject
        {
            ["name"] = kind.Positional[1],
            ["served"] = true,
            ["storage"] = true,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Root(record) },
            ["subresources"] = hasStatus ? new JsonObject { ["status"] = new JsonObject() } : new JsonObject(),
        };
        if (record.Columns.Count > 0)
            version["additionalPrinterColumns"] = new JsonArray([.. record.Columns.Select(Column)]);
        var names = new JsonObject
        {
            ["kind"] = record.Name,
            ["listKind"] = record.Name + "List",
            ["plural"] = kind.Positional[2],
            ["singular"] = record.Name.ToLowerInvariant(),
        };
        AddList(names, "shortNames", kind.Text("ShortNames"));
        AddList(names, "categories", kind.Text("Categories"));
        var crd = new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{kind.Positional[2]}.{kind.Positional[0]}" },
            ["spec"] = new JsonObject
            {
                ["group"] = kind.Positional[0],
                ["names"] = names,
                ["scope"] = kind.Flag("Namespaced") ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(version),
            },
        };
        return Sorted(crd)!.ToJsonString(Pretty) + "\n";
    }

    private static void AddList(JsonObject names, string key, string commas)
    {
        if (commas.Length > 0)
            names[key] = new JsonArray([.. commas.Split(',').Select(n => (JsonNode)n)]);
    }

    private static JsonNode Column(AttributeModel column)
    {
        var result = new JsonObject
        {
            ["name"] = column.Positional[0],
            ["jsonPath"] = column.Positional[1],
            ["type"] = column.Text("Type") is { Length: > 0 } type ? type : "string",
        };
        if (column.Text("Priority") is { Length: > 0 } priority)
            result["priority"] = int.Parse(priority, CultureInfo.InvariantCulture);
        return result;
    }

    private JsonObject Root(RecordModel record)
    {
        var schema = OfRecord(record);
        var properties = (JsonObject)schema["properties"]!;
        properties["apiVersion"] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = "The version of the API in which the object is written.",
        };
        properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = "What the object is." };
        properties["metadata"] = new JsonObject { ["type"] = "object" };
        return schema;
    }

    private JsonObject OfRecord(RecordModel record)
    {
        var properties = new JsonObject();
        var required = new List<string>();
        foreach (var field in record.Fields(all))
        {
            properties[field.Json] = OfField(field);
            if (field.Required)
                required.Add(field.Json);
        }
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["description"] = record.Description,
            ["properties"] = properties,
        };
        if (required.Count > 0)
            schema["required"] = new JsonArray([.. required.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]);
        if (record.Attributes.GetValueOrDefault("ApiType")?.Flag("Atomic") == true)
            schema["x-kubernetes-map-type"] = "atomic";
        return schema;
    }

    private JsonObject OfField(FieldModel field)
    {
        var bounds = field.Attributes.GetValueOrDefault("Bounds");
        JsonObject schema;
        if (field.ItemType is { } item)
        {
            var items = OfType(item, field);
            AddAllowed(items, field);
            items.Remove("description");
            schema = new JsonObject { ["type"] = "array", ["items"] = items };
            AddNumber(schema, "minItems", bounds, "MinItems");
            AddNumber(schema, "maxItems", bounds, "MaxItems");
            if (field.Attributes.GetValueOrDefault("ListType") is { } list)
            {
                schema["x-kubernetes-list-type"] = list.Positional[0];
                if (list.Positional.Count > 1)
                {
                    schema["x-kubernetes-list-map-keys"] = new JsonArray([
                        .. list.Positional.Skip(1).Select(k => (JsonNode)k),
                    ]);
                }
            }
        }
        else
        {
            schema = OfType(field.BareType, field);
            AddAllowed(schema, field);
            AddNumber(schema, "minimum", bounds, "Minimum");
            AddNumber(schema, "maximum", bounds, "Maximum");
            AddNumber(schema, "minLength", bounds, "MinLength");
            AddNumber(schema, "maxLength", bounds, "MaxLength");
            if (bounds?.Text("Pattern") is { Length: > 0 } pattern)
                schema["pattern"] = pattern;
        }
        schema["description"] = field.Description;
        if (field.Attributes.GetValueOrDefault("Default") is { } value)
            schema["default"] = JsonNode.Parse(value.Positional[0]);
        return schema;
    }

    private JsonObject OfType(string type, FieldModel field)
    {
        var schema = new JsonObject();
        switch (type)
        {
            case "string":
                schema["type"] = "string";
                if (field.Attributes.ContainsKey("Base64"))
                    schema["format"] = "byte";
                break;
            case "int" or "long":
                schema["type"] = "integer";
                schema["format"] = type == "int" ? "int32" : "int64";
                break;
            case "bool":
                schema["type"] = "boolean";
                break;
            case "DateTimeOffset":
                schema["type"] = "string";
                schema["format"] = "date-time";
                break;
            case "Quantity":
                return OfQuantity();
            case "ResourceList":
                schema["type"] = "object";
                schema["additionalProperties"] = OfQuantity();
                break;
            case "Value" when field.Attributes.ContainsKey("IntOrString"):
                AddIntOrString(schema);
                break;
            case "Value":
                schema["x-kubernetes-preserve-unknown-fields"] = true;
                break;
            case "MapValue":
                schema["type"] = "object";
                if (field.Attributes.ContainsKey("Texts"))
                    schema["additionalProperties"] = new JsonObject { ["type"] = "string" };
                else
                    schema["x-kubernetes-preserve-unknown-fields"] = true;
                if (field.Attributes.ContainsKey("EmbeddedResource"))
                    schema["x-kubernetes-embedded-resource"] = true;
                break;
            default:
                return OfRecord(all[type]);
        }
        return schema;
    }

    private static JsonObject OfQuantity()
    {
        var schema = new JsonObject();
        AddIntOrString(schema);
        schema["pattern"] = QuantityPattern;
        return schema;
    }

    private static void AddIntOrString(JsonObject schema)
    {
        schema["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer" },
            new JsonObject { ["type"] = "string" }
        );
        schema["x-kubernetes-int-or-string"] = true;
    }

    private static void AddAllowed(JsonObject schema, FieldModel field)
    {
        if (field.Attributes.GetValueOrDefault("Allowed") is { } allowed)
            schema["enum"] = new JsonArray([.. allowed.Positional.Select(v => (JsonNode)v)]);
    }

    private static void AddNumber(JsonObject schema, string key, AttributeModel? bounds, string name)
    {
        if (bounds?.Text(name) is { Length: > 0 } number)
            schema[key] = long.Parse(number, CultureInfo.InvariantCulture);
    }

    // Keys sorted, as the project stores objects; differences between two versions then read well.
    private static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var sorted = new JsonObject();
                foreach (var (key, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal))
                    sorted[key] = Sorted(value);
                return sorted;
            case JsonArray list:
                return new JsonArray([.. list.Select(Sorted)]);
            default:
                return node?.DeepClone();
        }
    }
}
