using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Reads the lines of a watch. An object's bytes are copied once, out of the connection's buffer into its own array.</summary>
internal static class WatchReader
{
    /// <summary>
    /// The events of a stream, until it ends. A line that is none, or longer than the limit, gives an error event and ends the reading.
    /// </summary>
    /// <exception cref="IOException">The stream broke.</exception>
    public static async IAsyncEnumerable<WatchEvent> ReadAsync(
        Stream stream,
        int longestLine,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pipe = PipeReader.Create(stream, new(bufferSize: 16 << 10, minimumReadSize: 4 << 10, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
                {
                    if (IsBlank(line))
                        continue;
                    var parsed = Parse(line);
                    yield return parsed;
                    if (parsed.Type == WatchEventType.Error)
                        yield break;
                }
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                    yield break;
                if (buffer.Length > longestLine)
                {
                    yield return Failure($"an event of the watch is longer than {longestLine} bytes");
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        // What comes last without a line's end is whole only if it parses; a cut line is a broken stream and says nothing.
        if (!isLast || buffer.IsEmpty || !IsWhole(buffer))
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool IsWhole(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        try
        {
            return reader.Read() && reader.TrySkip() && reader.CurrentDepth == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }
        return true;
    }

    private static WatchEvent Parse(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
            return Parse(line.FirstSpan);
        var length = (int)line.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        line.CopyTo(rented);
        var parsed = Parse(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return parsed;
    }

    /// <summary>One event from its line.</summary>
    internal static WatchEvent Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            line = line.TrimEnd(" \t\r"u8);
            return TryParseUsual(line) ?? ParseAny(line);
        }
        catch (JsonException e)
        {
            return Failure($"an event of the watch cannot be read: {e.Message}");
        }
    }

    // {"type":"ADDED","object":{…}} is what servers write: the object is everything between, and is scanned only once.
    private static WatchEvent? TryParseUsual(ReadOnlySpan<byte> line)
    {
        var rest = line;
        if (!Take(ref rest, "{\"type\":\""u8))
            return null;
        var quote = rest.IndexOf((byte)'"');
        if (quote < 0 || TypeOf(rest[..quote]) is not { } type)
            return null;
        rest = rest[quote..];
        if (!Take(ref rest, "\",\"object\":"u8) || rest.Length < 2 || rest[0] != '{' || rest[^1] != '}')
            return null;
        return Make(type, rest[..^1]);
    }

    private static bool Take(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> head)
    {
        if (!text.StartsWith(head))
            return false;
        text = text[head.Length..];
        return true;
    }

    private static WatchEvent ParseAny(ReadOnlySpan<byte> line)
    {
        WatchEventType? type = null;
        var at = 0..0;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return StatusReader.TryParse(line) is { } status
                ? new(WatchEventType.Error, null, status)
                : Failure("a line of the watch is no event");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                type = TypeOf(reader.ValueSpan);
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
                at = start..(int)reader.BytesConsumed;
        }
        if (type is null || at.Equals(0..0))
        {
            // Some servers and proxies answer a watch with a bare Status.
            return StatusReader.TryParse(line) is { } status
                ? new(WatchEventType.Error, null, status)
                : Failure("a line of the watch is no event");
        }
        return Make(type.Value, line[at]);
    }

    private static WatchEvent Make(WatchEventType type, ReadOnlySpan<byte> json)
    {
        if (type != WatchEventType.Error)
            return new(type, KubeObject.FromJson(json.ToArray()));
        var error = StatusReader.TryParse(json) ?? Status.InternalError("the watch failed without saying why");
        return new(type, null, error.Code == 0 ? error with { Code = 500 } : error);
    }

    private static WatchEventType? TypeOf(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("MODIFIED"u8) ? WatchEventType.Modified
        : text.SequenceEqual("ADDED"u8) ? WatchEventType.Added
        : text.SequenceEqual("DELETED"u8) ? WatchEventType.Deleted
        : text.SequenceEqual("BOOKMARK"u8) ? WatchEventType.Bookmark
        : text.SequenceEqual("ERROR"u8) ? WatchEventType.Error
        : null;

    private static WatchEvent Failure(string why) => new(WatchEventType.Error, null, Status.ServiceUnavailable(why));
}
