using System.Diagnostics;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Memory;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Bench.Storage;

/// <summary>The stores: commits by number of writers, opening, reading, watching, compacting.</summary>
internal sealed class StorageBenchmark : IBenchmark
{
    private const int ValueBytes = 2048;

    public string Name => "storage";

    public string Summary =>
        "SQLite and memory store with 2 KB values: [commits|reads|watches|compaction] [--dir DIR] [--seconds N]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = arguments.ToList();
        string Option(string name, string otherwise)
        {
            var at = options.IndexOf(name);
            return at >= 0 && at + 1 < options.Count ? options[at + 1] : otherwise;
        }
        var directory = Directory.CreateDirectory(
            Path.Combine(Option("--dir", Path.GetTempPath()), "pangea-bench-storage")
        );
        var seconds = double.Parse(Option("--seconds", "4"));
        bool Wants(string part) =>
            options.Count == 0 || options[0].StartsWith("--", StringComparison.Ordinal) || options[0] == part;
        try
        {
            if (Wants("commits"))
            {
                DiskFloor.Measure(directory, ValueBytes, seconds / 4);
                await MeasureCommitsAsync("memory", () => Task.FromResult<IStore>(new MemoryStore()), seconds / 4);
                await MeasureCommitsAsync("sqlite", () => OpenAsync(directory), seconds);
            }
            if (Wants("reads"))
            {
                await MeasureReadsAsync(directory, cancellationToken);
            }
            if (Wants("watches"))
            {
                await MeasureWatchesAsync(directory, cancellationToken);
            }
            if (Wants("compaction"))
            {
                await MeasureCompactionAsync(directory, cancellationToken);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<IStore> OpenAsync(DirectoryInfo directory)
    {
        foreach (var file in directory.GetFiles())
        {
            file.Delete();
        }
        return await ReopenAsync(directory);
    }

    private static async Task<IStore> ReopenAsync(DirectoryInfo directory) =>
        await SqliteStore.OpenAsync(
            new() { Path = Path.Combine(directory.FullName, "state.db") },
            CancellationToken.None
        );

    private static async Task MeasureCommitsAsync(string name, Func<Task<IStore>> open, double seconds)
    {
        foreach (var writers in (int[])[1, 8, 64, 256])
        {
            await using var store = await open();
            await RunWritersAsync(store, writers, seconds / 4); // warm
            var measurement = Measurement.Start();
            var latencies = await RunWritersAsync(store, writers, seconds);
            Console.WriteLine(
                $"{name, -8} {writers, 3} writers {measurement.Per("commits", latencies.Count)}"
                    + $"  p50 {Measurement.Percentile(latencies, 0.5) / 1000:N2} ms p99 {Measurement.Percentile(latencies, 0.99) / 1000:N2} ms max {latencies.Max() / 1000:N1} ms"
            );
        }
    }

    /// <summary>Each writer updates keys of its own, one after the other, on the condition that they are as it left them.</summary>
    private static async Task<List<double>> RunWritersAsync(IStore store, int writers, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var keys = Enumerable
                            .Range(0, 100)
                            .Select(i => $"/registry/apps/deployments/namespace-{writer % 10}/deployment-{writer}-{i}")
                            .ToArray();
                        var revisions = new long[keys.Length];
                        for (var i = 0; i < keys.Length; i++)
                        {
                            revisions[i] = (await store.GetAsync(keys[i], CancellationToken.None))?.ModRevision ?? 0;
                        }
                        var value = new byte[ValueBytes];
                        var mine = new List<double>(1000);
                        for (var i = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++)
                        {
                            var k = i % keys.Length;
                            var before = Stopwatch.GetTimestamp();
                            var result = await store.CommitAsync(
                                Transaction.Put(keys[k], value, revisions[k]),
                                CancellationToken.None
                            );
                            mine.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
                            revisions[k] = result.Revision;
                        }
                        return mine;
                    })
                )
        );
        return [.. latencies.SelectMany(list => list)];
    }

    private static async Task FillAsync(IStore store, int keys, int versions = 1)
    {
        var value = new byte[ValueBytes];
        for (var version = 0; version < versions; version++)
        {
            for (var first = 0; first < keys; first += 100)
            {
                var puts = Enumerable
                    .Range(first, 100)
                    .Select(i => Operation.Put($"/registry/pods/namespace/pod-{i:000000}", value));
                await store.CommitAsync(new() { Operations = [.. puts] }, CancellationToken.None);
            }
        }
    }

    private static async Task MeasureReadsAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        const int keys = 100_000;
        var store = await OpenAsync(directory);
        var filling = Measurement.Start();
        await FillAsync(store, keys);
        Console.WriteLine($"sqlite   fill with {keys} keys, 100 a transaction: {filling.Per("keys", keys)}");
        await store.DisposeAsync();

        GC.Collect();
        var before = Environment.WorkingSet;
        var start = Stopwatch.GetTimestamp();
        await using var reopened = await ReopenAsync(directory);
        var first = await reopened.GetAsync("/registry/pods/namespace/pod-050000", cancellationToken);
        Console.WriteLine(
            $"sqlite   open a state of {keys} keys and read one ({first!.Value.Length} B): {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms, working set +{(Environment.WorkingSet - before) / 1024:N0} KiB"
        );

        var random = new Random(1);
        var gets = Measurement.Start();
        for (var i = 0; i < 50_000; i++)
        {
            await reopened.GetAsync($"/registry/pods/namespace/pod-{random.Next(keys):000000}", cancellationToken);
        }
        Console.WriteLine($"sqlite   get        {gets.Per("reads", 50_000)}");

        var pages = Measurement.Start();
        var request = new RangeRequest
        {
            Start = "/registry/pods/namespace/pod-05",
            End = "/registry/pods0",
            Limit = 500,
        };
        for (var i = 0; i < 100; i++)
        {
            await reopened.RangeAsync(request, cancellationToken);
        }
        Console.WriteLine($"sqlite   page of 500 out of 50,000 {pages.Per("pages", 100)}");

        var list = Measurement.Start();
        var all = await reopened.RangeAsync(new() { Start = "/", End = "" }, cancellationToken);
        Console.WriteLine($"sqlite   list all   {list.Per("entries", all.Entries.Count)}");

        await FillAsync(reopened, 10_000);
        var then = Measurement.Start();
        for (var i = 0; i < 100; i++)
        {
            await reopened.RangeAsync(request with { Revision = all.Revision }, cancellationToken);
        }
        Console.WriteLine(
            $"sqlite   page of 500 out of 50,000 at a revision 10,000 changes ago {then.Per("pages", 100)}"
        );
    }

    private static async Task MeasureWatchesAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        foreach (var watchers in (int[])[0, 1, 100, 1000])
        {
            await using var store = await OpenAsync(directory);
            var commits = 0L;
            var delivered = 0L;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = Enumerable
                .Range(0, watchers)
                .Select(async watcher =>
                {
                    try
                    {
                        await foreach (var batch in store.WatchAsync("/registry/", 1, stop.Token))
                        {
                            Interlocked.Add(ref delivered, batch.Changes.Count);
                        }
                    }
                    catch (OperationCanceledException) { }
                })
                .ToList();
            var measurement = Measurement.Start();
            commits = (await RunWritersAsync(store, 64, 2)).Count;
            while (delivered < commits * watchers)
            {
                await Task.Yield();
            }
            Console.WriteLine(
                $"sqlite   64 writers, {watchers, 4} watchers of all: {measurement.Per("commits", commits)}"
                    + (watchers > 0 ? $"; {measurement.Per("deliveries", delivered)}" : "")
            );
            stop.Cancel();
            await Task.WhenAll(watching);
        }
    }

    private static async Task MeasureCompactionAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        await using var store = await OpenAsync(directory);
        await FillAsync(store, 1000, versions: 100);
        var revision = await store.GetRevisionAsync(cancellationToken);
        var alone = await RunWritersAsync(store, 8, 2);
        var writing = RunWritersAsync(store, 8, 2);
        var measurement = Measurement.Start();
        await store.CompactAsync(revision, cancellationToken);
        Console.WriteLine($"sqlite   compaction beside 8 writers {measurement.Per("versions", 100_000)}");
        var beside = await writing;
        foreach (var (name, latencies) in new[] { ("before", alone), ("meanwhile", beside) })
        {
            Console.WriteLine(
                $"sqlite   commits {name, -9}: p50 {Measurement.Percentile(latencies, 0.5) / 1000:N2} ms p99 {Measurement.Percentile(latencies, 0.99) / 1000:N2} ms max {latencies.Max() / 1000:N1} ms"
            );
        }
    }
}
