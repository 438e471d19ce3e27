using System.Text;
using Microsoft.Win32.SafeHandles;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>
/// A process that writes to a SQLite store and tells on its standard output, one unbuffered line each, what was acknowledged
/// (<c>ack KEY REVISION</c>) and what failed (<c>failed KEY MESSAGE</c>). A transaction writes the same value to <c>/a/KEY</c> and to
/// <c>/b/KEY</c>, and counts in the shared key <c>/hot</c>.
/// </summary>
internal static class WritingChild
{
    /// <summary>child PATH SYNCHRONOUS ROUND WRITERS COMMITS: so many writers commit so many times each, under keys of this round.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (path, synchronous, round) = (args[0], args[1], args[2]);
        var (writers, commits) = (int.Parse(args[3]), int.Parse(args[4]));
        await using var output = new FileStream(
            new SafeFileHandle(1, ownsHandle: false),
            FileAccess.Write,
            bufferSize: 0
        );
        var store = await SqliteStore.OpenAsync(
            new()
            {
                Path = path,
                Synchronous = synchronous,
                CheckpointBytes = 256 << 10, // small, so that checkpoints are in the way
            },
            CancellationToken.None
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < commits; i++)
                        {
                            var line = await CommitAsync(store, $"{round}-{writer}-{i}.");
                            lock (output)
                            {
                                output.Write(Encoding.UTF8.GetBytes(line + "\n"));
                            }
                            if (i % 50 == 49 && writer == 0)
                            {
                                await CompactAsync(store);
                            }
                        }
                    })
                )
        );
        await store.DisposeAsync();
        return 0;
    }

    /// <summary>The value under a key: the key, over and over, so that a torn one shows.</summary>
    public static byte[] Value(string key) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(key, 40)));

    private static async Task<string> CommitAsync(SqliteStore store, string key)
    {
        var value = Value(key);
        try
        {
            var result = await store.CommitAsync(
                new()
                {
                    Conditions = [new("/a/" + key, 0)],
                    Operations =
                    [
                        Operation.Put("/a/" + key, value),
                        Operation.Put("/b/" + key, value),
                        Operation.Put("/hot", value),
                    ],
                },
                CancellationToken.None
            );
            return result.Succeeded ? $"ack {key} {result.Revision}" : $"refused {key} {result.Revision}";
        }
        catch (StoreUnavailableException e)
        {
            return $"failed {key} {e.Message}";
        }
    }

    private static async Task CompactAsync(SqliteStore store)
    {
        try
        {
            await store.CompactAsync(await store.GetRevisionAsync(CancellationToken.None) - 20, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreUnavailableException or CompactedException)
        {
            // A disk that fails on purpose fails this too; the commits are what is looked at.
        }
    }
}
