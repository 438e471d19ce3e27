using Pangea.Kube.Storage.Tests.Sqlite;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>
/// Shows from the system calls of a writing process that no write is acknowledged before its sync: the acknowledgement of each commit
/// begins only after an fsync of the write-ahead log that began after the commit's bytes were written to it, and that succeeded.
/// </summary>
public sealed class SyncBeforeAcknowledgeTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(1, 60)]
    [InlineData(8, 30)]
    public async Task No_write_is_acknowledged_before_its_sync(int writers, int commits)
    {
        var (acknowledged, unsynced) = await TraceAsync("FULL", writers, commits);
        Assert.Equal(writers * commits, acknowledged);
        Assert.Empty(unsynced);
    }

    /// <summary>The same check on a store that does not sync its commits; if it found nothing here, it would show nothing above.</summary>
    [Theory]
    [InlineData("NORMAL")]
    [InlineData("OFF")]
    public async Task The_check_finds_acknowledgements_without_a_sync(string synchronous)
    {
        var (acknowledged, unsynced) = await TraceAsync(synchronous, writers: 1, commits: 30);
        Assert.Equal(30, acknowledged);
        Assert.True(unsynced.Count >= 25, $"only {unsynced.Count} of 30 were found");
    }

    private async Task<(int Acknowledged, List<string> Unsynced)> TraceAsync(
        string synchronous,
        int writers,
        int commits
    )
    {
        var trace = _directory.Path + ".trace";
        using var child = ChildProcess.Start(
            // Strings in full: a page holds the marker anywhere.
            ["strace", "-f", "-y", "-s", "16384", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace],
            _directory.Path,
            synchronous,
            "traced",
            $"{writers}",
            $"{commits}"
        );
        var lines = await child.ReadAsync(killAfter: -1, _deadline.Token);
        Assert.Equal(0, child.ExitCode);
        Assert.All(lines, line => Assert.Equal("ack", line[0]));

        var calls = SystemCalls.Read(trace);
        var writes = calls.Where(call => call.Name == "pwrite64" && call.IsOn("state.db-wal")).ToList();
        var syncs = calls
            .Where(call => call.Name is "fsync" or "fdatasync" && call.IsOn("state.db-wal") && call.Result == "0")
            .ToList();
        var answers = calls.Where(call => call.Name == "write" && call.Arguments.Contains("\"ack ")).ToList();
        Assert.Equal(lines.Count, answers.Count);
        Assert.NotEmpty(writes);

        var unsynced = new List<string>();
        foreach (var key in lines.Select(line => line[1]))
        {
            var answer = answers.Single(call => call.Arguments.Contains($"\"ack {key} ", StringComparison.Ordinal));
            var written = writes.First(call => call.Arguments.Contains(key, StringComparison.Ordinal));
            Assert.True(written.End < answer.Begin, $"{key} is in the log before it is acknowledged");
            // With one writer nothing else is being written at that moment, so all that is in the log is looked at.
            var last = writers == 1 ? writes.Last(call => call.Begin < answer.Begin) : written;
            if (!syncs.Exists(sync => sync.Begin > last.End && sync.End < answer.Begin))
            {
                unsynced.Add(key);
            }
        }
        return (lines.Count, unsynced);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
