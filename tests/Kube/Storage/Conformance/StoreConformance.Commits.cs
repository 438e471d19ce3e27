namespace Pangea.Kube.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task An_empty_store_is_at_revision_1()
    {
        var store = await OpenAsync();
        Assert.Equal(1, await store.GetRevisionAsync(Deadline));
        Same.Range(new([], 1, 0), await store.RangeAsync(Prefix("/"), Deadline));
        Assert.Null(await store.GetAsync("/a", Deadline));
    }

    [Fact]
    public async Task Every_commit_has_the_next_revision()
    {
        var store = await OpenAsync();
        for (var revision = 2; revision < 10; revision++)
        {
            Assert.Equal(revision, await PutAsync(store, $"/{revision}", "x"));
            Assert.Equal(revision, await store.GetRevisionAsync(Deadline));
        }
    }

    [Fact]
    public async Task A_key_reads_as_it_was_written_and_keeps_its_create_revision_until_removed()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "one");
        await PutAsync(store, "/a", "two");
        Assert.Equal("/a=two created 2 modified 3", Same.Text((await store.GetAsync("/a", Deadline))!));
        await DeleteAsync(store, "/a");
        Assert.Null(await store.GetAsync("/a", Deadline));
        await PutAsync(store, "/a", "three");
        Assert.Equal("/a=three created 5 modified 5", Same.Text((await store.GetAsync("/a", Deadline))!));
    }

    [Fact]
    public async Task A_value_may_be_empty_or_large_and_holds_any_bytes()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31)).ToArray();
        await store.CommitAsync(Transaction.Put("/empty", ReadOnlyMemory<byte>.Empty, 0), Deadline);
        await store.CommitAsync(Transaction.Put("/all", all, 0), Deadline);
        Assert.Equal(0, (await store.GetAsync("/empty", Deadline))!.Value.Length);
        Assert.True((await store.GetAsync("/all", Deadline))!.Value.Span.SequenceEqual(all));
        Assert.Equal(2, (await store.RangeAsync(Prefix("/"), Deadline)).Count);
        Assert.Equal(
            2,
            (await WatchUntilAsync(store, "/", 0, changes => changes.Count == 2)).Count(c => c.Value is not null)
        );
    }

    [Fact]
    public async Task A_put_happens_only_if_the_key_is_as_expected()
    {
        var store = await OpenAsync();
        Assert.Equal(new(true, 2), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("1"), 0), Deadline));
        Assert.Equal(new(false, 2), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("x"), 0), Deadline));
        Assert.Equal(new(true, 3), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("2"), 2), Deadline));
        Assert.Equal(new(false, 3), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("x"), 2), Deadline));
        Assert.Equal(new(false, 3), await store.CommitAsync(Transaction.Delete("/a", 2), Deadline));
        Assert.Equal("/a=2 created 2 modified 3", Same.Text((await store.GetAsync("/a", Deadline))!));
        Assert.Equal(new(true, 4), await store.CommitAsync(Transaction.Delete("/a", 3), Deadline));
        Assert.Equal(new(false, 4), await store.CommitAsync(Transaction.Put("/a", Same.Bytes("x"), 4), Deadline));
    }

    [Fact]
    public async Task All_of_a_transaction_happens_at_one_revision_or_nothing_of_it()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await PutAsync(store, "/b", "1");
        var transaction = new Transaction
        {
            Conditions = [new("/a", 2), new("/b", 3), new("/c", 0)],
            Operations =
            [
                Operation.Put("/b", Same.Bytes("2")),
                Operation.Delete("/a"),
                Operation.Put("/c", Same.Bytes("2")),
            ],
        };
        Assert.Equal(
            new(false, 3),
            await store.CommitAsync(transaction with { Conditions = [new("/a", 2), new("/b", 2)] }, Deadline)
        );
        Assert.Equal(new(true, 4), await store.CommitAsync(transaction, Deadline));
        Same.Entries(
            [new("/b", Same.Bytes("2"), 3, 4), new("/c", Same.Bytes("2"), 4, 4)],
            (await store.RangeAsync(Prefix("/"), Deadline)).Entries
        );
        // Changes come in the order of the operations.
        Assert.Equal(
            ["4: /b=2 created 3", "4: /a removed created 2", "4: /c=2 created 4"],
            (await WatchUntilAsync(store, "/", 3, changes => changes.Count == 3)).Select(Same.Text)
        );
    }

    [Fact]
    public async Task Removing_only_what_is_absent_takes_no_revision()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        Assert.Equal(
            new(true, 2),
            await store.CommitAsync(new() { Operations = [Operation.Delete("/x"), Operation.Delete("/y")] }, Deadline)
        );
        Assert.Equal(2, await store.GetRevisionAsync(Deadline));
        Assert.Equal(3, await PutAsync(store, "/b", "1"));
        Assert.Single(await WatchUntilAsync(store, "/", 2, changes => changes.Count > 0));
    }

    [Fact]
    public async Task Writing_the_same_bytes_again_is_a_change()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        Assert.Equal(3, await PutAsync(store, "/a", "1"));
    }

    [Fact]
    public async Task A_transaction_holds_128_operations_on_as_many_keys()
    {
        var store = await OpenAsync();
        Operation[] Puts(int count) =>
            [.. Enumerable.Range(0, count).Select(i => Operation.Put($"/{i:000}", Same.Bytes("x")))];
        Assert.Equal(new(true, 2), await store.CommitAsync(new() { Operations = Puts(128) }, Deadline));
        Assert.Equal(3, await PutAsync(store, "/000", "y"));
        Assert.Equal(
            127,
            (await store.RangeAsync(Prefix("/", revision: 3), Deadline)).Entries.Count(e => e.ModRevision == 2)
        );
        Assert.Equal(
            128,
            (await store.RangeAsync(Prefix("/", revision: 2), Deadline)).Entries.Count(e => e.ModRevision == 2)
        );

        async Task Refused(Transaction transaction) =>
            await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(transaction, Deadline));
        await Refused(new() { Operations = [] });
        await Refused(new() { Operations = Puts(129) });
        await Refused(new() { Operations = [.. Puts(2), .. Puts(1)] });
        await Refused(new() { Operations = [.. Puts(20), .. Puts(1)] });
        await Refused(new() { Operations = [Operation.Delete("")] });
        await Refused(new() { Operations = [Operation.Delete("/\uD83D")] });
        await Refused(new() { Operations = Puts(1), Conditions = [.. Enumerable.Repeat(new Condition("/a", 0), 129)] });
        Assert.Equal(3, await store.GetRevisionAsync(Deadline));
    }

    [Fact]
    public async Task A_cancelled_call_throws_its_cancellation()
    {
        var store = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var token = cancelled.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync("/a", token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.RangeAsync(Prefix("/"), token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.CommitAsync(Transaction.Put("/a", Same.Bytes("1"), 0), token)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in store.WatchAsync("/", 0, token)) { }
        });
    }

    [Fact]
    public async Task Many_writers_at_once_each_get_a_revision_of_their_own_and_lose_nothing()
    {
        var store = await OpenAsync();
        const int writers = 32;
        var each = Long ? 500 : 40;
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var revisions = new List<long>();
                        for (var i = 0; i < each; i++)
                        {
                            revisions.Add(await PutAsync(store, $"/{writer}/{i}", $"{writer} {i}"));
                            Assert.True(await store.GetRevisionAsync(Deadline) >= revisions[^1]);
                        }
                        return revisions;
                    })
                )
        );
        Assert.All(results, revisions => Assert.Equal(revisions.Order(), revisions));
        Assert.Equal(
            Enumerable.Range(2, writers * each).Select(i => (long)i),
            results.SelectMany(revisions => revisions).Order()
        );
        var range = await store.RangeAsync(Prefix("/"), Deadline);
        Assert.Equal(writers * each, range.Entries.Count);
        Assert.All(range.Entries, e => Assert.Equal(e.Key[1..].Replace('/', ' '), Same.Text(e.Value)));
    }

    [Fact]
    public async Task Concurrent_compare_and_set_loses_no_increment()
    {
        var store = await OpenAsync();
        const int writers = 8;
        var each = Long ? 500 : 30;
        await PutAsync(store, "/count", "0");
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var done = 0; done < each; )
                        {
                            var entry = (await store.GetAsync("/count", Deadline))!;
                            var next = Same.Bytes($"{int.Parse(Same.Text(entry.Value)) + 1}");
                            var put = Transaction.Put("/count", next, entry.ModRevision);
                            done += (await store.CommitAsync(put, Deadline)).Succeeded ? 1 : 0;
                        }
                    })
                )
        );
        Assert.Equal($"{writers * each}", Same.Text((await store.GetAsync("/count", Deadline))!.Value));
        Assert.Equal((writers * each) + 2, await store.GetRevisionAsync(Deadline));
    }

    [Fact]
    public async Task A_closed_store_refuses_calls()
    {
        var store = await OpenAsync();
        await PutAsync(store, "/a", "1");
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetAsync("/a", Deadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.RangeAsync(Prefix("/"), Deadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await PutAsync(store, "/a", "2"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CompactAsync(2, Deadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetRevisionAsync(Deadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await WatchUntilAsync(store, "/", 0, changes => changes.Count > 0)
        );
    }
}
