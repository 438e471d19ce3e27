using System.Text;
using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests.Sqlite;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly StateDirectory _directory = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));

    private string CopyPath => _directory.Path + ".copy";

    private Task<SqliteStore> OpenAsync(string path) => SqliteStore.OpenAsync(new() { Path = path }, _deadline.Token);

    private Task<CommitResult> PutAsync(IStore store, string value, params string[] keys) =>
        store
            .CommitAsync(
                new() { Operations = [.. keys.Select(k => Operation.Put(k, Same.Bytes(value)))] },
                _deadline.Token
            )
            .AsTask();

    private async Task<SortedDictionary<string, string>> ReadAsync(IStore store)
    {
        var range = await store.RangeAsync(new() { Start = "/", End = KeyRange.PrefixEnd("/") }, _deadline.Token);
        return new(
            range.Entries.ToDictionary(e => e.Key, e => Encoding.UTF8.GetString(e.Value.Span)),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_restored_copy_has_what_was_there_and_a_revision_that_was_never_handed_out()
    {
        long copied;
        await using (var store = await OpenAsync(_directory.Path))
        {
            await PutAsync(store, "1", "/a", "/b");
            await PutAsync(store, "2", "/b");
            copied = SqliteBackup.Copy(_directory.Path, CopyPath);
            Assert.Equal(await store.GetRevisionAsync(_deadline.Token), copied);
            await PutAsync(store, "3", "/c");
        }

        var restored = SqliteBackup.Restore(CopyPath);
        await using var again = await OpenAsync(CopyPath);

        Assert.Equal(copied + SqliteBackup.RevisionsAhead, restored);
        Assert.Equal(restored, await again.GetRevisionAsync(_deadline.Token));
        Assert.Equal(new() { ["/a"] = "1", ["/b"] = "2" }, await ReadAsync(again));
        var written = await PutAsync(again, "4", "/d");
        Assert.Equal(restored + 1, written.Revision);
    }

    [Fact]
    public async Task Watches_that_know_more_than_the_copy_are_told_to_list_again()
    {
        await using (var store = await OpenAsync(_directory.Path))
        {
            await PutAsync(store, "1", "/a");
            SqliteBackup.Copy(_directory.Path, CopyPath);
        }
        SqliteBackup.Restore(CopyPath);
        await using var again = await OpenAsync(CopyPath);

        foreach (var known in (long[])[1, 2, 1000])
        {
            await Assert.ThrowsAsync<CompactedException>(async () =>
            {
                await foreach (var _ in again.WatchAsync("/", known, _deadline.Token))
                    break;
            });
        }
    }

    [Fact]
    public async Task A_copy_that_is_taken_while_others_write_holds_no_transaction_in_part()
    {
        await using var store = await OpenAsync(_directory.Path);
        await PutAsync(store, "0", "/left", "/right");
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
                await PutAsync(store, $"{i}", "/left", "/right");
        });

        for (var round = 0; round < 20; round++)
        {
            var path = $"{CopyPath}{round}";
            var before = await store.GetRevisionAsync(_deadline.Token);
            var copied = SqliteBackup.Copy(_directory.Path, path);
            Assert.True(
                copied >= before,
                $"the copy is at {copied}, and {before} was acknowledged before it was taken"
            );
            SqliteBackup.Restore(path);
            await using var copy = await OpenAsync(path);
            var values = await ReadAsync(copy);
            Assert.Equal(values["/left"], values["/right"]);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task What_is_no_copy_of_a_state_is_refused_with_a_line()
    {
        Assert.Contains(
            "does not exist",
            Assert.Throws<StateUnusableException>(() => SqliteBackup.Copy(_directory.Path, CopyPath)).Message
        );
        await File.WriteAllTextAsync(CopyPath, string.Concat(Enumerable.Repeat("no database ", 1000)));
        Refused("damaged");

        await using (var store = await OpenAsync(_directory.Path))
        {
            for (var i = 0; i < 200; i++)
                await PutAsync(store, new string('v', 3000), $"/{i}");
            File.Delete(CopyPath);
            SqliteBackup.Copy(_directory.Path, CopyPath);
        }
        using (var file = File.OpenWrite(CopyPath))
        {
            file.Position = file.Length / 2;
            file.Write(new byte[64 * 1024]);
        }
        Refused("damaged");

        void Refused(string why)
        {
            var message = Assert.Throws<StateUnusableException>(() => SqliteBackup.Restore(CopyPath)).Message;
            Assert.Contains(why, message);
            Assert.DoesNotContain('\n', message);
        }
    }

    public void Dispose()
    {
        _directory.Dispose();
        _deadline.Dispose();
    }
}
