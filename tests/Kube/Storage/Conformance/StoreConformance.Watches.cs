namespace Pangea.Kube.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_watch_delivers_what_was_and_what_comes_without_gap_or_repeat()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await PutAsync(store, $"/a/{i}", "x");
        }
        var watching = WatchUntilAsync(store, "/a/", 5, changes => changes.Count == 36);
        for (var i = 0; i < 20; i++)
        {
            await PutAsync(store, $"/a/{i}", "y");
            await PutAsync(store, $"/b/{i}", "y");
        }
        var expected = Enumerable.Range(6, 16).Concat(Enumerable.Range(0, 20).Select(i => 22 + (2 * i)));
        Assert.Equal(expected.Select(r => (long)r), (await watching).Select(c => c.Revision));
    }

    [Fact]
    public async Task A_watch_of_the_empty_prefix_delivers_every_key()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "1");
        await PutAsync(store, "\U0001F600", "1");
        Assert.Equal(2, (await WatchUntilAsync(store, "", 1, changes => changes.Count == 2)).Count);
    }

    [Fact]
    public async Task A_watch_may_start_from_a_revision_that_is_to_come()
    {
        var store = await OpenAsync();
        var watching = WatchUntilAsync(store, "/", 4, changes => changes.Count == 2);
        for (var i = 0; i < 5; i++)
        {
            await PutAsync(store, "/a", $"{i}");
        }
        Assert.Equal([5, 6], (await watching).Select(c => c.Revision));
    }

    [Fact]
    public async Task A_removal_tells_the_create_revision_that_the_key_had()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await PutAsync(store, "/a", "2");
        await DeleteAsync(store, "/a");
        var changes = await WatchUntilAsync(store, "/", 3, changes => changes.Count == 1);
        Assert.Equal("4: /a removed created 2", Same.Text(changes[0]));
    }

    [Fact]
    public async Task A_live_watch_gets_the_writers_companion()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/ready", "1");
        var watch = store.WatchAsync("/", 1, Deadline).GetAsyncEnumerator(Deadline);
        await using var _ = watch;
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        var companion = new object();
        await store.CommitAsync(Transaction.Put("/a", Same.Bytes("1"), 0, companion), Deadline);
        Assert.True(await next);
        Assert.Equal(HandsCompanionsOn, ReferenceEquals(companion, watch.Current.Changes[0].Companion));
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled_also_while_it_waits()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        using var cancel = new CancellationTokenSource();
        await using var watch = store.WatchAsync("/", 1, cancel.Token).GetAsyncEnumerator(Deadline);
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task A_watch_that_waits_when_the_store_is_closed_is_told()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await using var watch = store.WatchAsync("/", 1, Deadline).GetAsyncEnumerator(Deadline);
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await next);
    }

    [Fact]
    public async Task A_consumer_that_sleeps_through_a_flood_still_gets_every_change_in_order()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/0", "x");
        await using var watch = store.WatchAsync("/", 1, Deadline).GetAsyncEnumerator(Deadline);
        Assert.True(await watch.MoveNextAsync());
        // More than any buffer holds: 4,000 changes of 128 to the transaction, while the consumer does not read.
        var value = new byte[10_000];
        for (var i = 0; i < 32; i++)
        {
            var puts = Enumerable.Range(0, 125).Select(k => Operation.Put($"/{k}", value));
            await store.CommitAsync(new() { Operations = [.. puts] }, Deadline);
        }
        var seen = new List<StoreChange>();
        while (seen.Count < 4000)
        {
            Assert.True(await watch.MoveNextAsync());
            seen.AddRange(watch.Current.Changes);
            Assert.Equal(0, watch.Current.Changes.Count(c => c.Revision == watch.Current.Changes[^1].Revision) % 125);
        }
        Assert.Equal(
            Enumerable.Range(0, 4000).Select(i => ((long)(3 + (i / 125)), $"/{i % 125}")),
            seen.Select(c => (c.Revision, c.Key))
        );
    }

    [Fact]
    public async Task All_watchers_see_one_order_and_lose_and_repeat_nothing_while_many_write()
    {
        var store = await OpenAsync();
        const int writers = 8;
        var each = Long ? 2000 : 100;
        var model = new SortedDictionary<long, string>();
        var total = writers * each;
        var watchers = Enumerable
            .Range(0, 6)
            .Select(watcher =>
                Task.Run(async () =>
                {
                    // Each starts somewhere in the middle of the storm.
                    while (await store.GetRevisionAsync(Deadline) < watcher * total / 8)
                    {
                        await Task.Yield();
                    }
                    var after = watcher * total / 16;
                    return (
                        After: after,
                        Changes: await WatchUntilAsync(
                            store,
                            "/",
                            after,
                            changes => changes.Count > 0 && changes[^1].Revision == total + 1
                        )
                    );
                })
            )
            .ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < each; i++)
                        {
                            var text = $"{writer} {i}";
                            var revision = await PutAsync(store, $"/{i % 7}", text);
                            lock (model)
                            {
                                model.Add(revision, text);
                            }
                        }
                    })
                )
        );
        foreach (var (after, changes) in await Task.WhenAll(watchers))
        {
            Assert.Equal(
                model.Where(pair => pair.Key > after).Select(pair => (pair.Key, pair.Value)),
                changes.Select(c => (c.Revision, Same.Text(c.Value!.Value)))
            );
        }
    }

    [Fact]
    public async Task A_list_and_a_watch_from_its_revision_are_the_state_at_any_later_time()
    {
        var store = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var rounds = Long ? 200 : 15;
        var writing = Task.Run(async () =>
        {
            var random = new Random(17);
            while (!stop.IsCancellationRequested)
            {
                var key = $"/{random.Next(20)}";
                _ =
                    random.Next(4) == 0
                        ? await DeleteAsync(store, key)
                        : await PutAsync(store, key, $"{random.Next()}");
            }
        });
        for (var round = 0; round < rounds; round++)
        {
            var list = await store.RangeAsync(Prefix("/"), Deadline);
            var state = list.Entries.ToDictionary(e => e.Key);
            var reached = list.Revision;
            await foreach (var batch in store.WatchAsync("/", list.Revision, Deadline))
            {
                foreach (var change in batch.Changes)
                {
                    if (change.Value is { } value)
                    {
                        state[change.Key] = new(change.Key, value, change.CreateRevision, change.Revision);
                    }
                    else
                    {
                        Assert.True(state.Remove(change.Key), "only what is there is removed");
                    }
                }
                reached = batch.Revision;
                if (reached > list.Revision + 10)
                {
                    break;
                }
            }
            var then = await store.RangeAsync(Prefix("/", reached), Deadline);
            Same.Entries(then.Entries, state.Values.OrderBy(e => e.Key, KeyOrder.Instance));
        }
        await stop.CancelAsync();
        await writing;
    }
}
