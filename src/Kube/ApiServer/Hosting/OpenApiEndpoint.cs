using Microsoft.AspNetCore.Http;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// <c>/openapi/v2</c> and <c>/openapi/v3</c>. Documents are made when they are first asked for, kept compressed, and sent so to clients that take
/// them; a URL that carries a document's hash may be cached for ever. Source: "OpenAPI interface definition" in the Kubernetes API concepts.
/// </summary>
internal sealed class OpenApiEndpoint(ServerParts parts)
{
    private const string ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private readonly Lock documentsLock = new();
    private OpenApiDocuments? documents;
    private long serial;

    /// <summary>Answers a path below <c>/openapi</c>; false when there is no such document.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, string path)
    {
        var current = Current();
        if (path == "/openapi/v3")
        {
            await Responses.WriteBytesAsync(http, 200, current.Index, "application/json");
            return true;
        }
        OpenApiDocument? document = null;
        var type = "application/json";
        if (path == "/openapi/v2")
        {
            // kubectl takes nothing but protobuf, others mention it and take JSON first.
            var protobuf = http
                .Request.Headers.Accept.ToString()
                .StartsWith("application/com.github.proto-openapi.spec.v2", StringComparison.Ordinal);
            (document, type) = protobuf ? (current.V2Protobuf, ProtobufType) : (current.V2, type);
        }
        else if (path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
            document = current.Find(path["/openapi/v3/".Length..]);
        if (document is null)
            return false;
        var tag = $"\"{document.Hash}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl =
            http.Request.Query["hash"].ToString() == document.Hash
                ? "public, immutable, max-age=31536000"
                : "no-cache, private";
        if (http.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }
        http.Response.ContentType = type;
        if (Responses.TakesGzip(http))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            http.Response.ContentLength = document.Gzip.Length;
            await http.Response.BodyWriter.WriteAsync(document.Gzip, http.RequestAborted);
            return true;
        }
        await Responses.WriteBytesAsync(http, 200, document.ToBytes(), type);
        return true;
    }

    private OpenApiDocuments Current()
    {
        var catalog = parts.Catalog;
        lock (documentsLock)
        {
            if (documents is null || serial != catalog.Serial)
            {
                var resources = catalog.Definitions.Select(Of).Concat(catalog.Virtuals.Select(Of)).ToList();
                documents = documents?.With(resources) ?? new(resources);
                serial = catalog.Serial;
            }
            return documents;
        }
    }

    private static OpenApiResource Of(ResourceDefinition d) =>
        new()
        {
            Resource = d.Resource,
            Kind = d.Kind,
            ListKind = d.ListKind,
            Namespaced = d.Namespaced,
            Verbs = d.Verbs,
            Subresources = [.. d.Subresources.Select(s => new OpenApiSubresource(s.Name, s.Kind, s.Verbs))],
            CustomSchema = d.OpenApiSchema,
            CustomSchemaVersion = d.OpenApiSchemaVersion,
        };

    private static OpenApiResource Of(VirtualResource v) =>
        new()
        {
            Resource = v.Resource,
            Kind = v.Kind,
            Namespaced = v.Namespaced,
            Verbs = v.Verbs,
        };
}
