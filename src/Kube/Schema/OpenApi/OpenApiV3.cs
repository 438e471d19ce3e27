using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>The document of version 3 of one group version.</summary>
internal static class OpenApiV3
{
    public static ReadOnlyMemory<byte> Write(
        GroupVersion group,
        ImmutableArray<OpenApiResource> resources,
        ImmutableArray<GroupVersion> served
    )
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 18);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            var schemas = new OpenApiSchemas(json, v3: true, served);
            foreach (var resource in resources)
                schemas.Add(resource);
            json.WriteStartObject();
            json.WriteString("openapi", "3.0.0");
            Info(json);
            json.WriteStartObject("paths");
            new OpenApiPaths(json, v3: true, schemas).Write(group, resources);
            json.WriteEndObject();
            json.WriteStartObject("components");
            json.WritePropertyName("schemas");
            schemas.Write();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    internal static void Info(Utf8JsonWriter json)
    {
        json.WriteStartObject("info");
        json.WriteString("title", "Kubernetes");
        json.WriteString("version", "v1.36.2");
        json.WriteEndObject();
    }
}

/// <summary>The document of version 2 of all group versions.</summary>
internal static class OpenApiV2
{
    public static ReadOnlyMemory<byte> Write(
        ImmutableArray<OpenApiResource> resources,
        ImmutableArray<GroupVersion> served
    )
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 21);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            var schemas = new OpenApiSchemas(json, v3: false, served);
            foreach (var resource in resources)
                schemas.Add(resource);
            var paths = new OpenApiPaths(json, v3: false, schemas);
            json.WriteStartObject();
            json.WriteString("swagger", "2.0");
            OpenApiV3.Info(json);
            json.WriteStartObject("paths");
            foreach (
                var group in resources
                    .GroupBy(r => r.Resource.GroupVersion)
                    .OrderBy(g => g.Key.ToString(), StringComparer.Ordinal)
            )
                paths.Write(group.Key, group);
            json.WriteEndObject();
            json.WritePropertyName("definitions");
            schemas.Write();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
