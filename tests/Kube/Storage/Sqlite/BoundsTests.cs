using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests.Sqlite;

/// <summary>The bounds of a store, and what happens at them.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));

    private async Task<SqliteStore> OpenAsync(Func<SqliteStoreOptions, SqliteStoreOptions> with) =>
        await SqliteStore.OpenAsync(with(new() { Path = _directory.Path }), _deadline.Token);

    private Task WriteAsync(SqliteStore store, int writers, int commits, int bytes) =>
        Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(async writer =>
                {
                    for (var i = 0; i < commits; i++)
                    {
                        var put = Operation.Put($"/{writer}/{i % 20}", new byte[bytes]);
                        await store.CommitAsync(new() { Operations = [put] }, _deadline.Token);
                    }
                })
        );

    [Fact]
    public async Task The_write_ahead_log_stays_short_while_many_write()
    {
        const int limit = 1 << 20;
        await using var store = await OpenAsync(options =>
            options with
            {
                CheckpointBytes = 256 << 10,
                MaxWalBytes = limit,
                MaxBatchBytes = 100_000,
            }
        );
        await WriteAsync(store, writers: 16, commits: 200, bytes: 5000);
        // 16 MB went through it. A batch may pass the limit by itself.
        var length = new FileInfo(_directory.Path + "-wal").Length;
        Assert.InRange(length, 1, limit + 1_000_000);
    }

    [Fact]
    public async Task A_reader_from_outside_that_pins_the_log_makes_commits_fail_at_its_bound_and_not_before()
    {
        await using var store = await OpenAsync(options =>
            options with
            {
                CheckpointBytes = 128 << 10,
                MaxWalBytes = 256 << 10,
                BusyTimeout = TimeSpan.FromMilliseconds(1),
            }
        );
        await WriteAsync(store, 1, 5, 5000);
        using (var outside = new Database(_directory.Path, readOnly: true))
        {
            outside.Execute("BEGIN");
            Assert.Equal(5, outside.Number("SELECT count(*) FROM current"));
            var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(store, 1, 1000, 5000));
            Assert.Contains("database is locked", error.Message);
            Assert.InRange(new FileInfo(_directory.Path + "-wal").Length, 256 << 10, 1 << 20);
            outside.Execute("COMMIT");
        }
        await WriteAsync(store, 1, 100, 5000);
        Assert.Equal(20, (await store.RangeAsync(new() { Start = "/", End = "" }, _deadline.Token)).Count);
    }

    [Fact]
    public async Task Callers_beyond_the_bound_wait_in_line_and_are_all_served()
    {
        await using var store = await OpenAsync(options =>
            options with
            {
                MaxWaitingTransactions = 2,
                MaxWaitingReads = 1,
                MaxBatchTransactions = 3,
            }
        );
        var commits = Enumerable
            .Range(0, 200)
            .Select(i => store.CommitAsync(Transaction.Put($"/{i}", Same.Bytes("x"), 0), _deadline.Token).AsTask());
        Assert.All(await Task.WhenAll(commits), result => Assert.True(result.Succeeded));
        var reads = Enumerable
            .Range(0, 50)
            .Select(_ =>
                store
                    .RangeAsync(
                        new()
                        {
                            Start = "/",
                            End = "",
                            Limit = 1,
                        },
                        _deadline.Token
                    )
                    .AsTask()
            );
        Assert.All(await Task.WhenAll(reads), result => Assert.Equal(200, result.Count));
    }

    [Fact]
    public async Task Closing_answers_every_caller()
    {
        var store = await OpenAsync(options => options with { MaxWaitingTransactions = 4, MaxBatchTransactions = 2 });
        var commits = Enumerable
            .Range(0, 100)
            .Select(i => store.CommitAsync(Transaction.Put($"/{i}", Same.Bytes("x"), 0), _deadline.Token).AsTask())
            .ToList();
        await store.DisposeAsync();
        var written = 0;
        foreach (var commit in commits)
        {
            written += await Record.ExceptionAsync(() => commit) is null ? 1 : 0;
            Assert.True(
                commit.IsCompletedSuccessfully || commit.Exception!.InnerException is StoreUnavailableException
            );
        }
        await using var again = await OpenAsync(options => options);
        Assert.Equal(written + 1, await again.GetRevisionAsync(_deadline.Token));
    }

    [Fact]
    public async Task A_consumer_past_its_buffer_reads_on_from_disk_without_companions()
    {
        await using var store = await OpenAsync(options => options with { WatchBufferChanges = 16 });
        await using var watch = store.WatchAsync("/", 1, _deadline.Token).GetAsyncEnumerator(_deadline.Token);
        var first = watch.MoveNextAsync();
        for (var i = 0; i < 100; i++)
        {
            await store.CommitAsync(Transaction.Put($"/{i}", Same.Bytes("x"), 0, companion: this), _deadline.Token);
        }
        var seen = new List<StoreChange>();
        Assert.True(await first);
        do
        {
            seen.AddRange(watch.Current.Changes);
        } while (seen.Count < 100 && await watch.MoveNextAsync());
        Assert.Equal(Enumerable.Range(2, 100).Select(i => (long)i), seen.Select(c => c.Revision));
        // At most the one that the consumer had in hand, and a full buffer.
        Assert.InRange(seen.Count(c => c.Companion is not null), 0, 17);

        // Caught up, it is live again.
        var next = watch.MoveNextAsync();
        while (!next.IsCompleted)
        {
            await store.CommitAsync(
                new() { Operations = [Operation.Put("/live", Same.Bytes("x"), this)] },
                _deadline.Token
            );
        }
        Assert.True(await next);
    }

    [Fact]
    public async Task Compaction_makes_room_that_is_used_again()
    {
        await using var store = await OpenAsync(options => options with { CheckpointBytes = 64 << 10 });
        async Task<long> RoundAsync()
        {
            await WriteAsync(store, writers: 8, commits: 100, bytes: 2000);
            await store.CompactAsync(await store.GetRevisionAsync(_deadline.Token), _deadline.Token);
            using var outside = new Database(_directory.Path, readOnly: true);
            return outside.Number("PRAGMA page_count");
        }
        var first = await RoundAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.InRange(await RoundAsync(), first / 2, first * 3 / 2);
        }
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
