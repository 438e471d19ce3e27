using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Fleet;

/// <summary>
/// The program as users run it: <c>./pangea up --detach</c> with three clusters, and a client that talks to its APIs over TLS from outside.
/// </summary>
internal sealed class FleetBenchmark : IBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "fleet";

    public string Summary => "the program with three clusters: [start|isolate|steady|bulk] [count]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var part = arguments.Count > 0 ? arguments[0] : "";
        int Count(int standard) =>
            arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : standard;
        if (part is "" or "start")
            await StartAsync("one process", [], cancellationToken);
        if (part is "" or "isolate")
            await StartAsync("--isolate", ["--isolate"], cancellationToken);
        if (part is "" or "steady")
            await SteadyAsync(Count(500), cancellationToken);
        if (part is "" or "bulk")
            await BulkAsync(Count(1000), cancellationToken);
    }

    /// <summary>From nothing to all clusters Ready; then what an idle fleet costs.</summary>
    private static async Task StartAsync(
        string what,
        IReadOnlyList<string> options,
        CancellationToken cancellationToken
    )
    {
        await using var fleet = await RunningFleet.UpAsync(options, cancellationToken);
        Say(
            $"start, {what}",
            $"{fleet.Start.TotalSeconds:N2} s to all clusters Ready, {fleet.CpuSeconds:N2} CPU-s, {fleet.Processes} processes"
        );
        await PauseAsync(10, cancellationToken);
        var before = fleet.CpuSeconds;
        await PauseAsync(30, cancellationToken);
        Say(
            $"idle, {what}",
            $"{(fleet.CpuSeconds - before) / 30:P2} of a core over 30 s, {fleet.ResidentMegabytes:N0} MB resident"
        );
    }

    /// <summary>Deployments at a steady pace: when all three members have them, and when the hub's template has their status.</summary>
    private static async Task SteadyAsync(int count, CancellationToken cancellationToken)
    {
        await using var fleet = await RunningFleet.UpAsync([], cancellationToken);
        var hub = await fleet.HubAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await MustAsync(
            hub.CreateAsync(FleetObjects.Policies, FleetObjects.Policy(1, 1, 1), WriteOptions.None, cancellationToken)
        );

        var began = new ConcurrentDictionary<string, long>();
        var answered = new ConcurrentBag<double>();
        var arrived = new ConcurrentDictionary<string, int>();
        var reached = new ConcurrentBag<double>();
        var told = new ConcurrentBag<double>();
        foreach (var member in RunningFleet.Members)
        {
            var informer = (await fleet.MemberAsync(member, cancellationToken)).Informer(
                FleetObjects.Deployments,
                InformerOptions.All
            );
            informer.Subscribe(c =>
            {
                if (
                    c.Old is null
                    && began.TryGetValue(c.Object.Name, out var at)
                    && arrived.AddOrUpdate(c.Object.Name, 1, (_, n) => n + 1) == 3
                )
                    reached.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            });
            await informer.WaitForSyncAsync(cancellationToken);
        }
        var templates = hub.Informer(FleetObjects.Deployments, InformerOptions.All);
        templates.Subscribe(c =>
        {
            if (IsReady(c.New) && !IsReady(c.Old) && began.TryGetValue(c.Object.Name, out var at))
                told.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        });
        await templates.WaitForSyncAsync(cancellationToken);

        // The first ones pay for what is compiled on first use; they are told, and not counted.
        const int WarmUp = 20;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        double cpu = 0;
        for (var i = 0; i < WarmUp + count; i++)
        {
            if (i == WarmUp)
            {
                await UntilAsync(() => told.Count == WarmUp, cancellationToken);
                Say("first Deployments", $"{Spread(reached)} to three members, status {Spread(told)}");
                answered.Clear();
                reached.Clear();
                told.Clear();
                cpu = fleet.CpuSeconds;
            }
            await pace.WaitForNextTickAsync(cancellationToken);
            var name = $"steady{i:d4}";
            began[name] = Stopwatch.GetTimestamp();
            await MustAsync(
                hub.CreateAsync(
                    FleetObjects.Deployments,
                    FleetObjects.Deployment(name),
                    WriteOptions.None,
                    cancellationToken
                )
            );
            answered.Add(Stopwatch.GetElapsedTime(began[name]).TotalMilliseconds);
        }
        await UntilAsync(() => told.Count >= count, cancellationToken);
        Say("10 a second, answered", Spread(answered));
        Say("10 a second, in three members", $"{Spread(reached)}, {reached.Count} of {count}");
        Say("10 a second, status on hub", $"{Spread(told)}, {told.Count} of {count}");
        Say(
            "10 a second, cost",
            $"{(fleet.CpuSeconds - cpu) / count * 1000:N1} ms CPU a Deployment, {fleet.ResidentMegabytes:N0} MB resident"
        );
    }

    /// <summary>Many Deployments at once under one policy, then other weights for all of them.</summary>
    private static async Task BulkAsync(int count, CancellationToken cancellationToken)
    {
        await using var fleet = await RunningFleet.UpAsync([], cancellationToken);
        var hub = await fleet.HubAsync(cancellationToken);
        await MustAsync(
            hub.CreateAsync(FleetObjects.Policies, FleetObjects.Policy(1, 1, 1), WriteOptions.None, cancellationToken)
        );
        var templates = hub.Informer(FleetObjects.Deployments, InformerOptions.All);
        var bindings = hub.Informer(FleetObjects.Bindings, InformerOptions.All);
        var ready = Following(templates, IsReady);
        var moved = Following(bindings, b => FleetObjects.ReadyReplicas(b) == "1 2 2");
        var members = new List<ConcurrentDictionary<string, bool>>();
        foreach (var member in RunningFleet.Members)
            members.Add(
                Following(
                    (await fleet.MemberAsync(member, cancellationToken)).Informer(
                        FleetObjects.Deployments,
                        InformerOptions.All
                    ),
                    _ => true
                )
            );
        await PauseAsync(3, cancellationToken);

        var idle = await WritesAsync();
        var cpu = fleet.CpuSeconds;
        var begun = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync()));
        Tell("created");
        await UntilAsync(() => members.All(m => m.Count == count), cancellationToken);
        Tell("in three members");
        await UntilAsync(() => ready.Count == count, cancellationToken);
        Tell("ready, told by the hub");

        await QuietAsync(fleet, cancellationToken);
        Tell("until the fleet is quiet");
        var writes = await WritesAsync();
        Say("writes of a Deployment", string.Join(", ", writes.Zip(idle, (w, i) => $"{(w - i) / (double)count:N1}")));
        cpu = fleet.CpuSeconds;
        begun = Stopwatch.GetTimestamp();
        var policy = (await hub.GetAsync(FleetObjects.Policies, new("", "all"), cancellationToken)).Value!;
        await MustAsync(
            hub.UpdateAsync(
                FleetObjects.Policies,
                policy.WithSpec(FleetObjects.Policy(2, 1, 2).Spec),
                WriteOptions.None,
                cancellationToken
            )
        );
        await UntilAsync(() => moved.Count == count, cancellationToken);
        Tell("re-weighted, told by the hub");
        await QuietAsync(fleet, cancellationToken);
        Tell("until the fleet is quiet");
        Say("resident", $"{fleet.ResidentMegabytes:N0} MB");

        void Tell(string what) =>
            Say(
                $"{count} {what}",
                $"{Stopwatch.GetElapsedTime(begun).TotalSeconds:N2} s, {fleet.CpuSeconds - cpu:N2} CPU-s"
            );

        // The revision counts every write of a server: the hub's first, then the members'.
        async Task<List<long>> WritesAsync()
        {
            var revisions = new List<long>();
            List<IClusterApi> apis = [hub];
            foreach (var member in RunningFleet.Members)
                apis.Add(await fleet.MemberAsync(member, cancellationToken));
            foreach (var api in apis)
            {
                var list = await api.ListAsync(new("", "v1", "namespaces"), "", ListOptions.All, cancellationToken);
                revisions.Add(long.Parse(list.Value!.ResourceVersion, CultureInfo.InvariantCulture));
            }
            return revisions;
        }

        async Task CreateAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                await MustAsync(
                    hub.CreateAsync(
                        FleetObjects.Deployments,
                        FleetObjects.Deployment($"bulk{i:d5}"),
                        WriteOptions.None,
                        cancellationToken
                    )
                );
        }
    }

    private static bool IsReady(KubeObject? template) =>
        template?.Status.Integer("readyReplicas") == FleetObjects.Replicas;

    /// <summary>The names of the objects for which something holds now.</summary>
    private static ConcurrentDictionary<string, bool> Following(IInformer informer, Func<KubeObject, bool> holds)
    {
        var names = new ConcurrentDictionary<string, bool>();
        informer.Subscribe(c =>
        {
            if (c.New is { } now && holds(now))
                names[now.Name] = true;
            else
                names.TryRemove(c.Object.Name, out _);
        });
        return names;
    }

    /// <summary>Until the fleet takes less than a twentieth of a core.</summary>
    private static async Task QuietAsync(RunningFleet fleet, CancellationToken cancellationToken)
    {
        for (var before = fleet.CpuSeconds; ; )
        {
            await PauseAsync(1, cancellationToken);
            var now = fleet.CpuSeconds;
            if (now - before < 0.1)
                return;
            before = now;
        }
    }

    private static async Task UntilAsync(Func<bool> reached, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!reached())
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new TimeoutException("the fleet did not get there");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static Task PauseAsync(int seconds, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);

    private static async Task MustAsync(ValueTask<ApiResult<KubeObject>> call)
    {
        var result = await call;
        if (!result.IsSuccess)
            throw new InvalidOperationException(result.Error.ToString());
    }

    private static string Spread(IReadOnlyCollection<double> milliseconds) =>
        $"p50 {Measurement.Percentile(milliseconds, 0.5):N1} ms, p99 {Measurement.Percentile(milliseconds, 0.99):N1} ms";

    /// <summary>A line; figures of a machine that was busy with other things are to be told from others.</summary>
    private static void Say(string what, string figures) =>
        Console.WriteLine($"  {what, -36}{figures}  (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]})");
}
