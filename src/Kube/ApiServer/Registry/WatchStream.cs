using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// One watch: a cursor over a resource's changes. It holds no queue of its own: a slow reader costs nothing until the changes it has not read
/// fall out of the cache, and then it is told to list again.
/// </summary>
internal sealed class WatchStream
{
    private const int BatchSize = 256;
    private readonly ServerParts parts;
    private readonly ResourceDefinition definition;
    private readonly ResourceCache cache;
    private readonly string @namespace;
    private readonly ObjectMatcher matcher;
    private readonly List<CacheEvent> read = new(16);
    private IEnumerable<KubeObject>? initial;
    private long position;
    private long covered;
    private bool endsInitial;

    private WatchStream(
        ServerParts parts,
        ResourceDefinition definition,
        ResourceCache cache,
        string @namespace,
        ObjectMatcher matcher
    )
    {
        this.parts = parts;
        this.definition = definition;
        this.cache = cache;
        this.@namespace = @namespace;
        this.matcher = matcher;
    }

    /// <summary>All changes up to this revision have been given out; what a bookmark may say.</summary>
    public long Covered => covered;

    /// <summary>Opens a watch. Whatever is wrong with the asked version is an error in the stream, except what cannot be read.</summary>
    public static async ValueTask<ApiResult<WatchStream>> OpenAsync(
        ServerParts parts,
        ObjectReader reader,
        ResourceDefinition definition,
        string @namespace,
        WatchOptions options,
        CancellationToken cancellationToken
    )
    {
        var version = options.ResourceVersion;
        var stream = new WatchStream(
            parts,
            definition,
            parts.CacheOf(definition),
            @namespace,
            new(definition, options.Labels, options.Fields)
        );
        var sendsState = options.SendInitialEvents || version is "" or "0";
        if (sendsState)
        {
            // "At least this" when a version is given with sendInitialEvents; the newest when none is.
            if (await reader.WaitForAsync(version, cancellationToken) is { } error)
                return error;
            stream.StartWithState(options.SendInitialEvents);
            return stream;
        }
        if (!long.TryParse(version, out var after) || after < 0)
            return Status.BadRequest($"Invalid value: \"{version}\": resource version must be an unsigned integer");
        if (!await parts.Cache.WaitAsync(after, cancellationToken))
            return Status.ResourceVersionTooLarge(after, parts.Cache.Revision);
        var found = stream.cache.Ring.Find(after);
        if (found < 0)
        {
            return Status.Expired($"too old resource version: {after} ({stream.cache.Ring.BaseRevision})");
        }
        stream.position = found;
        stream.covered = after;
        return stream;
    }

    private void StartWithState(bool bookmarkAtEnd)
    {
        // The position is taken before the snapshot: changes between the two are given twice at most, never missed;
        // those are left out again by revision.
        position = cache.Ring.Next;
        var applied = parts.Cache.Revision;
        var snapshot = cache.Snapshot;
        covered = Math.Max(applied, snapshot.Revision);
        initial = snapshot.Read(@namespace);
        endsInitial = bookmarkAtEnd;
        skipUpTo = snapshot.Revision;
    }

    private long skipUpTo;

