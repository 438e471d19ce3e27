using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// What HTTP is in production: the API of one simulated process as another one sees it, over a network that delays, loses and breaks. Each call runs in
/// the server's process, its waiting in the client's; either may crash at any time, and the other notices as it would over a real connection.
/// </summary>
/// <remarks>
/// To be made in the client's program, anew for each of its lives. Its informers list and watch over the link.
/// </remarks>
public sealed class SimulatedLink : IClusterApi, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(30);

    // What a connection's buffers hold: a server whose client does not read waits.
    private const int EventsUnderWay = 64;

    private readonly SimulatedProcess client;
    private readonly SimulatedProcess server;
    private readonly Func<IClusterApi?> api;
    private readonly LinkConditions conditions;
    private readonly TimeProvider clock;
    private readonly Random random;
    private readonly SharedInformers informers;

    /// <summary>A link between two processes.</summary>
    /// <param name="simulation">The simulation both live in.</param>
    /// <param name="client">Who calls.</param>
    /// <param name="executor">The executor of the client's present life.</param>
    /// <param name="server">Who is called.</param>
    /// <param name="api">The server's API in its present life; null as long as it does not listen.</param>
    /// <param name="conditions">How well the network works.</param>
    /// <param name="logger">Gets a line when a resource cannot be followed.</param>
    public SimulatedLink(
        SimulationExecutor simulation,
        SimulatedProcess client,
        IExecutor executor,
        SimulatedProcess server,
        Func<IClusterApi?> api,
        LinkConditions conditions,
        ILogger logger
    )
    {
        this.client = client;
        this.server = server;
        this.api = api;
        this.conditions = conditions;
        clock = executor.Clock;
        random = simulation.NewRandom($"{client.Name}#{client.Starts} to {server.Name}");
        informers = new(this, executor, random, logger);
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    ) => CallAsync((a, stop) => a.GetAsync(resource, key, stop, resourceVersion), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    ) => CallAsync((a, stop) => a.ListAsync(resource, @namespace, options, stop), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => CallAsync((a, stop) => a.CreateAsync(resource, body, options, stop), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => CallAsync((a, stop) => a.UpdateAsync(resource, body, options, stop), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => CallAsync((a, stop) => a.PatchAsync(resource, key, patch, options, stop), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => CallAsync((a, stop) => a.DeleteAsync(resource, key, options, stop), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            (a, stop) => a.DeleteCollectionAsync(resource, @namespace, selection, options, stop),
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<ApiResult<RawBody>> GetRawAsync(string path, string accept, CancellationToken cancellationToken) =>
        CallAsync((a, stop) => a.GetRawAsync(path, accept, stop), cancellationToken);

    /// <inheritdoc/>
    public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
        informers.Get(resource, options);

    /// <inheritdoc/>
    public void StopInformers(GroupVersionResource resource) => informers.Stop(resource);

    /// <summary>Ends the informers.</summary>
    public void Dispose() => informers.Dispose();

    private async ValueTask<ApiResult<T>> CallAsync<T>(
        Func<IClusterApi, CancellationToken, ValueTask<ApiResult<T>>> call,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await conditions.TravelAsync(clock, random, either.Token);
            if (conditions.LosesRequest(random) || !server.IsRunning || api() is not { } target)
                return Status.ServiceUnavailable($"{server.Name}: connection refused");
            using var exchange = new Exchange(client, server);
            ApiResult<T> result = default;
            exchange.Serve(async stop => result = await call(target, stop));
            if (!await exchange.EndAsync(either.Token))
                return Status.ServiceUnavailable($"{server.Name}: connection reset");
            await conditions.TravelAsync(clock, random, either.Token);
            return conditions.LosesAnswer(random)
                ? Status.ServiceUnavailable($"{server.Name}: connection reset")
                : result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Status.Timeout($"{server.Name}: no answer within {Deadline.TotalSeconds} s");
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await OpenAsync(cancellationToken) is { } refused)
        {
            yield return new(WatchEventType.Error, null, refused);
            yield break;
        }
        var target = api()!;
        var events = Channel.CreateBounded<WatchEvent>(EventsUnderWay);
        using var exchange = new Exchange(client, server);
        exchange.Serve(async stop =>
        {
            try
            {
                await foreach (var one in target.WatchAsync(resource, @namespace, options, stop))
                    await events.Writer.WriteAsync(one, stop);
            }
            finally
            {
                events.Writer.TryComplete();
            }
        });
        using var pings = new Pings(conditions, clock, PingTimeout);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exchange.Lost, pings.Lost);
        var ended = false;
        while (!ended)
        {
            WatchEvent? next = null;
            try
            {
                if (await events.Reader.WaitToReadAsync(any.Token) && events.Reader.TryRead(out next))
                    await conditions.TravelAsync(clock, random, any.Token);
                else
                    ended = await exchange.EndAsync(any.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                next = null;
            }
            if (next is not null && !conditions.BreaksWatch(random))
                yield return next;
            else if (!ended)
            {
                yield return new(
                    WatchEventType.Error,
                    null,
                    Status.ServiceUnavailable($"{server.Name}: the watch broke")
                );
                yield break;
            }
        }
    }

    private async Task<Status?> OpenAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await conditions.TravelAsync(clock, random, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Status.Timeout($"{server.Name}: no answer within {Deadline.TotalSeconds} s");
        }
        return conditions.LosesRequest(random) || !server.IsRunning || api() is null
            ? Status.ServiceUnavailable($"{server.Name}: connection refused")
            : null;
    }
}
