using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Who holds which claim, as the cache shows it. What decides in the end is the store.</summary>
internal sealed class ClaimIndex
{
    private readonly Lock holdersLock = new();
    private readonly Dictionary<string, NamespacedName> holders = new(StringComparer.Ordinal);
    private readonly Func<MapValue, IReadOnlyList<string>> claims;

    /// <summary>An index that follows a resource.</summary>
    public ClaimIndex(ResourceCache cache, Func<MapValue, IReadOnlyList<string>> claims)
    {
        this.claims = claims;
        cache.Subscribe(OnChange);
    }

    /// <summary>The holder of a claim, or null when it is free.</summary>
    public NamespacedName? Holder(string claim)
    {
        lock (holdersLock)
            return holders.TryGetValue(claim, out var holder) ? holder : null;
    }

    private void OnChange(CacheEvent change)
    {
        var before = change.Old is null ? [] : claims(change.Old.Root);
        var after = change.New is null ? [] : claims(change.New.Root);
        lock (holdersLock)
        {
            foreach (var claim in before)
            {
                // It may have gone to somebody else in the meantime.
                if (holders.TryGetValue(claim, out var holder) && holder == change.Old!.Key)
                    holders.Remove(claim);
            }
            foreach (var claim in after)
                holders[claim] = change.New!.Key;
        }
    }
}
