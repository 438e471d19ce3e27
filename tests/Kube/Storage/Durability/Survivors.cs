namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>Checks a state that <see cref="WritingChild"/> has left.</summary>
internal static class Survivors
{
    /// <summary>Every acknowledged transaction is there, at its revision; and whatever is there is whole.</summary>
    public static async Task CheckAsync(IStore store, IEnumerable<string[]> lines, CancellationToken cancellationToken)
    {
        var a = await EntriesAsync(store, "/a/", cancellationToken);
        var b = await EntriesAsync(store, "/b/", cancellationToken);
        Assert.Equal(a.Keys, b.Keys);
        foreach (var (key, entry) in a)
        {
            var expected = WritingChild.Value(key);
            Assert.True(entry.Value.Span.SequenceEqual(expected), $"/a/{key} is torn");
            Assert.True(b[key].Value.Span.SequenceEqual(expected), $"/b/{key} is torn");
            Assert.Equal(entry.ModRevision, b[key].ModRevision);
        }
        Assert.Equal(a.Count, a.Values.Select(entry => entry.ModRevision).Distinct().Count());

        var revision = await store.GetRevisionAsync(cancellationToken);
        foreach (var line in lines.Where(line => line[0] == "ack"))
        {
            Assert.True(a.TryGetValue(line[1], out var entry), $"{line[1]} was acknowledged and is lost");
            Assert.Equal(long.Parse(line[2]), entry.ModRevision);
            Assert.True(entry.ModRevision <= revision);
        }
        var hot = await store.GetAsync("/hot", cancellationToken);
        Assert.Equal(a.Values.Select(entry => entry.ModRevision).DefaultIfEmpty().Max(), hot?.ModRevision ?? 0);
        Assert.Equal(hot?.ModRevision ?? 1, revision);
    }

    private static async Task<SortedDictionary<string, StoredEntry>> EntriesAsync(
        IStore store,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        var range = await store.RangeAsync(
            new() { Start = prefix, End = KeyRange.PrefixEnd(prefix) },
            cancellationToken
        );
        return new(range.Entries.ToDictionary(entry => entry.Key[prefix.Length..]), StringComparer.Ordinal);
    }
}
