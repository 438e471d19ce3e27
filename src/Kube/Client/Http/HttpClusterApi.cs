using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// A cluster's API over HTTP/2 and TLS, with a client certificate or a token. Works with any Kubernetes API server.
/// </summary>
/// <remarks>
/// Every call has a deadline (see <see cref="HttpClusterApiOptions.Deadline"/>); a watch has one until its answer begins, and its own time afterwards.
/// Calls may be made from everywhere at the same time; disposing ends the informers and lets calls that are under way end.
/// </remarks>
public sealed class HttpClusterApi : IClusterApi, IDisposable
{
    private readonly HttpCaller caller;
    private readonly HttpClusterApiOptions options;
    private readonly TimeProvider clock;
    private readonly SharedInformers informers;
    private readonly string fieldManager;

    /// <summary>An API; nothing is connected before the first call.</summary>
    /// <param name="connection">Where the server is, whom to trust and who calls.</param>
    /// <param name="options">How to call.</param>
    /// <param name="executor">Runs the informers; its clock is the clock of everything here.</param>
    /// <param name="random">Spreads retries and reconnects.</param>
    /// <param name="logger">Gets a line when a resource cannot be followed.</param>
    public HttpClusterApi(
        ClusterConnection connection,
        HttpClusterApiOptions options,
        IExecutor executor,
        Random random,
        ILogger logger
    )
    {
        this.options = options;
        clock = executor.Clock;
        fieldManager = options.UserAgent.Split('/')[0];
        caller = new(connection, options, clock, new LockedRandom(random));
        informers = new(this, executor, new LockedRandom(random), logger);
    }

