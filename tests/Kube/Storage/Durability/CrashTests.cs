using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Sqlite;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>A writing process is killed at random moments, again and again over one state.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(30));

    [Fact]
    public async Task Killed_at_any_moment_it_keeps_what_it_acknowledged_and_tears_nothing()
    {
        var random = new Random(20);
        var rounds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 100 : 5;
        var lines = new List<string[]>();
        for (var round = 0; round < rounds; round++)
        {
            using (var child = ChildProcess.Start([], _directory.Path, "FULL", $"round{round}", "8", "1000000"))
            {
                var killAfter = random.Next(3) == 0 ? random.Next(1, 20) : random.Next(20, 3000);
                lines.AddRange(await child.ReadAsync(killAfter, _deadline.Token));
            }
            Assert.All(lines, line => Assert.Equal("ack", line[0]));
            await using var store = await SqliteStore.OpenAsync(new() { Path = _directory.Path }, _deadline.Token);
            await Survivors.CheckAsync(store, lines, _deadline.Token);
        }
        Assert.True(lines.Count > rounds * 20);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
