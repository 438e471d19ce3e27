using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Pangea.Tests.Tools;

namespace Pangea.Walkthrough.Tests;

/// <summary>
/// A fleet in a folder of its own, driven by command lines as a person would type them: <c>pangea</c> and one version of <c>kubectl</c> are on the path, the
/// hub's kubeconfig is the default one, and <c>$C</c> begins the names of the clusters' kubeconfigs.
/// </summary>
internal sealed class LocalFleet : IAsyncDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EvidenceLimit = TimeSpan.FromSeconds(90);

    private static int ports = Environment.ProcessId % 1000 * 100;

    private readonly Shell shell;
    private readonly List<string> directories = [];

    public LocalFleet(KubernetesTools tools)
    {
        Folder = Directory.CreateTempSubdirectory("pangea-walkthrough-").FullName;
        var state = Path.Combine(Folder, "fleet");
        directories.Add(state);
        Port = NextPort();
        shell = new(
            Folder,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] =
                    $"{tools.Folder}:{Repository.Root}:{Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"}",
                ["HOME"] = Folder,
                ["KUBECONFIG"] = Path.Combine(state, "karmada-config"),
                ["C"] = Path.Combine(state, "kubeconfig"),
                ["DIR"] = state,
                ["MANIFESTS"] = Path.Combine(AppContext.BaseDirectory, "Manifests"),
                ["CHARTS"] = KubernetesTools.Charts,
                ["EXAMPLES"] = Path.Combine(Repository.Root, "examples"),
            }
        );
    }

    /// <summary>The test's own folder, in which commands run.</summary>
    public string Folder { get; }

    /// <summary>The hub's port.</summary>
    public int Port { get; }

    /// <summary>Another folder with state that is stopped and removed in the end.</summary>
    public string NewDirectory(string name)
    {
        var directory = Path.Combine(Folder, name);
        directories.Add(directory);
        return directory;
    }

    public Task UpAsync(string options = "") => RunAsync($"pangea up --detach --dir $DIR --port {Port} {options}");

    /// <summary>Runs a command that must succeed; gives its output.</summary>
    public async Task<string> RunAsync(string command)
    {
        var (code, output) = await shell.RunAsync(command, CommandLimit);
        Assert.True(code == 0, $"$ {command}\n{output}\nended with {code}");
        return output;
    }

    /// <summary>Starts a program that runs until it is stopped, or until the test ends; gives its process.</summary>
    public async Task<string> StartAsync(string command, string log) =>
        (await RunAsync($"{command} >>'{log}' 2>&1 & echo $!")).Trim();

    /// <summary>The processes that the fleet has now.</summary>
    public async Task<IReadOnlyList<string>> ProcessesAsync()
    {
        var status = JsonNode.Parse(await RunAsync("pangea status --dir $DIR -o json"))!;
        return
        [
            .. status["roles"]!
                .AsArray()
                .Select(r => r!["pid"])
                .Prepend(status["pid"])
                .Select(p => p!.ToJsonString())
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Kills processes, all at once, and waits until there is none of them.</summary>
    public async Task KillAsync(IReadOnlyCollection<string> processes)
    {
        var all = string.Join(' ', processes);
        // What the kernel still cleans up behind is a zombie until its parent looks.
        await RunAsync($"kill -9 {all} 2>/dev/null; while ps -o stat= -p '{all}' | grep -qv '^Z'; do sleep 0.02; done");
    }

    /// <summary>Runs a command, whatever comes of it.</summary>
    public Task<(int ExitCode, string Output)> TryAsync(string command) => shell.RunAsync(command, CommandLimit);

    /// <summary>Runs a command again and again until its output is as expected.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isExpected">Whether an output is as expected.</param>
    /// <param name="describe">Tells of the last output what is expected instead, or what is wrong.</param>
    public async Task<string> UntilAsync(string command, Func<string, bool> isExpected, Func<string, string> describe)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (true)
        {
            var (code, output) = await shell.RunAsync(command, CommandLimit);
            if (code == 0 && isExpected(output))
                return output;
            if (clock.GetElapsedTime(start) > EvidenceLimit)
            {
                var why = code == 0 ? describe(output) : $"ended with {code}";
                Assert.Fail($"$ {command}\n{output}\n{why}\n{await StateAsync()}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
        }
    }

    /// <summary>Runs a command until its output, without spaces around it, is this text.</summary>
    public Task<string> UntilAsync(string command, string expected) =>
        UntilAsync(command, o => Normalize(o) == expected, _ => $"“{expected}” was expected");

    /// <summary>The output of a command as JSON.</summary>
    public async Task<JsonNode> JsonAsync(string command) => JsonNode.Parse(await RunAsync(command + " -o json"))!;

    /// <summary>The names of a cluster's pods, sorted.</summary>
    public async Task<SortedSet<string>> PodsAsync(string cluster) =>
        [
            .. (
                await RunAsync(
                    $"kubectl --kubeconfig $C-{cluster} get pods --field-selector=status.phase=Running "
                        + "-o jsonpath='{range .items[*]}{.metadata.name} {end}'"
                )
            ).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];

    /// <summary>Waits until each cluster's Deployment <c>hello</c> has so many ready replicas.</summary>
    public async Task HoldsAsync(int ap, int eu, int us)
    {
        foreach (var (cluster, count) in new[] { ("ap", ap), ("eu", eu), ("us", us) })
        {
            await UntilAsync(
                $"kubectl --kubeconfig $C-{cluster} get deployment hello -o jsonpath='{{.spec.replicas}} {{.status.readyReplicas}}'",
                $"{count} {count}"
            );
            await UntilAsync(
                $"kubectl --kubeconfig $C-{cluster} get pods -l app=hello --no-headers | grep -c ' 1/1 *Running '",
                count.ToString(CultureInfo.InvariantCulture)
            );
        }
    }

    /// <summary>White space folded, so that the widths of columns do not count.</summary>
    public static string Normalize(string output) =>
        string.Join(
            '\n',
            output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var directory in directories.Where(Directory.Exists))
            await shell.RunAsync($"pangea down --purge --dir '{directory}'", CommandLimit);
        // What a failure left running names the folder on its command line.
        foreach (var process in Directory.GetDirectories("/proc").Where(IsOurs))
            await shell.RunAsync($"kill -9 {Path.GetFileName(process)} 2>/dev/null", CommandLimit);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private bool IsOurs(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(Folder, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<string> StateAsync()
    {
        var (_, state) = await shell.RunAsync(
            "pangea status --dir $DIR; kubectl get clusters,deployments,rb,work -A; kubectl get events; tail -n 30 $DIR/log/*.log",
            CommandLimit
        );
        return state;
    }

    // Below the ports that the system gives to connections: one of those could take a port between the search and the start. Each test process begins
    // somewhere else, and leaves room for the clusters' ports, which follow the hub's.
    public static int NextPort()
    {
        while (true)
        {
            var port = 20_000 + Interlocked.Add(ref ports, 10) % 12_000;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse) { }
        }
    }
}
