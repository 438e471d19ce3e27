using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Sends a watch: one JSON line an event. The bytes of an object are those of the cache, written once for all watchers.</summary>
internal sealed class WatchResponse(
    ResourceDefinition definition,
    MediaType type,
    string includeObject,
    bool bookmarks,
    TimeProvider clock
)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);

    private readonly TableRenderer? table =
        type.Form == Representation.Table ? new(definition.Printer, type.MetaVersion, includeObject) : null;

    private bool sentColumns;

    /// <summary>Sends events until the time is over, the server stops, or the client leaves. Ends cleanly in the first two cases.</summary>
    public async Task RunAsync(HttpContext http, WatchStream stream, TimeSpan timeout, CancellationToken serverStops)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = type.ContentType;
        var writer = http.Response.BodyWriter;
        // Clients wait for the headers before they believe in the watch.
        await http.Response.StartAsync(http.RequestAborted);
        await writer.FlushAsync(http.RequestAborted);

        using var ends = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            ends.Token,
            serverStops,
            http.RequestAborted
        );
        var batch = new List<WatchEvent>();
        var more = true;
        while (more)
        {
            batch.Clear();
            var quiet = false;
            try
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
                using var timer = bookmarks
                    ? clock.CreateTimer(
                        static state => ((CancellationTokenSource)state!).Cancel(),
                        pause,
                        BookmarkEvery,
                        Timeout.InfiniteTimeSpan
                    )
                    : null;
                more = await stream.ReadAsync(batch, pause.Token);
            }
            catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
            {
                quiet = true;
                more = !either.IsCancellationRequested;
            }
            foreach (var change in batch)
                Write(writer, change);
            if (quiet && bookmarks && stream.Covered > 0)
            {
                Write(
                    writer,
                    new(
                        WatchEventType.Bookmark,
                        WatchStream.MakeBookmark(definition, stream.Covered, endOfState: false)
                    )
                );
            }
            var flushed = await writer.FlushAsync(http.RequestAborted);
            if (flushed.IsCompleted)
                return;
        }
    }

    /// <summary>Sends one event that says why there can be no watch.</summary>
    public async Task FailAsync(HttpContext http, Status error)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = type.ContentType;
        Write(http.Response.BodyWriter, new(WatchEventType.Error, null, error));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private void Write(PipeWriter writer, WatchEvent change)
    {
        writer.Write(
            change.Type switch
            {
                WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
                WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
                WatchEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
                WatchEventType.Bookmark => "{\"type\":\"BOOKMARK\",\"object\":"u8,
                _ => "{\"type\":\"ERROR\",\"object\":"u8,
            }
        );
        if (change.Error is { } error)
            error.ToValue().WriteJson(writer);
        else
            WriteObject(writer, change);
        writer.Write("}\n"u8);
    }

    private void WriteObject(PipeWriter writer, WatchEvent change)
    {
        var obj = change.Object!;
        if (table is not null)
        {
            // A bookmark has no row worth showing, but its table carries the revision.
            var metadata = MapValue.Of(("resourceVersion", obj.ResourceVersion));
            var rows = change.Type == WatchEventType.Bookmark ? [] : new[] { obj };
            table.Render(rows, metadata, withColumns: !sentColumns, clock.GetUtcNow()).WriteJson(writer);
            sentColumns = true;
        }
        else if (type.Form == Representation.Metadata)
            PartialMetadata.Of(obj, "meta.k8s.io/" + type.MetaVersion).WriteJson(writer);
        else
            writer.Write(obj.Json.Span);
    }
}
