using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>A list as it is served: items are read from a snapshot while they are written.</summary>
/// <param name="Items">The objects, ordered by namespace and name.</param>
/// <param name="Revision">The list's resourceVersion.</param>
/// <param name="Continue">Token of the next page, or empty.</param>
/// <param name="Remaining">How many follow, when known.</param>
internal sealed record ListSnapshot(IEnumerable<KubeObject> Items, long Revision, string Continue, long? Remaining);

/// <summary>Reads objects: get and list with the resourceVersion rules of the Kubernetes API.</summary>
internal sealed class ObjectReader(ServerParts parts)
{
    public async ValueTask<ApiResult<KubeObject>> GetAsync(
        ResourceDefinition definition,
        NamespacedName key,
        string resourceVersion,
        CancellationToken cancellationToken
    )
    {
        if (await WaitForAsync(resourceVersion, cancellationToken) is { } error)
            return error;
        var stored = parts.CacheOf(definition).Get(key);
        if (stored is null)
            return Status.NotFound(definition.Resource.GroupResource, key.Name);
        return definition.Conversion is { } conversion
            ? await conversion.ReadAsync(stored, cancellationToken)
            : definition.View(stored);
    }

    public async ValueTask<ApiResult<ListSnapshot>> ListAsync(
        ResourceDefinition definition,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    )
    {
        if (Check(options) is { } invalid)
            return invalid;
        var cache = parts.CacheOf(definition);
        if (options.Continue.Length > 0)
            return await ContinueAsync(definition, cache, @namespace, options, cancellationToken);

        var version = options.ResourceVersion;
        var exact =
            options.ResourceVersionMatch == "Exact"
            || (options.ResourceVersionMatch.Length == 0 && options.Limit > 0 && version.Length > 0 && version != "0");
        if (!exact)
        {
            if (await WaitForAsync(version, cancellationToken) is { } error)
                return error;
            // Read first: everything up to it is in the snapshot read after it.
            var applied = parts.Cache.Revision;
            var snapshot = cache.Snapshot;
            var revision = Math.Max(applied, snapshot.Revision);
            // A page of "any cached state" holds everything, as old clients expect.
            var limit = version == "0" ? 0 : options.Limit;
            return await PageAsync(definition, snapshot, @namespace, null, options, limit, revision, cancellationToken);
        }
        if (!long.TryParse(version, out var asked) || asked < 0)
            return BadVersion(version);
        if (await WaitForAsync(version, cancellationToken) is { } late)
            return late;
        if (await SnapshotAtAsync(definition, cache, asked, cancellationToken) is not { } past)
            return Status.Expired(
                $"The provided resourceVersion is too old to display a consistent list result: {asked}"
            );
        return await PageAsync(definition, past, @namespace, null, options, options.Limit, asked, cancellationToken);
    }