    /// <summary>
    /// Adds the next events to a list and returns true; waits when there are none. Returns false when the watch is over; the last event added
    /// then says why.
    /// </summary>
    public async ValueTask<bool> ReadAsync(List<WatchEvent> into, CancellationToken cancellationToken)
    {
        if (initial is not null)
        {
            if (
                definition.Conversion is { } conversion
                && await conversion.PrepareAsync(initial, cancellationToken) is { } failed
            )
                return Fail(failed, into);
            ReadState(into);
            if (into.Count > 0)
                return true;
        }
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (definition.Ends.IsCancellationRequested)
                return false;
            var waitFrom = position;
            // Read first: changes up to it are in the ring read after it.
            var applied = parts.Cache.Revision;
            read.Clear();
            var next = cache.Ring.Read(position, BatchSize, read);
            if (next < 0)
            {
                into.Add(
                    new(
                        WatchEventType.Error,
                        null,
                        Status.Expired($"too old resource version: {covered} ({cache.Ring.BaseRevision})")
                    )
                );
                return false;
            }
            if (definition.Conversion is not null && await PrepareAsync(cancellationToken) is { } failed)
                return Fail(failed, into);
            position = next;
            foreach (var change in read)
                Add(change, into);
            if (read.Count > 0)
                covered = Math.Max(covered, read[^1].Revision);
            if (read.Count < BatchSize)
                covered = Math.Max(covered, applied);
            if (into.Count > 0)
                return true;
            if (read.Count == 0)
                await WaitAsync(waitFrom, cancellationToken);
        }
    }

    /// <summary>What a webhook cannot convert ends the watch with what it said: to leave it out would hide it for good.</summary>
    private static bool Fail(Status failed, List<WatchEvent> into)
    {
        into.Add(new(WatchEventType.Error, null, failed));
        return false;
    }

    /// <summary>Has all that the changes may show converted, in one go.</summary>
    private ValueTask<Status?> PrepareAsync(CancellationToken cancellationToken)
    {
        var shown = new List<KubeObject>();
        foreach (var change in read)
        {
            if (change.Revision <= skipUpTo || (@namespace.Length > 0 && change.Namespace != @namespace))
                continue;
            if (change.New is { } now)
                shown.Add(now);
            else if (change.Last is { } last)
                shown.Add(last);
            if (change.Old is { } old && (!matcher.IsEverything || (change.New is null && change.Last is null)))
                shown.Add(old);
        }
        return definition.Conversion!.PrepareAsync(shown, cancellationToken);
    }

    private async ValueTask WaitAsync(long from, CancellationToken cancellationToken)
    {
        var change = cache.WaitAsync(@namespace, from);
        if (change.IsCompleted)
            return;
        // Asked again now that a wake-up would be heard: who ends a definition wakes its watchers afterwards.
        if (definition.Ends.IsCancellationRequested)
        {
            cache.StopWaiting(@namespace, change);
            return;
        }
        try
        {
            await change.UntilAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cache.StopWaiting(@namespace, change);
            throw;
        }
    }

    private void ReadState(List<WatchEvent> into)
    {
        foreach (var stored in initial!)
        {
            var obj = definition.View(stored);
            if (matcher.Matches(obj))
                into.Add(new(WatchEventType.Added, obj));
        }
        initial = null;
        if (endsInitial)
            into.Add(new(WatchEventType.Bookmark, MakeBookmark(definition, covered, endOfState: true)));
    }

    private void Add(CacheEvent change, List<WatchEvent> into)
    {
        if (change.Revision <= skipUpTo)
            return;
        if (@namespace.Length > 0 && change.Namespace != @namespace)
            return;
        if (matcher.IsEverything)
        {
            into.Add(
                change.New is { } now
                    ? new(change.Old is null ? WatchEventType.Added : WatchEventType.Modified, definition.View(now))
                    : new(WatchEventType.Deleted, definition.View(change.Last ?? change.Old!))
            );
            return;
        }
        var oldView = change.Old is null ? null : definition.View(change.Old);
        var newView = change.New is null ? null : definition.View(change.New);
        var before = oldView is not null && matcher.Matches(oldView);
        var after = newView is not null && matcher.Matches(newView);
        if (after)
            into.Add(new(before ? WatchEventType.Modified : WatchEventType.Added, newView));
        else if (before)
        {
            // The object as it was when it matched, with the revision of the change that ended that.
            var last = change.Last is { } left
                ? definition.View(left)
                : new StoredObject(oldView!.Root).Resolve(change.Revision);
            into.Add(new(WatchEventType.Deleted, last));
        }
    }

    /// <summary>A bookmark: kind, apiVersion and resourceVersion alone.</summary>
    public static KubeObject MakeBookmark(ResourceDefinition definition, long revision, bool endOfState) =>
        new(
            MapValue.Of(
                ("apiVersion", definition.Resource.GroupVersion.ToString()),
                ("kind", definition.Kind),
                (
                    "metadata",
                    MapValue.Of(
                        ("resourceVersion", revision.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                        ("annotations", endOfState ? MapValue.Of(("k8s.io/initial-events-end", "true")) : null)
                    )
                )
            )
        );
}
