using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;

namespace Pangea.Bench.Fleet;

/// <summary>
/// A fleet raised by the program itself in a temporary directory, seen from outside: its API over TLS by the kubeconfigs that it wrote, its CPU and memory
/// from <c>/proc</c>. Disposing takes it down and deletes it.
/// </summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    /// <summary>The clusters of a default fleet.</summary>
    public static readonly string[] Members = ["ap", "eu", "us"];

    // The kernel's USER_HZ, which is 100 wherever Linux runs .NET.
    private const double TicksPerSecond = 100;

    private readonly string directory;
    private readonly string launcher;
    private readonly List<HttpClusterApi> apis = [];

    private RunningFleet(string launcher, string directory)
    {
        this.launcher = launcher;
        this.directory = directory;
    }

    /// <summary>How long <c>up --detach</c> took, its own start included.</summary>
    public TimeSpan Start { get; private set; }

    /// <summary>CPU-seconds of all the fleet's processes since their start.</summary>
    public double CpuSeconds => Pids().Sum(Ticks) / TicksPerSecond;

    /// <summary>Resident memory of all the fleet's processes, in MB; pages that they share count once for each.</summary>
    public double ResidentMegabytes => Pids().Sum(Resident);

    /// <summary>How many processes the fleet has.</summary>
    public int Processes => Pids().Length;

    /// <summary>Raises a fleet.</summary>
    public static Task<RunningFleet> UpAsync(IReadOnlyList<string> options, CancellationToken cancellationToken) =>
        RunAsync("up", options, cancellationToken);

    /// <summary>Starts a hub that no cluster has joined.</summary>
    public static Task<RunningFleet> HubAloneAsync(CancellationToken cancellationToken) =>
        RunAsync("hub", [], cancellationToken);

    private static async Task<RunningFleet> RunAsync(
        string command,
        IReadOnlyList<string> options,
        CancellationToken cancellationToken
    )
    {
        var launcher = Path.Combine(Root(), "pangea");
        var fleet = new RunningFleet(
            launcher,
            Path.Combine(Directory.CreateTempSubdirectory("pangea-bench").FullName, "fleet")
        );
        // The tree is to be built before the clock starts.
        await fleet.RunAsync(["version"], cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        await fleet.RunAsync([command, "--detach", "--dir", fleet.directory, .. options], cancellationToken);
        fleet.Start = Stopwatch.GetElapsedTime(begun);
        return fleet;
    }

    /// <summary>The hub's API.</summary>
    public Task<HttpClusterApi> HubAsync(CancellationToken cancellationToken) =>
        OpenAsync("karmada-config", cancellationToken);

    /// <summary>A member's API.</summary>
    public Task<HttpClusterApi> MemberAsync(string name, CancellationToken cancellationToken) =>
        OpenAsync($"kubeconfig-{name}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var api in apis)
            api.Dispose();
        await RunAsync(["down", "--purge", "--dir", directory], CancellationToken.None);
        Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
    }

    /// <summary>Where the hub is and who its administrator is.</summary>
    public Task<ClusterConnection> HubConnectionAsync(CancellationToken cancellationToken) =>
        ConnectionAsync("karmada-config", cancellationToken);

    private async Task<ClusterConnection> ConnectionAsync(string file, CancellationToken cancellationToken)
    {
        var (kubeconfig, error) = await Kubeconfig.LoadAsync(Path.Combine(directory, file), cancellationToken);
        if (kubeconfig is null)
            throw new InvalidOperationException(error);
        var (connection, wrong) = await kubeconfig.ConnectAsync("", cancellationToken);
        return connection ?? throw new InvalidOperationException(wrong);
    }

    private async Task<HttpClusterApi> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var api = new HttpClusterApi(
            await ConnectionAsync(file, cancellationToken),
            new() { UserAgent = "bench" },
            new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance),
            new Random(1),
            NullLogger.Instance
        );
        apis.Add(api);
        return api;
    }

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(launcher, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        await output;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pangea {arguments[0]} failed: {await errors}");
    }

    /// <summary>The processes that the fleet's own record names.</summary>
    private int[] Pids()
    {
        using var record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "run.json")));
        return
        [
            .. record
                .RootElement.GetProperty("roles")
                .EnumerateArray()
                .Append(record.RootElement)
                .Select(r => r.GetProperty("pid").GetInt32())
                .Where(p => p > 0)
                .Distinct(),
        ];
    }

    private static double Ticks(int pid)
    {
        // Behind the name, which may hold blanks: fields 14 and 15 of proc(5), of which the third is the first here.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(fields[11], CultureInfo.InvariantCulture)
            + double.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static double Resident(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024;
    }

    private static string Root()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Pangea.slnx")))
                return at;
        }
        throw new InvalidOperationException("the benchmark of fleets runs from the source tree only");
    }
}
