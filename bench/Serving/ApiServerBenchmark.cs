using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pangea.Bench.Fleet;
using Pangea.Bench.Storage;

namespace Pangea.Bench.Serving;

/// <summary>
/// The API server of a hub as its clients meet it: another process, over TLS with client certificates and HTTP/2, each write durable. Objects are
/// ConfigMaps of 1 KB. An empty endpoint and the disk are measured in the same run.
/// </summary>
internal sealed class ApiServerBenchmark : IBenchmark
{
    private const int Clients = 64;
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly string padding = new('x', 700);

    public string Name => "apiserver";

    public string Summary => "a hub's API server over TLS, beside an empty endpoint: [calls|lists|watches] [count]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var part = arguments.Count > 0 ? arguments[0] : "";
        int Count(int standard) =>
            arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : standard;
        if (part == "empty")
        {
            await EmptyEndpoint.ServeAsync(cancellationToken);
            return;
        }
        await using var hub = await RunningFleet.HubAloneAsync(cancellationToken);
        var connection = await hub.HubConnectionAsync(cancellationToken);
        using var load = new LoadGenerator(connection.Server, connection.ClientCertificate!, Clients);
        Say("hub, empty", $"{hub.ResidentMegabytes:N0} MB");
        if (part is "" or "calls")
        {
            var directory = Directory.CreateTempSubdirectory("pangea-bench");
            DiskFloor.Measure(directory, 1024, 2);
            directory.Delete(recursive: true);
            using var empty = await EmptyEndpoint.StartAsync(cancellationToken);
            using var floor = new LoadGenerator(empty.Address, connection.ClientCertificate!, Clients);
            for (var round = 0; round < 3; round++)
            {
                await MeasureAsync(
                    "empty endpoint, GET",
                    floor,
                    () => empty.CpuSeconds,
                    Count(20_000),
                    (c, _) => floor.CallAsync(c, HttpMethod.Get, "/", "", null, cancellationToken)
                );
                await MeasureAsync(
                    "empty endpoint, POST",
                    floor,
                    () => empty.CpuSeconds,
                    Count(20_000),
                    (c, i) =>
                        floor.CallAsync(
                            c,
                            HttpMethod.Post,
                            "/",
                            "application/json",
                            ConfigMap("a", i),
                            cancellationToken
                        )
                );
                await CallsAsync(hub, load, round, Count(20_000));
            }
        }
        if (part is "" or "lists")
            await ListsAsync(hub, load, connection.ClientCertificate!, cancellationToken);
        if (part is "" or "watches")
            await WatchesAsync(hub, load, cancellationToken);
    }

    /// <summary>The four calls of objects, on as many objects, which are gone at the end.</summary>
    private async Task CallsAsync(RunningFleet hub, LoadGenerator load, int round, int count)
    {
        double Cpu() => hub.CpuSeconds;
        string Path(int i) => $"{ConfigMaps}/r{round}-{i}";
        await MeasureAsync("POST", load, Cpu, count, (c, i) => CallAsync(c, HttpMethod.Post, ConfigMaps, Body(i, 0)));
        await MeasureAsync("GET", load, Cpu, count, (c, i) => CallAsync(c, HttpMethod.Get, Path(i), null));
        await MeasureAsync("PUT", load, Cpu, count, (c, i) => CallAsync(c, HttpMethod.Put, Path(i), Body(i, 1)));
        await MeasureAsync(
            "PATCH",
            load,
            Cpu,
            count,
            (c, i) =>
                load.CallAsync(
                    c,
                    HttpMethod.Patch,
                    Path(i),
                    "application/merge-patch+json",
                    Encoding.UTF8.GetBytes($$$"""{"data":{"number":"{{{i}}}"}}"""),
                    default
                )
        );
        await MeasureAsync("DELETE", load, Cpu, count, (c, i) => CallAsync(c, HttpMethod.Delete, Path(i), null));

        byte[] Body(int i, int version) => ConfigMap($"r{round}-{i}", version);
        Task CallAsync(int client, HttpMethod method, string path, byte[]? body) =>
            load.CallAsync(client, method, path, "application/json", body, default);
    }

    private async Task ListsAsync(
        RunningFleet hub,
        LoadGenerator load,
        X509Certificate2 certificate,
        CancellationToken cancellationToken
    )
    {
        foreach (var (from, to) in ((int, int)[])[(0, 10_000), (10_000, 50_000)])
        {
            var before = hub.ResidentMegabytes;
            await load.RunAsync(
                to - from,
                (c, i) =>
                    load.CallAsync(
                        c,
                        HttpMethod.Post,
                        ConfigMaps,
                        "application/json",
                        ConfigMap($"list-{from + i}", 0),
                        cancellationToken
                    )
            );
            Say(
                $"{to} objects",
                $"{hub.ResidentMegabytes:N0} MB resident, {(hub.ResidentMegabytes - before) * 1024 / (to - from):N1} KB for each of the last {to - from}"
            );
            if (from > 0)
                break;
            using var empty = await EmptyEndpoint.StartAsync(cancellationToken);
            using var floor = new LoadGenerator(empty.Address, certificate, 1);
            for (var round = 0; round < 2; round++)
            {
                var bytes = await ReadAsync($"LIST of {to}", load, ConfigMaps);
                await ReadAsync("empty endpoint, as much", floor, $"/?kilobytes={bytes / 1024}");
            }
        }

        async Task<int> ReadAsync(string what, LoadGenerator from, string path)
        {
            var times = new List<double>();
            var bytes = 0;
            for (var i = 0; i < 11; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                bytes = await from.CallAsync(0, HttpMethod.Get, path, "", null, cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            Say(what, $"{Spread(times)}, first {times[0]:N1} ms, {bytes / 1e6:N1} MB");
            return bytes;
        }
    }

    private async Task WatchesAsync(RunningFleet hub, LoadGenerator load, CancellationToken cancellationToken)
    {
        const int Watchers = 1000;
        const int Changes = 100;
        var before = hub.ResidentMegabytes;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = 0L;
        var left = 0;
        var arrived = new List<double>();
        TaskCompletionSource all = new();
        var opened = await Task.WhenAll(
            Enumerable
                .Range(0, Watchers)
                .Select(i =>
                    load.OpenAsync(
                        i % Clients,
                        ConfigMaps + "?watch=1&fieldSelector=metadata.name%3Dwatched",
                        stop.Token
                    )
                )
        );
        var reads = opened.Select(ReadAsync).ToList();
        Say(
            $"{Watchers} idle watches",
            $"{hub.ResidentMegabytes:N0} MB resident, {(hub.ResidentMegabytes - before) * 1024 / Watchers:N1} KB a watch"
        );
        var cpu = 0.0;
        for (var i = 0; i <= Changes; i++)
        {
            if (i == 1)
            {
                arrived.Clear();
                cpu = hub.CpuSeconds;
            }
            all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref left, Watchers);
            Volatile.Write(ref changed, Stopwatch.GetTimestamp());
            await load.CallAsync(
                0,
                i == 0 ? HttpMethod.Post : HttpMethod.Put,
                i == 0 ? ConfigMaps : ConfigMaps + "/watched",
                "application/json",
                ConfigMap("watched", i),
                cancellationToken
            );
            await all.Task.WaitAsync(cancellationToken);
        }
        Say($"a change to {Watchers} watchers", Spread(arrived));
        Say("", $"{(hub.CpuSeconds - cpu) * 1e6 / Watchers / Changes:N1} µs CPU a delivered event");
        await stop.CancelAsync();
        await Task.WhenAll(reads);

        async Task ReadAsync(Stream stream)
        {
            var buffer = new byte[4096];
            var open = 0;
            try
            {
                while (true)
                {
                    var read = await stream.ReadAsync(buffer, stop.Token);
                    if (read == 0)
                        return;
                    // An event is a line.
                    open += buffer.AsSpan(0, read).Count((byte)'\n');
                    for (; open > 0; open--)
                    {
                        var took = Stopwatch.GetElapsedTime(Volatile.Read(ref changed)).TotalMilliseconds;
                        lock (arrived)
                            arrived.Add(took);
                        if (Interlocked.Decrement(ref left) == 0)
                            all.TrySetResult();
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
            {
                // Stopped.
            }
        }
    }

    private static async Task MeasureAsync(
        string what,
        LoadGenerator load,
        Func<double> cpu,
        int count,
        Func<int, int, Task> call
    )
    {
        var before = cpu();
        var begun = Stopwatch.GetTimestamp();
        var times = await load.RunAsync(count, call);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Say(
            $"{what}, {load.Clients} clients",
            $"{count / seconds, 8:N0}/s  {(cpu() - before) * 1e6 / count, 6:N0} µs CPU of the server  {Spread(times)}"
        );
    }

    private byte[] ConfigMap(string name, int version) =>
        Encoding.UTF8.GetBytes(
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"bench","version":"{{{version}}}"}},"data":{"number":"{{{version}}}","padding":"{{{padding}}}"}}"""
        );

    private static string Spread(IReadOnlyCollection<double> milliseconds) =>
        $"p50 {Measurement.Percentile(milliseconds, 0.5):N1} ms, p99 {Measurement.Percentile(milliseconds, 0.99):N1} ms";

    private static void Say(string what, string figures) => Console.WriteLine($"  {what, -36}{figures}");
}
