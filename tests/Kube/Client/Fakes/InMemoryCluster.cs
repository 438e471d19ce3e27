using System.Globalization;
using System.Runtime.CompilerServices;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>
/// A small API server in memory: objects, one revision for all, history that can be compacted, watches, watch-lists, pages. No admission, no schemas;
/// merge patches only. For simulations: everything happens on the caller's context.
/// </summary>
internal sealed class InMemoryCluster(TimeProvider clock, Random random) : IClusterApi
{
    private readonly SortedDictionary<string, SortedDictionary<NamespacedName, KubeObject>> resources = new(
        StringComparer.Ordinal
    );
    private readonly List<(long Revision, string Resource, KubeObject? Old, KubeObject? New)> history = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long compacted;

    public Faults Faults { get; } = new(random, clock);

    public long Revision { get; private set; } = 100;

    /// <summary>Whether <c>sendInitialEvents</c> is refused, as servers before 1.32 do by default.</summary>
    public bool RefusesWatchLists { get; set; }

    /// <summary>Whether <c>sendInitialEvents</c> is ignored, as servers before 1.27 do.</summary>
    public bool IgnoresWatchLists { get; set; }

    /// <summary>How many calls of each verb were made.</summary>
    public SortedDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>The page size of the last list.</summary>
    public long LastLimit { get; private set; }

    public int OpenWatches { get; private set; }

    public IReadOnlyList<KubeObject> Objects(GroupVersionResource resource) => [.. Table(resource).Values];

    private SortedDictionary<NamespacedName, KubeObject> Table(GroupVersionResource resource)
    {
        var name = resource.ToString();
        if (!resources.TryGetValue(name, out var table))
            resources.Add(name, table = []);
        return table;
    }

    /// <summary>Forgets the history up to a revision: watches from before it get 410.</summary>
    public void Compact(long revision)
    {
        compacted = Math.Max(compacted, Math.Min(revision, Revision));
        history.RemoveAll(h => h.Revision <= compacted);
    }

    /// <summary>Writes an object as an administrator does, without faults; null deletes it.</summary>
    public KubeObject Put(GroupVersionResource resource, NamespacedName key, KubeObject? value)
    {
        var table = Table(resource);
        table.TryGetValue(key, out var old);
        Revision++;
        var rv = Revision.ToString(CultureInfo.InvariantCulture);
        KubeObject? stored = null;
        if (value is null)
        {
            old = old!.With(rv, "metadata", "resourceVersion");
            table.Remove(key);
        }
        else
        {
            var uid = old?.Uid ?? $"uid-{Revision}";
            stored = value.With(uid, "metadata", "uid").With(rv, "metadata", "resourceVersion");
            stored = KubeObject.FromJson(stored.Json.ToArray());
            table[key] = stored;
        }
        history.Add((Revision, resource.ToString(), old, stored));
        var wake = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        wake.SetResult();
        return stored ?? old!;
    }

    private async ValueTask<ApiResult<T>> CallAsync<T>(
        string verb,
        Func<ApiResult<T>> act,
        CancellationToken cancellationToken
    )
        where T : class
    {
        Calls[verb] = Calls.GetValueOrDefault(verb) + 1;
        await Faults.DelayAsync(cancellationToken);
        if (Faults.Happens(Faults.LostRequest))
            return Faults.Unreachable();
        var result = act();
        await Faults.DelayAsync(cancellationToken);
        return Faults.Happens(Faults.LostAnswer) ? Faults.Unreachable() : result;
    }

    public ValueTask<ApiResult<KubeObject>> GetAsync(
        GroupVersionResource resource,
        NamespacedName key,
        CancellationToken cancellationToken,
        string resourceVersion = ""
    ) =>
        CallAsync<KubeObject>(
            "get",
            () =>
                Table(resource).TryGetValue(key, out var found)
                    ? found
                    : Status.NotFound(resource.GroupResource, key.Name),
            cancellationToken
        );

