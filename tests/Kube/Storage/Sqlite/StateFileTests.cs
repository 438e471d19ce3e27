using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests.Sqlite;

/// <summary>What is opened, what is refused, and what is found again.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));

    private Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(new() { Path = _directory.Path }, _deadline.Token);

    private async Task<string> RefusedAsync()
    {
        var error = await Assert.ThrowsAsync<StateUnusableException>(OpenAsync);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(_directory.Path, error.Message);
        return error.Message;
    }

    private async Task FillAsync(int commits)
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < commits; i++)
        {
            await store.CommitAsync(
                new() { Operations = [Operation.Put($"/{i % 10}", Same.Bytes($"{i}"))] },
                _deadline.Token
            );
        }
    }

    private void Edit(string sql)
    {
        using var database = new Database(_directory.Path, readOnly: false);
        database.Execute(sql);
    }

    [Fact]
    public async Task A_reopened_state_has_its_revision_its_keys_its_history_and_its_compaction()
    {
        await FillAsync(30);
        await using (var store = await OpenAsync())
        {
            Assert.Equal(31, await store.GetRevisionAsync(_deadline.Token));
            await store.CompactAsync(15, _deadline.Token);
        }
        await using var again = await OpenAsync();
        Assert.Equal(31, await again.GetRevisionAsync(_deadline.Token));
        Assert.Equal("/3=23 created 5 modified 25", Same.Text((await again.GetAsync("/3", _deadline.Token))!));
        var then = await again.RangeAsync(
            new()
            {
                Start = "/3",
                End = "/4",
                Revision = 16,
            },
            _deadline.Token
        );
        Assert.Equal("/3=13 created 5 modified 15", Same.Text(then.Entries[0]));
        await Assert.ThrowsAsync<CompactedException>(async () =>
            await again.RangeAsync(
                new()
                {
                    Start = "/",
                    End = "",
                    Revision = 14,
                },
                _deadline.Token
            )
        );
        var seen = new List<long>();
        await foreach (var batch in again.WatchAsync("/", 15, _deadline.Token))
        {
            seen.AddRange(batch.Changes.Select(c => c.Revision));
            if (seen[^1] == 31)
            {
                break;
            }
        }
        Assert.Equal(Enumerable.Range(16, 16).Select(r => (long)r), seen);
        Assert.Equal(
            new(true, 32),
            await again.CommitAsync(Transaction.Put("/new", Same.Bytes("x"), 0), _deadline.Token)
        );
    }

    [Fact]
    public async Task A_state_that_is_compacted_to_its_newest_revision_keeps_that_revision()
    {
        await FillAsync(5);
        await using (var store = await OpenAsync())
        {
            await store.CompactAsync(6, _deadline.Token);
        }
        await using var again = await OpenAsync();
        Assert.Equal(6, await again.GetRevisionAsync(_deadline.Token));
        Assert.Equal(
            new(true, 7),
            await again.CommitAsync(Transaction.Put("/new", Same.Bytes("x"), 0), _deadline.Token)
        );
    }

    [Fact]
    public async Task A_compaction_that_a_crash_interrupted_goes_on_after_the_next_start()
    {
        await FillAsync(500);
        Edit("UPDATE meta SET number = 490 WHERE name = 'compacted'");
        await using (var store = await OpenAsync())
        {
            await store.CompactAsync(491, _deadline.Token);
        }
        using var database = new Database(_directory.Path, readOnly: true);
        Assert.Equal(10, database.Number("SELECT count(*) FROM log"));
        // 10 current values, and those that the 10 kept changes replaced.
        Assert.Equal(20, database.Number("SELECT count(*) FROM value"));
    }

    [Fact]
    public async Task The_state_is_readable_by_its_owner_alone()
    {
        await FillAsync(1);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such modes");
        Assert.All(
            Directory.GetFiles(Path.GetDirectoryName(_directory.Path)!),
#pragma warning disable CA1416 // skipped above
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file))
#pragma warning restore CA1416
        );
    }

    [Fact]
    public async Task A_closed_state_is_one_file_and_its_lock()
    {
        await FillAsync(100);
        Assert.Equal(["state.db", "state.db-lock"], _directory.Files);
    }

    [Fact]
    public async Task A_state_in_use_is_refused_and_free_again_when_its_store_is_closed()
    {
        await using (var store = await OpenAsync())
        {
            Assert.Equal(
                $"{_directory.Path} is in use by another process: stop that one, or choose another path",
                await RefusedAsync()
            );
            await store.CommitAsync(Transaction.Put("/a", Same.Bytes("1"), 0), _deadline.Token);
        }
        await using var again = await OpenAsync();
        Assert.NotNull(await again.GetAsync("/a", _deadline.Token));
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_as_it_is()
    {
        await FillAsync(1);
        Edit($"PRAGMA user_version = {StateFile.Format + 1}");
        var before = await File.ReadAllBytesAsync(_directory.Path);
        Assert.Equal(
            $"{_directory.Path} has format 2 and this program reads format 1: use the newer program that wrote it, or choose another path",
            await RefusedAsync()
        );
        Assert.Equal(before, await File.ReadAllBytesAsync(_directory.Path));
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_as_it_is()
    {
        Edit("CREATE TABLE theirs (x); PRAGMA application_id = 99;");
        var before = await File.ReadAllBytesAsync(_directory.Path);
        Assert.Contains("is a SQLite database of something else (application id 99)", await RefusedAsync());
        Assert.Equal(before, await File.ReadAllBytesAsync(_directory.Path));
        Assert.Equal(["state.db"], _directory.Files);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(_directory.Path, string.Concat(Enumerable.Repeat("kind: Deployment\n", 100)));
        Assert.Contains("is no state of Pangea, or damaged", await RefusedAsync());
        Assert.Equal(["state.db"], _directory.Files);
        Assert.StartsWith("kind: Deployment", await File.ReadAllTextAsync(_directory.Path));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public async Task A_truncated_state_is_refused_or_fails_the_reads_that_meet_the_damage(double part)
    {
        await FillAsync(1000);
        using (var file = new FileStream(_directory.Path, FileMode.Open))
        {
            file.SetLength((long)(file.Length * part));
        }
        try
        {
            await using var store = await OpenAsync();
            var error = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            {
                await store.RangeAsync(new() { Start = "/", End = "" }, _deadline.Token);
                await foreach (var batch in store.WatchAsync("/", 1, _deadline.Token)) { }
            });
            Assert.Contains("restore a backup", error.Message);
        }
        catch (StateUnusableException e)
        {
            Assert.Contains(_directory.Path, e.Message);
        }
    }

    [Fact]
    public async Task An_empty_file_becomes_a_state()
    {
        await File.WriteAllBytesAsync(_directory.Path, []);
        await FillAsync(1);
    }

    [Fact]
    public async Task A_place_that_cannot_hold_a_state_is_refused()
    {
        async Task<string> At(string path) =>
            (
                await Assert.ThrowsAsync<StateUnusableException>(async () =>
                    await SqliteStore.OpenAsync(new() { Path = path }, _deadline.Token)
                )
            ).Message;
        Assert.Contains("does not exist: create it", await At(_directory.Path + "/nowhere/state.db"));
        Directory.CreateDirectory(_directory.Path);
        Assert.Contains(_directory.Path, await At(_directory.Path));
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
