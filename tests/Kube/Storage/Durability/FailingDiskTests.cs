using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Sqlite;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>
/// The disk fails under a running store, and recovers: strace makes system calls return errors without doing them.
/// </summary>
public sealed class FailingDiskTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData("fsync", "EIO", "10..14", 1)]
    [InlineData("fsync", "EIO", "10..14", 8)]
    [InlineData("pwrite64", "ENOSPC", "60..75", 1)]
    [InlineData("pwrite64", "ENOSPC", "60..75", 8)]
    [InlineData("pwrite64", "EIO", "100..130+3", 8)]
    [InlineData("fsync", "EIO", "8..80+2", 8)]
    public async Task What_was_acknowledged_is_there_and_what_failed_is_there_whole_or_not_at_all(
        string call,
        string error,
        string when,
        int writers
    )
    {
        using var child = ChildProcess.Start(
            [
                "strace",
                "-f",
                "-o",
                "/dev/null",
                "-e",
                $"trace={call}",
                "-e",
                $"inject={call}:error={error}:when={when}",
            ],
            _directory.Path,
            "FULL",
            "failing",
            $"{writers}",
            "100"
        );
        var lines = await child.ReadAsync(killAfter: -1, _deadline.Token);
        Assert.Equal(0, child.ExitCode);
        Assert.Equal(writers * 100, lines.Count);
        Assert.Contains(lines, line => line[0] == "failed");
        Assert.Contains(lines.Skip(lines.FindLastIndex(line => line[0] == "failed")), line => line[0] == "ack");
        Assert.All(
            lines.Where(line => line[0] == "failed"),
            line => Assert.StartsWith($"cannot write to {_directory.Path}: ", line[2])
        );
        // Revisions of acknowledged commits are all different, whatever failed in between.
        var revisions = lines.Where(line => line[0] == "ack").Select(line => long.Parse(line[2])).ToList();
        Assert.Equal(revisions.Count, revisions.Distinct().Count());

        await using var store = await SqliteStore.OpenAsync(new() { Path = _directory.Path }, _deadline.Token);
        await Survivors.CheckAsync(store, lines, _deadline.Token);
    }

    [Fact]
    public async Task A_full_disk_fails_commits_and_nothing_else_and_room_heals_it()
    {
        var options = new SqliteStoreOptions { Path = _directory.Path };
        var acknowledged = new List<long>();
        await using (var full = await SqliteStore.OpenAsync(options with { MaxPages = 60 }, _deadline.Token))
        {
            StoreUnavailableException? error = null;
            while (error is null)
            {
                try
                {
                    var put = Transaction.Put($"/{acknowledged.Count}", new byte[5000], 0);
                    acknowledged.Add((await full.CommitAsync(put, _deadline.Token)).Revision);
                }
                catch (StoreUnavailableException e)
                {
                    error = e;
                }
            }
            Assert.Contains("free some space", error.Message);
            Assert.DoesNotContain('\n', error.Message);
            Assert.Equal(acknowledged[^1], await full.GetRevisionAsync(_deadline.Token));
            Assert.NotNull(await full.GetAsync("/0", _deadline.Token));
            Assert.Equal(
                acknowledged.Count,
                (await full.RangeAsync(new() { Start = "/", End = "" }, _deadline.Token)).Count
            );
            // What needs no room still works.
            Assert.False((await full.CommitAsync(Transaction.Put("/0", new byte[5000], 0), _deadline.Token)).Succeeded);
        }
        await using var store = await SqliteStore.OpenAsync(options, _deadline.Token);
        Assert.Equal(acknowledged[^1], await store.GetRevisionAsync(_deadline.Token));
        Assert.True((await store.CommitAsync(Transaction.Put("/more", new byte[5000], 0), _deadline.Token)).Succeeded);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