    public ValueTask<ApiResult<KubeList>> ListAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    ) => CallAsync("list", () => List(resource, @namespace, options), cancellationToken);

    private ApiResult<KubeList> List(GroupVersionResource resource, string @namespace, ListOptions options)
    {
        LastLimit = options.Limit;
        var rv = Revision.ToString(CultureInfo.InvariantCulture);
        var after = default(NamespacedName);
        if (options.Continue.Length > 0)
        {
            // rv|namespace/name: pages are of one revision, which is true here only as long as nothing changes in between.
            var parts = options.Continue.Split('|');
            if (
                long.Parse(parts[0], CultureInfo.InvariantCulture) != Revision
                || Faults.Happens(Faults.ExpiredContinue)
            )
                return Status.Expired("The provided continue parameter is too old");
            after = new(parts[1], parts[2]);
        }
        var all = Table(resource)
            .Values.Where(o => @namespace.Length == 0 || o.Namespace == @namespace)
            .Where(o => options.Labels.Matches(o.Labels))
            .Where(o => after.Name is null || o.Key.CompareTo(after) > 0)
            .ToList();
        if (options.Limit == 0 || all.Count <= options.Limit)
            return new KubeList(all, rv, "");
        var page = all.Take((int)options.Limit).ToList();
        return new KubeList(page, rv, $"{rv}|{page[^1].Namespace}|{page[^1].Name}")
        {
            RemainingItemCount = all.Count - page.Count,
        };
    }

    public ValueTask<ApiResult<KubeObject>> CreateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        CallAsync<KubeObject>(
            "create",
            () =>
                Table(resource).ContainsKey(body.Key)
                    ? Status.AlreadyExists(resource.GroupResource, body.Name)
                    : Put(resource, body.Key, body),
            cancellationToken
        );

    public ValueTask<ApiResult<KubeObject>> UpdateAsync(
        GroupVersionResource resource,
        KubeObject body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        CallAsync<KubeObject>(
            "update",
            () =>
                !Table(resource).TryGetValue(body.Key, out var old) ? Status.NotFound(resource.GroupResource, body.Name)
                : body.ResourceVersion.Length > 0 && body.ResourceVersion != old.ResourceVersion
                    ? Status.ModifiedConflict(resource.GroupResource, body.Name)
                : Put(resource, body.Key, body),
            cancellationToken
        );

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        GroupVersionResource resource,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        CallAsync<KubeObject>(
            "patch",
            () =>
                Table(resource).TryGetValue(key, out var old)
                    ? Put(resource, key, new(Merge(old.Root, (MapValue)patch.Document)))
                    : Status.NotFound(resource.GroupResource, key.Name),
            cancellationToken
        );

    private static MapValue Merge(MapValue into, MapValue patch)
    {
        foreach (var (name, value) in patch)
        {
            into = into.With(
                name,
                value switch
                {
                    NullValue => null,
                    MapValue map => Merge(into.Map(name) ?? MapValue.Empty, map),
                    _ => value,
                }
            );
        }
        return into;
    }

    public ValueTask<ApiResult<KubeObject>> DeleteAsync(
        GroupVersionResource resource,
        NamespacedName key,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) =>
        CallAsync<KubeObject>(
            "delete",
            () =>
                Table(resource).ContainsKey(key)
                    ? Put(resource, key, null)
                    : Status.NotFound(resource.GroupResource, key.Name),
            cancellationToken
        );

    public ValueTask<ApiResult<KubeList>> DeleteCollectionAsync(
        GroupVersionResource resource,
        string @namespace,
        ListOptions selection,
        DeleteOptions options,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("not part of this small server");

    public ValueTask<ApiResult<RawBody>> GetRawAsync(string path, string accept, CancellationToken cancellationToken) =>
        throw new NotSupportedException("not part of this small server");

    public IInformer Informer(GroupVersionResource resource, InformerOptions options) =>
        throw new NotSupportedException("informers are made from this by SharedInformers");

    public void StopInformers(GroupVersionResource resource) =>
        throw new NotSupportedException("informers are made from this by SharedInformers");

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var verb = options.SendInitialEvents ? "watchlist" : "watch";
        Calls[verb] = Calls.GetValueOrDefault(verb) + 1;
        OpenWatches++;
        try
        {
            await Faults.DelayAsync(cancellationToken);
            if (Faults.Happens(Faults.LostRequest))
            {
                yield return new(WatchEventType.Error, null, Faults.Unreachable());
                yield break;
            }
            if (options.SendInitialEvents && RefusesWatchLists)
            {
                yield return new(
                    WatchEventType.Error,
                    null,
                    new Status(
                        422,
                        StatusReason.Invalid,
                        "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
                    )
                );
                yield break;
            }
            var from = Revision;
            if (options.ResourceVersion is "" or "0")
            {
                foreach (var found in Table(resource).Values.ToList())
                {
                    if (!Matches(found, @namespace, options))
                        continue;
                    if (Faults.Happens(Faults.CutWatch))
                        yield break;
                    yield return new(WatchEventType.Added, found);
                }
                if (options.SendInitialEvents && !IgnoresWatchLists)
                    yield return Bookmark(from, end: true);
            }
            else
                from = long.Parse(options.ResourceVersion, CultureInfo.InvariantCulture);
            await foreach (var one in ChangesAsync(resource, @namespace, options, from, cancellationToken))
                yield return one;
        }
        finally
        {
            OpenWatches--;
        }
    }

    private async IAsyncEnumerable<WatchEvent> ChangesAsync(
        GroupVersionResource resource,
        string @namespace,
        WatchOptions options,
        long from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var name = resource.ToString();
        using var over = new CancellationTokenSource(options.Timeout ?? TimeSpan.FromMinutes(30), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        while (true)
        {
            if (from < compacted)
            {
                yield return new(
                    WatchEventType.Error,
                    null,
                    Status.Expired($"too old resource version: {from} ({compacted})")
                );
                yield break;
            }
            var wait = changed.Task;
            foreach (
                var (revision, _, old, @new) in history.Where(h => h.Revision > from && h.Resource == name).ToList()
            )
            {
                await Faults.DelayAsync(cancellationToken);
                if (Faults.Happens(Faults.CutWatch))
                    yield break;
                if (Faults.Happens(Faults.BrokenWatch))
                {
                    yield return new(WatchEventType.Error, null, Faults.Unreachable());
                    yield break;
                }
                if (Faults.Happens(Faults.SilentWatch))
                    await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
                from = revision;
                var was = old is not null && Matches(old, @namespace, options);
                var matches = @new is not null && Matches(@new, @namespace, options);
                if (!was && !matches)
                    continue;
                var happened = matches
                    ? new WatchEvent(was ? WatchEventType.Modified : WatchEventType.Added, @new)
                    : new WatchEvent(
                        WatchEventType.Deleted,
                        old!.With(revision.ToString(CultureInfo.InvariantCulture), "metadata", "resourceVersion")
                    );
                yield return happened;
                if (Faults.Happens(Faults.RepeatedEvent))
                    yield return happened;
                if (Faults.Happens(Faults.Bookmark))
                {
                    // Late: of a revision that was passed already.
                    var late = Bookmark(Math.Max(compacted, revision - Faults.Below(3)), end: false);
                    yield return late;
                    if (Faults.Below(2) == 0)
                        yield return late;
                }
            }
            var timedOut = false;
            try
            {
                await wait.UntilAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                timedOut = true;
            }
            if (timedOut)
            {
                yield return Bookmark(Revision, end: false);
                yield break;
            }
        }
    }

    private static bool Matches(KubeObject o, string @namespace, WatchOptions options) =>
        (@namespace.Length == 0 || o.Namespace == @namespace) && options.Labels.Matches(o.Labels);

    private static WatchEvent Bookmark(long revision, bool end)
    {
        var metadata = MapValue.Of(("resourceVersion", revision.ToString(CultureInfo.InvariantCulture)));
        if (end)
            metadata = metadata.With("annotations", MapValue.Of(("k8s.io/initial-events-end", "true")));
        return new(
            WatchEventType.Bookmark,
            new(MapValue.Of(("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", metadata)))
        );
    }
}
