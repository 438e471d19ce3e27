namespace Pangea.Kube.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task What_is_compacted_cannot_be_read_or_watched_and_the_rest_can()
    {
        var store = await OpenAsync();
        for (var i = 2; i <= 6; i++)
        {
            await PutAsync(store, "/a", $"{i}");
        }
        await PutAsync(store, "/b", "7");
        await DeleteAsync(store, "/b"); // 8
        await PutAsync(store, "/a", "9");

        await store.CompactAsync(5, Deadline);

        foreach (var revision in (long[])[1, 4])
        {
            var error = await Assert.ThrowsAsync<CompactedException>(async () =>
                await store.RangeAsync(Prefix("/", revision), Deadline)
            );
            Assert.Equal(5, error.CompactRevision);
            error = await Assert.ThrowsAsync<CompactedException>(async () =>
                await WatchUntilAsync(store, "/", revision, changes => changes.Count > 0)
            );
            Assert.Equal(5, error.CompactRevision);
        }
        Assert.Equal(
            "/a=5 created 2 modified 5",
            Same.Text(Assert.Single((await store.RangeAsync(Prefix("/", 5), Deadline)).Entries))
        );
        Assert.Equal(2, (await store.RangeAsync(Prefix("/", 7), Deadline)).Entries.Count);
        Assert.Equal(
            [6, 7, 8, 9],
            (await WatchUntilAsync(store, "/", 5, changes => changes.Count == 4)).Select(c => c.Revision)
        );
    }

    [Fact]
    public async Task Compacting_what_is_compacted_or_is_to_come_is_refused()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await PutAsync(store, "/a", "2");
        var future = await Assert.ThrowsAsync<FutureRevisionException>(async () =>
            await store.CompactAsync(4, Deadline)
        );
        Assert.Equal(3, future.Current);
        await store.CompactAsync(3, Deadline);
        foreach (var revision in (long[])[2, 3])
        {
            var error = await Assert.ThrowsAsync<CompactedException>(async () =>
                await store.CompactAsync(revision, Deadline)
            );
            Assert.Equal(3, error.CompactRevision);
        }
    }

    [Fact]
    public async Task Compacting_all_history_keeps_the_state_the_revision_and_watches_from_now()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await PutAsync(store, "/b", "1");
        await DeleteAsync(store, "/b");
        await store.CompactAsync(4, Deadline);
        Assert.Equal(4, await store.GetRevisionAsync(Deadline));
        Same.Range(new([new("/a", Same.Bytes("1"), 2, 2)], 4, 1), await store.RangeAsync(Prefix("/", 4), Deadline));
        var watching = WatchUntilAsync(store, "/", 4, changes => changes.Count == 2);
        Assert.Equal(new(true, 5), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("2"), 2), Deadline));
        await PutAsync(store, "/b", "2");
        Assert.Equal(["5: /a=2 created 2", "6: /b=2 created 6"], (await watching).Select(Same.Text));
        Assert.Equal(
            "/a=1 created 2 modified 2",
            Same.Text((await store.RangeAsync(Prefix("/", 4), Deadline)).Entries[0])
        );
    }

    [Fact]
    public async Task A_watch_that_has_kept_up_survives_a_compaction()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await using var watch = store.WatchAsync("/a", 1, Deadline).GetAsyncEnumerator(Deadline);
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        for (var i = 0; i < 10; i++)
        {
            await PutAsync(store, "/elsewhere", "1");
        }
        await store.CompactAsync(await store.GetRevisionAsync(Deadline), Deadline);
        await PutAsync(store, "/a", "2");
        Assert.True(await next);
        Assert.Equal("/a", Assert.Single(watch.Current.Changes).Key);
        Assert.Equal(13, watch.Current.Revision);
    }

    [Fact]
    public async Task A_consumer_that_lags_behind_a_compaction_gets_all_or_is_told()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/0", "x");
        await using var watch = store.WatchAsync("/", 1, Deadline).GetAsyncEnumerator(Deadline);
        Assert.True(await watch.MoveNextAsync());
        var value = new byte[10_000];
        for (var i = 0; i < 32; i++)
        {
            var puts = Enumerable.Range(0, 125).Select(k => Operation.Put($"/{k}", value));
            await store.CommitAsync(new() { Operations = [.. puts] }, Deadline);
        }
        await store.CompactAsync(34, Deadline);
        var seen = new List<long>();
        var error = await Record.ExceptionAsync(async () =>
        {
            while (seen.Count < 4000)
            {
                await watch.MoveNextAsync();
                seen.AddRange(watch.Current.Changes.Select(c => c.Revision));
            }
        });
        Assert.True(error is null or CompactedException { CompactRevision: 34 }, $"{error}");
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => (long)(3 + (i / 125))), seen);
        Assert.Equal(error is null, seen.Count == 4000);
    }

    [Fact]
    public async Task Commits_go_on_while_a_long_history_is_compacted()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            var puts = Enumerable.Range(0, 50).Select(k => Operation.Put($"/{k}", Same.Bytes($"{i}")));
            await store.CommitAsync(new() { Operations = [.. puts] }, Deadline);
        }
        var compacting = store.CompactAsync(100, Deadline).AsTask();
        var writing = Enumerable.Range(0, 50).Select(i => PutAsync(store, $"/new/{i}", "x")).ToList();
        await Task.WhenAll(writing);
        await compacting;
        Assert.Equal(151, await store.GetRevisionAsync(Deadline));
        var old = await store.RangeAsync(Prefix("/", 100), Deadline);
        Assert.Equal(50, old.Entries.Count);
        Assert.All(old.Entries, e => Assert.Equal("98", Same.Text(e.Value)));
        Assert.Equal(100, (await store.RangeAsync(Prefix("/"), Deadline)).Count);
    }
}