    /// <summary>Waits as a resourceVersion asks: empty for the newest, "0" for anything, a number for at least that.</summary>
    public async ValueTask<Status?> WaitForAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        if (resourceVersion.Length == 0)
        {
            await parts.Cache.WaitForNewestAsync(cancellationToken);
            return null;
        }
        if (!long.TryParse(resourceVersion, out var revision) || revision < 0)
            return BadVersion(resourceVersion);
        return await parts.Cache.WaitAsync(revision, cancellationToken)
            ? null
            : Status.ResourceVersionTooLarge(revision, parts.Cache.Revision);
    }

    private async ValueTask<ApiResult<ListSnapshot>> ContinueAsync(
        ResourceDefinition definition,
        ResourceCache cache,
        string @namespace,
        ListOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!ContinueToken.TryParse(options.Continue, out var token))
            return Status.BadRequest($"invalid continue token: {options.Continue}");
        if (token.Revision < 0)
        {
            // The token of an expired list: go on from the same key in the newest state.
            await parts.Cache.WaitForNewestAsync(cancellationToken);
            var applied = parts.Cache.Revision;
            var now = cache.Snapshot;
            return await PageAsync(
                definition,
                now,
                @namespace,
                token.After,
                options,
                options.Limit,
                Math.Max(applied, now.Revision),
                cancellationToken
            );
        }
        if (!await parts.Cache.WaitAsync(token.Revision, cancellationToken))
            return Status.ResourceVersionTooLarge(token.Revision, parts.Cache.Revision);
        if (await SnapshotAtAsync(definition, cache, token.Revision, cancellationToken) is not { } past)
        {
            return Status.Expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new "
                    + "list without the continue parameter, or use the continue token in this response to retrieve the "
                    + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                    + "objects that were created, modified, or deleted between the time the first chunk was returned "
                    + "and now may show up in the list."
            ) with
            {
                Continue = new ContinueToken(-1, token.After).ToString(),
            };
        }
        return await PageAsync(
            definition,
            past,
            @namespace,
            token.After,
            options,
            options.Limit,
            token.Revision,
            cancellationToken
        );
    }

    /// <summary>The resource at a past revision: from the cache's last changes, else from the store's history; null when compacted.</summary>
    private async ValueTask<CacheSnapshot?> SnapshotAtAsync(
        ResourceDefinition definition,
        ResourceCache cache,
        long revision,
        CancellationToken cancellationToken
    )
    {
        if (cache.At(revision) is { } recent)
            return recent;
        var prefix = StorageKeys.Prefix(definition.StoredResource);
        try
        {
            var range = await parts.Store.RangeAsync(
                new()
                {
                    Start = prefix,
                    End = KeyRange.PrefixEnd(prefix),
                    Revision = revision,
                },
                cancellationToken
            );
            return CacheSnapshot.Of(
                range.Entries.Select(e => KubeObject.FromStored(e.Value.Span, e.ModRevision)),
                revision
            );
        }
        catch (CompactedException)
        {
            return null;
        }
    }

    private static async ValueTask<ApiResult<ListSnapshot>> PageAsync(
        ResourceDefinition definition,
        CacheSnapshot snapshot,
        string @namespace,
        NamespacedName? after,
        ListOptions options,
        long limit,
        long revision,
        CancellationToken cancellationToken
    )
    {
        if (definition.Conversion is { } conversion)
        {
            var read = snapshot.Read(@namespace, after);
            // With selectors nobody knows how many there are to be looked at for a page.
            if (limit is > 0 and < int.MaxValue && options.Labels.IsEverything && options.Fields.IsEverything)
                read = read.Take((int)limit + 1);
            if (await conversion.PrepareAsync(read, cancellationToken) is { } failed)
                return failed;
        }
        return Page(definition, snapshot, @namespace, after, options, limit, revision);
    }

    private static ListSnapshot Page(
        ResourceDefinition definition,
        CacheSnapshot snapshot,
        string @namespace,
        NamespacedName? after,
        ListOptions options,
        long limit,
        long revision
    )
    {
        var matching = Select(definition, snapshot.Read(@namespace, after), options);
        if (limit <= 0)
            return new(matching, revision, "", null);
        var page = new List<KubeObject>((int)Math.Min(limit, 512));
        var more = false;
        foreach (var obj in matching)
        {
            if (page.Count == limit)
            {
                more = true;
                break;
            }
            page.Add(obj);
        }
        if (!more)
            return new(page, revision, "", null);
        // Counted only without selectors, as the API says: counting matches would cost a scan.
        long? remaining =
            options.Labels.IsEverything && options.Fields.IsEverything
                ? snapshot.Read(@namespace, page[^1].Key).LongCount()
                : null;
        return new(page, revision, new ContinueToken(revision, page[^1].Key).ToString(), remaining);
    }

    private static IEnumerable<KubeObject> Select(
        ResourceDefinition definition,
        IEnumerable<KubeObject> objects,
        ListOptions options
    )
    {
        var matcher = new ObjectMatcher(definition, options.Labels, options.Fields);
        foreach (var stored in objects)
        {
            var obj = definition.View(stored);
            if (matcher.Matches(obj))
                yield return obj;
        }
    }

    private static Status BadVersion(string version) =>
        Status.BadRequest($"Invalid value: \"{version}\": resource version must be an unsigned integer");

    private static Status? Check(ListOptions options)
    {
        static Status Invalid(FieldError error) => Status.Invalid(new("meta.k8s.io", "ListOptions"), "", [error]);

        if (options.ResourceVersionMatch.Length == 0)
            return null;
        if (options.Continue.Length > 0)
        {
            return Invalid(
                FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for continue")
            );
        }
        if (options.ResourceVersion.Length == 0)
        {
            return Invalid(
                FieldError.Forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden unless resourceVersion is provided"
                )
            );
        }
        if (options.ResourceVersionMatch is not ("Exact" or "NotOlderThan"))
        {
            return Invalid(
                FieldError.NotSupported(
                    "resourceVersionMatch",
                    options.ResourceVersionMatch,
                    ["Exact", "NotOlderThan", ""]
                )
            );
        }
        if (options.ResourceVersionMatch == "Exact" && options.ResourceVersion == "0")
        {
            return Invalid(
                FieldError.Forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""
                )
            );
        }
        return null;
    }
}