    /// <summary>
    /// Makes further calls over another connection, for instance with a renewed certificate. Calls and watches that are under way end on the old one.
    /// </summary>
    public void Reconnect(ClusterConnection connection) => caller.Reconnect(connection);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    )
    {
        var path = new ResourcePath(resource, key.Namespace, key.Name);
        path.Query("resourceVersion", resourceVersion);
        return ObjectAsync(new(HttpMethod.Get, path.ToString()), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    ) => await ListAsync(new Call(HttpMethod.Get, ListPath(resource, @namespace, options)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var parent = options.Parent ?? body.Key;
        var @namespace = parent.Namespace.Length > 0 ? parent.Namespace : body.Namespace;
        var path =
            options.Subresource.Length == 0
                ? new ResourcePath(resource, @namespace)
                : new ResourcePath(resource, @namespace, parent.Name, options.Subresource);
        AddWriteOptions(ref path, options);
        return ObjectAsync(new(HttpMethod.Post, path.ToString()) { Body = body.Json }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var key = options.Parent ?? body.Key;
        var path = new ResourcePath(resource, key.Namespace, key.Name, options.Subresource);
        AddWriteOptions(ref path, options);
        return ObjectAsync(new(HttpMethod.Put, path.ToString()) { Body = body.Json }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var path = new ResourcePath(resource, key.Namespace, key.Name, options.Subresource);
        var isApply = patch.Type == PatchType.Apply;
        // A server takes the manager's name from the user agent, but for apply it must be said.
        AddWriteOptions(
            ref path,
            isApply && options.FieldManager.Length == 0 ? options with { FieldManager = fieldManager } : options
        );
        if (isApply && options.Force)
            path.Query("force", "true");
        var type = patch.Type switch
        {
            PatchType.Json => "application/json-patch+json",
            PatchType.Merge => "application/merge-patch+json",
            PatchType.StrategicMerge => "application/strategic-merge-patch+json",
            // JSON is YAML; older servers know this name only.
            _ => "application/apply-patch+yaml",
        };
        return ObjectAsync(
            new(HttpMethod.Patch, path.ToString()) { Body = patch.Document.ToJson(), ContentType = type },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var path = new ResourcePath(resource, key.Namespace, key.Name);
        return ObjectAsync(new(HttpMethod.Delete, path.ToString()) { Body = Body(options) }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) =>
        await ListAsync(
            new Call(HttpMethod.Delete, ListPath(resource, @namespace, selection)) { Body = Body(options) },
            cancellationToken
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var call = new Call(HttpMethod.Get, WatchPath(resource, @namespace, options));
        var (answer, error) = await caller.OpenAsync(call, cancellationToken);
        if (answer is null)
        {
            yield return new(WatchEventType.Error, null, error);
            yield break;
        }
        using (answer)
        {
            var events = WatchReader
                .ReadAsync(answer.Stream, this.options.LargestEvent, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (events)
            {
                while (true)
                {
                    WatchEvent? next = null;
                    try
                    {
                        if (await events.MoveNextAsync())
                            next = events.Current;
                    }
                    catch (Exception e) when (TransportFailure.Is(e) && !cancellationToken.IsCancellationRequested)
                    {
                        next = new(
                            WatchEventType.Error,
                            null,
                            Status.ServiceUnavailable($"the watch broke: {e.Message}")
                        );
                    }
                    cancellationToken.ThrowIfCancellationRequested();
                    if (next is null)
                        yield break;
                    yield return next;
                    if (next.Type == WatchEventType.Error)
                        yield break;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<RawBody>> GetRawAsync(
        string path,
        string accept,
        CancellationToken cancellationToken
    )
    {
        var call = new Call(HttpMethod.Get, path);
        if (accept.Length > 0)
            call = call with { Accept = accept };
        var answer = await caller.CallAsync(call, cancellationToken);
        if (answer.Error is { } error)
            return error;
        return new RawBody(answer.Body, answer.ContentType) { ETag = answer.ETag };
    }

    /// <inheritdoc/>
    public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
        informers.Get(resource, options);

    /// <inheritdoc/>
    public void StopInformers(GroupVersionResource resource) => informers.Stop(resource);

    /// <inheritdoc/>
    public void Dispose()
    {
        informers.Dispose();
        caller.Dispose();
    }

    private async ValueTask<ApiResult<KubeObject>> ObjectAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await caller.CallAsync(call, cancellationToken);
        if (answer.Error is { } error)
            return error;
        try
        {
            return KubeObject.FromJson(answer.Body!);
        }
        catch (JsonException e)
        {
            return Unreadable(call, e);
        }
    }

    private async ValueTask<ApiResult<KubeList>> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await caller.CallAsync(call, cancellationToken);
        if (answer.Error is { } error)
            return error;
        try
        {
            return ListReader.Read(answer.Body!);
        }
        catch (JsonException e)
        {
            return Unreadable(call, e);
        }
    }

    private static Status Unreadable(Call call, JsonException error) =>
        Status.InternalError($"{call.Method} {call.Path}: the answer is no JSON object: {error.Message}");

    private static string ListPath(GroupVersionResource resource, string @namespace, ListOptions options)
    {
        var path = new ResourcePath(resource, @namespace);
        path.Query("labelSelector", options.Labels.ToQuery());
        path.Query("fieldSelector", options.Fields.ToString());
        path.Query("resourceVersion", options.ResourceVersion);
        path.Query("resourceVersionMatch", options.ResourceVersionMatch);
        path.Query("limit", options.Limit > 0 ? options.Limit.ToString(CultureInfo.InvariantCulture) : "");
        path.Query("continue", options.Continue);
        return path.ToString();
    }

    private static string WatchPath(GroupVersionResource resource, string @namespace, WatchOptions options)
    {
        var path = new ResourcePath(resource, @namespace);
        path.Query("watch", "true");
        path.Query("labelSelector", options.Labels.ToQuery());
        path.Query("fieldSelector", options.Fields.ToString());
        path.Query("resourceVersion", options.ResourceVersion);
        if (options.SendInitialEvents)
        {
            path.Query("sendInitialEvents", "true");
            path.Query("resourceVersionMatch", "NotOlderThan");
        }
        if (options.AllowBookmarks)
            path.Query("allowWatchBookmarks", "true");
        if (options.Timeout is { } timeout)
            path.Query(
                "timeoutSeconds",
                Math.Max(1, (long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)
            );
        return path.ToString();
    }

    private static void AddWriteOptions(ref ResourcePath path, WriteOptions options)
    {
        path.Query("fieldManager", options.FieldManager);
        path.Query("fieldValidation", options.FieldValidation);
        if (options.DryRun)
            path.Query("dryRun", "All");
    }

    private static ReadOnlyMemory<byte>? Body(DeleteOptions options)
    {
        var preconditions = MapValue.Of(
            ("uid", OrNull(options.PreconditionUid)),
            ("resourceVersion", OrNull(options.PreconditionResourceVersion))
        );
        return MapValue
            .Of(
                ("apiVersion", "v1"),
                ("kind", "DeleteOptions"),
                ("propagationPolicy", OrNull(options.PropagationPolicy)),
                ("gracePeriodSeconds", options.GracePeriodSeconds is { } grace ? (Value)grace : null),
                ("preconditions", preconditions.Count > 0 ? preconditions : null),
                ("dryRun", options.DryRun ? ListValue.OfTexts(["All"]) : null)
            )
            .ToJson();
    }

    private static Value? OrNull(string text) => text.Length == 0 ? null : (Value)text;
}
