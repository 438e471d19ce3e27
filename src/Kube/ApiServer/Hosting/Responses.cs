using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Writes objects, lists, tables and failures as the client asked for them.</summary>
internal static class Responses
{
    /// <summary>Bodies from this size on are compressed, as kube-apiserver does.</summary>
    public const int GzipFrom = 128 * 1024;

    public static async Task WriteStatusAsync(HttpContext http, Status status)
    {
        if (status.RetryAfterSeconds > 0)
            http.Response.Headers.RetryAfter = status.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        var yaml =
            MediaType.Negotiate(http.Request.Headers.Accept.ToString(), list: false, watch: false) is { Yaml: true };
        await WriteValueAsync(http, status.Code, status.ToValue(), MediaType.Json with { Yaml = yaml });
    }

    public static Task WriteValueAsync(HttpContext http, int code, Value value, MediaType type)
    {
        if (type.Yaml)
            return WriteBytesAsync(http, code, Encoding.UTF8.GetBytes(YamlText.Write(value)), type.ContentType);
        return WriteBytesAsync(http, code, Pretty(http) ? Indent(value.ToJson()) : value.ToJson(), type.ContentType);
    }

    public static Task WriteObjectAsync(HttpContext http, int code, KubeObject obj, MediaType type) =>
        type.Yaml || Pretty(http)
            ? WriteValueAsync(http, code, obj.Root, type)
            : WriteBytesAsync(http, code, obj.Json, type.ContentType);

    public static async Task WriteBytesAsync(HttpContext http, int code, ReadOnlyMemory<byte> body, string contentType)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        if (body.Length >= GzipFrom && TakesGzip(http))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var zipped = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await zipped.WriteAsync(body, http.RequestAborted);
            return;
        }
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Writes a list item by item: what is sent never stands in memory as a whole.</summary>
    public static async Task WriteListAsync(HttpContext http, GroupVersionKind kind, ListSnapshot list, MediaType type)
    {
        var items = list.Items as IReadOnlyCollection<KubeObject> ?? [.. list.Items];
        var metadata = ListMetadata(list);
        if (type.Yaml || Pretty(http))
        {
            var value = MapValue.Of(
                ("kind", kind.Kind),
                ("apiVersion", kind.ApiVersion),
                ("metadata", metadata),
                ("items", ListValue.From(items.Select(i => i.Root)))
            );
            await WriteValueAsync(http, StatusCodes.Status200OK, value, type);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = type.ContentType;
        long size = 0;
        foreach (var item in items)
            size += item.Json.Length + 1;
        if (size >= GzipFrom && TakesGzip(http))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var zipped = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            var writer = PipeWriter.Create(zipped, new StreamPipeWriterOptions(leaveOpen: true));
            await WriteItemsAsync(writer, kind, metadata, items, http.RequestAborted);
            await writer.CompleteAsync();
            return;
        }
        await WriteItemsAsync(http.Response.BodyWriter, kind, metadata, items, http.RequestAborted);
    }

    public static MapValue ListMetadata(ListSnapshot list) =>
        MapValue.Of(
            ("resourceVersion", list.Revision.ToString(CultureInfo.InvariantCulture)),
            ("continue", list.Continue.Length == 0 ? null : (Value)list.Continue),
            ("remainingItemCount", list.Remaining is { } remaining ? remaining : null)
        );

    private static async Task WriteItemsAsync(
        PipeWriter writer,
        GroupVersionKind kind,
        MapValue metadata,
        IReadOnlyCollection<KubeObject> items,
        CancellationToken cancellationToken
    )
    {
        const int flushAt = 512 * 1024;
        writer.Write("{\"kind\":\""u8);
        writer.Write(Encoding.UTF8.GetBytes(kind.Kind));
        writer.Write("\",\"apiVersion\":\""u8);
        writer.Write(Encoding.UTF8.GetBytes(kind.ApiVersion));
        writer.Write("\",\"metadata\":"u8);
        metadata.WriteJson(writer);
        writer.Write(",\"items\":["u8);
        var first = true;
        long pending = 0;
        foreach (var item in items)
        {
            if (!first)
                writer.Write(","u8);
            first = false;
            writer.Write(item.Json.Span);
            pending += item.Json.Length;
            if (pending < flushAt)
                continue;
            pending = 0;
            await writer.FlushAsync(cancellationToken);
        }
        writer.Write("]}"u8);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>People get indented JSON: browsers, curl and wget, and who asks with pretty=1.</summary>
    private static bool Pretty(HttpContext http)
    {
        var asked = http.Request.Query["pretty"].ToString();
        if (asked.Length > 0)
            return asked is "1" or "true";
        var agent = http.Request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }

    public static bool TakesGzip(HttpContext http) =>
        http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte> Indent(ReadOnlyMemory<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
        using (var document = JsonDocument.Parse(json))
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions with { Indented = true }))
            document.WriteTo(writer);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
