namespace Pangea.Kube.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task Keys_are_ordered_by_their_UTF_8_bytes()
    {
        var store = await OpenAsync();
        // U+FFEE is above the surrogates as a UTF-16 unit and below U+1F600 in UTF-8.
        string[] ordered = ["/", "/A", "/a", "/a/b", "/a0", "/é", "/\uFFEE", "/\U0001F600", "/\U0001F601"];
        foreach (var key in ordered.Reverse())
        {
            await PutAsync(store, key, key);
        }
        var all = await store.RangeAsync(new() { Start = "", End = "" }, Deadline);
        Assert.Equal(ordered, all.Entries.Select(e => e.Key));
        Assert.Equal(ordered, all.Entries.Select(e => Same.Text(e.Value)));
        Assert.Equal(ordered.Order(KeyOrder.Instance), ordered);

        var some = await store.RangeAsync(new() { Start = "/a/", End = "/\U0001F600" }, Deadline);
        Assert.Equal(["/a/b", "/a0", "/é", "/\uFFEE"], some.Entries.Select(e => e.Key));
    }

    [Fact]
    public async Task A_limit_cuts_the_entries_and_not_the_count()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 10; i++)
        {
            await PutAsync(store, $"/a/{i}", "x");
        }
        await PutAsync(store, "/b", "x");
        foreach (var revision in (long[])[0, 11])
        {
            var range = await store.RangeAsync(Prefix("/a/", revision, limit: 3), Deadline);
            Assert.Equal(["/a/0", "/a/1", "/a/2"], range.Entries.Select(e => e.Key));
            Assert.Equal(10, range.Count);
            var rest = await store.RangeAsync(Prefix("/a/", revision, limit: 20), Deadline);
            Assert.Equal((10, 10L), (rest.Entries.Count, rest.Count));
        }
    }

    [Fact]
    public async Task A_read_at_a_revision_sees_the_state_of_then()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1"); // 2
        await PutAsync(store, "/b", "1"); // 3
        await PutAsync(store, "/a", "2"); // 4
        await DeleteAsync(store, "/b"); // 5
        await PutAsync(store, "/b", "2"); // 6
        async Task<string> At(long revision) =>
            string.Join(", ", (await store.RangeAsync(Prefix("/", revision), Deadline)).Entries.Select(Same.Text));
        Assert.Equal("", await At(1));
        Assert.Equal("/a=1 created 2 modified 2", await At(2));
        Assert.Equal("/a=1 created 2 modified 2, /b=1 created 3 modified 3", await At(3));
        Assert.Equal("/a=2 created 2 modified 4, /b=1 created 3 modified 3", await At(4));
        Assert.Equal("/a=2 created 2 modified 4", await At(5));
        Assert.Equal("/a=2 created 2 modified 4, /b=2 created 6 modified 6", await At(6));
        Assert.Equal(4, (await store.RangeAsync(Prefix("/", 4), Deadline)).Revision);
        Assert.Equal(6, (await store.RangeAsync(Prefix("/"), Deadline)).Revision);
    }

    [Fact]
    public async Task A_read_at_a_revision_that_is_to_come_is_refused()
    {
        var store = await OpenAsync();
        var error = await Assert.ThrowsAsync<FutureRevisionException>(async () =>
            await store.RangeAsync(Prefix("/", 2), Deadline)
        );
        Assert.Equal(1, error.Current);
        await PutAsync(store, "/a", "1");
        Assert.Single((await store.RangeAsync(Prefix("/", 2), Deadline)).Entries);
    }

    [Fact]
    public async Task A_long_list_read_in_pages_at_one_revision_is_that_revision()
    {
        var store = await OpenAsync();
        const int keys = 50;
        for (var i = 0; i < keys; i++)
        {
            await PutAsync(store, $"/{i:00}", "old");
        }
        var pinned = await store.GetRevisionAsync(Deadline);
        var read = new List<StoredEntry>();
        for (var start = "/"; ; )
        {
            var page = await store.RangeAsync(Prefix("/", pinned, limit: 7) with { Start = start }, Deadline);
            read.AddRange(page.Entries);
            Assert.Equal(keys, read.Count - page.Entries.Count + page.Count);
            if (page.Count == page.Entries.Count)
            {
                break;
            }
            start = page.Entries[^1].Key + "\0";
            await PutAsync(store, $"/{read.Count:00}", "new");
            await DeleteAsync(store, $"/{read.Count + 1:00}");
        }
        Assert.Equal(Enumerable.Range(0, keys).Select(i => $"/{i:00}"), read.Select(e => e.Key));
        Assert.All(read, e => Assert.Equal("old", Same.Text(e.Value)));
    }
}
