using System.Net.Http.Headers;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Makes calls to one server: with a deadline, with retries where nothing can have happened, and with every failure as a value.
/// </summary>
/// <remarks>
/// What is tried again: a call the server refused with 429 and a Retry-After (a read also with 5xx), a call that could not be connected, a read whose answer did
/// not arrive (once), and a call whose token was refused when a file may hold a newer one (once).
/// </remarks>
internal sealed class HttpCaller(
    ClusterConnection connection,
    HttpClusterApiOptions options,
    TimeProvider clock,
    Random random
) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock linkLock = new();
    private ServerLink link = new(connection, options, clock);

    /// <summary>Makes further calls with another identity, trust or address; calls that are under way end as they began.</summary>
    public void Reconnect(ClusterConnection next)
    {
        var fresh = new ServerLink(next, options, clock);
        ServerLink old;
        lock (linkLock)
        {
            old = link;
            link = fresh;
        }
        old.Retire();
    }

    public void Dispose()
    {
        lock (linkLock)
            link.Retire();
    }

    /// <summary>A call with its whole answer.</summary>
    public async ValueTask<Answer> CallAsync(Call call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var began = clock.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var server = Enter();
            Status error;
            var mayRepeat = false;
            TimeSpan? pause = null;
            try
            {
                using var request = call.ToRequest(server.Server, options.UserAgent);
                using var response = await server.SendAsync(request, either.Token);
                var body = await AnswerReader.ReadAsync(response, options.LargestAnswer, either.Token);
                if (body is null)
                    return new(TooLarge());
                if (response.IsSuccessStatusCode)
                    return new(body)
                    {
                        ContentType = response.Content.Headers.ContentType?.ToString() ?? "",
                        ETag = response.Headers.ETag?.ToString() ?? "",
                    };
                error = StatusReader.Read(response, body, clock);
                if (error.Code == 401 && tries == 1 && server.Token.Refresh())
                {
                    mayRepeat = true;
                    pause = TimeSpan.Zero;
                }
                else if (error.RetryAfterSeconds > 0)
                {
                    mayRepeat = error.Code == 429 || (call.IsRead && error.Code >= 500);
                    pause = TimeSpan.FromSeconds(error.RetryAfterSeconds);
                }
            }
            catch (OperationCanceledException)
                when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return new(NoAnswer(call));
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                error = TransportFailure.ToStatus(e, server);
                mayRepeat = true;
            }
            catch (Exception e) when (TransportFailure.Is(e))
            {
                error = TransportFailure.ToStatus(e, server);
                mayRepeat = TransportFailure.IsBeforeSending(e) || (call.IsRead && tries == 1);
            }
            finally
            {
                server.Leave();
            }
            pause ??= FirstPause * Math.Pow(2, tries - 1) * (0.5 + random.NextDouble());
            if (!mayRepeat || tries >= options.Tries || clock.GetElapsedTime(began) + pause >= options.Deadline)
                return new(error);
            await Task.Delay(pause.Value, clock, cancellationToken);
        }
    }

    /// <summary>A call whose answer goes on: a stream to read, and what ends its use; or why there is none. Not tried again.</summary>
    public async ValueTask<(OpenAnswer? Answer, Status? Error)> OpenAsync(
        Call call,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(options.Deadline, clock);
        var opening = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var server = Enter();
        HttpResponseMessage? response = null;
        try
        {
            using var request = call.ToRequest(server.Server, options.UserAgent);
            response = await server.SendAsync(request, opening.Token);
            if (response.IsSuccessStatusCode)
            {
                var stream = await response.Content.ReadAsStreamAsync(opening.Token);
                var answer = new OpenAnswer(server, response, stream);
                server = null;
                response = null;
                return (answer, null);
            }
            var body = await AnswerReader.ReadAsync(response, options.LargestAnswer, opening.Token);
            if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
                server.Token.Refresh();
            return (null, body is null ? TooLarge() : StatusReader.Read(response, body, clock));
        }
        catch (OperationCanceledException)
            when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, NoAnswer(call));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, TransportFailure.ToStatus(e, server!));
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            return (null, TransportFailure.ToStatus(e, server!));
        }
        finally
        {
            opening.Dispose();
            response?.Dispose();
            server?.Leave();
        }
    }

    private ServerLink Enter()
    {
        while (true)
        {
            ServerLink current;
            lock (linkLock)
                current = link;
            if (current.TryEnter())
                return current;
            // It was replaced in this very moment; or everything is over.
            lock (linkLock)
                ObjectDisposedException.ThrowIf(current == link, this);
        }
    }

    private Status TooLarge() => Status.InternalError($"the answer is larger than {options.LargestAnswer} bytes");

    private Status NoAnswer(Call call) =>
        Status.Timeout($"{call.Method} {call.Path}: no answer within {options.Deadline.TotalSeconds} s");
}

/// <summary>What became of a call: a body, or an error.</summary>
internal readonly record struct Answer(byte[]? Body, Status? Error, string ContentType, string ETag)
{
    public Answer(byte[] body)
        : this(body, null, "", "") { }

    public Answer(Status error)
        : this(null, error, "", "") { }
}

/// <summary>One call: what is asked of the server.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    public bool IsRead => Method == HttpMethod.Get;

    public HttpRequestMessage ToRequest(Uri server, string userAgent)
    {
        // A server behind a prefix keeps it: Uri's own joining would drop it.
        var address = new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + Path);
        var request = new HttpRequestMessage(Method, address)
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        }
        return request;
    }
}

/// <summary>An answer that goes on. Dispose it when no more is read.</summary>
internal sealed class OpenAnswer(ServerLink server, HttpResponseMessage response, Stream stream) : IDisposable
{
    public Stream Stream => stream;

    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
        server.Leave();
    }
}
