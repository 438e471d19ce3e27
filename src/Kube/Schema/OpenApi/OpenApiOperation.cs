using System.Globalization;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Writes one operation in either version's form.</summary>
internal sealed class OpenApiOperation(Utf8JsonWriter json, bool v3)
{
    public void Begin(string method, string id, string description, GroupVersion group)
    {
        json.WriteStartObject(method);
        json.WriteString("operationId", id);
        json.WriteString("description", description);
        json.WriteStartArray("tags");
        json.WriteStringValue($"{(group.Group.Length == 0 ? "core" : group.Group.Split('.')[0])}_{group.Version}");
        json.WriteEndArray();
    }

    public void End() => json.WriteEndObject();

    /// <summary>Query parameters, and the type of a body, null for none.</summary>
    public void Input(OpenApiParameter[] parameters, string[] consumes, string? body)
    {
        if (!v3 && body is not null)
            Texts("consumes", consumes);
        if (parameters.Length > 0 || (!v3 && body is not null))
        {
            json.WriteStartArray("parameters");
            if (!v3 && body is not null)
            {
                json.WriteStartObject();
                json.WriteString("name", "body");
                json.WriteString("in", "body");
                json.WriteBoolean("required", !body.EndsWith("DeleteOptions", StringComparison.Ordinal));
                Schema(body);
                json.WriteEndObject();
            }
            foreach (var parameter in parameters)
                Parameter(parameter.Name, "query", parameter.Description, parameter.Type);
            json.WriteEndArray();
        }
        if (!v3 || body is null)
            return;
        json.WriteStartObject("requestBody");
        Content(consumes, body);
        if (!body.EndsWith("DeleteOptions", StringComparison.Ordinal))
            json.WriteBoolean("required", true);
        json.WriteEndObject();
    }

    /// <summary>What comes back with these codes; a null type is anything.</summary>
    public void Responses(string[] produces, string? type, params ReadOnlySpan<int> codes)
    {
        if (!v3)
            Texts("produces", produces);
        json.WriteStartObject("responses");
        foreach (var code in codes)
        {
            json.WriteStartObject(code.ToString(CultureInfo.InvariantCulture));
            json.WriteString(
                "description",
                code switch
                {
                    201 => "Created",
                    202 => "Accepted",
                    _ => "OK",
                }
            );
            if (v3)
                Content(produces, type);
            else if (type is not null)
                Schema(type);
            json.WriteEndObject();
        }
        json.WriteStartObject("401");
        json.WriteString("description", "Unauthorized");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The parameters that all operations of a path have; the name's kind is null when the path has no name.</summary>
    public void PathParameters(bool namespaced, string? kind)
    {
        json.WriteStartArray("parameters");
        if (kind is not null)
            Parameter("name", "path", $"name of the {kind}", "string");
        if (namespaced)
            Parameter("namespace", "path", "object name and auth scope, such as for teams and projects", "string");
        Parameter("pretty", "query", "If 'true', then the output is pretty printed.", "string");
        json.WriteEndArray();
    }

    private void Parameter(string name, string place, string description, string type)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", place);
        json.WriteString("description", description);
        if (place == "path")
            json.WriteBoolean("required", true);
        if (v3)
            json.WriteStartObject("schema");
        json.WriteString("type", type);
        json.WriteBoolean("uniqueItems", true);
        if (v3)
            json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Content(string[] types, string? schema)
    {
        json.WriteStartObject("content");
        foreach (var type in types)
        {
            json.WriteStartObject(type);
            if (schema is null)
            {
                json.WriteStartObject("schema");
                json.WriteString("type", "string");
                json.WriteEndObject();
            }
            else
                Schema(schema);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Schema(string name)
    {
        json.WriteStartObject("schema");
        json.WriteString("$ref", OpenApiSchemas.Reference(v3, name));
        json.WriteEndObject();
    }

    private void Texts(string name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
