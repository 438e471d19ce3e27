using System.Globalization;
using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Cli.Tests;

/// <summary>A directory for a fleet, that takes the fleet down at the end.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("pangea-test-").FullName;

    public TestFleet() => Dir = Path.Combine(parent, "fleet");

    public string Dir { get; }

    public string HubKubeconfig => Path.Combine(Dir, "karmada-config");

    public Task<Outcome> RunAsync(string command, params string[] arguments) =>
        BuiltProgram.RunAsync([command, "--dir", Dir, .. arguments]);

    /// <summary>A fleet that is up, in the background.</summary>
    public static async Task<TestFleet> UpAsync(params string[] arguments)
    {
        var fleet = new TestFleet();
        (await fleet.RunAsync("up", ["--detach", .. arguments])).Succeeded();
        return fleet;
    }

    public async Task<MapValue> StatusAsync()
    {
        var status = await RunAsync("status", "-o", "json");
        return JsonText.ParseMap(Encoding.UTF8.GetBytes(status.Out));
    }

    /// <summary>The processes of roles, by the roles' names.</summary>
    public async Task<SortedDictionary<string, int>> PidsAsync()
    {
        var pids = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var role in (await StatusAsync()).Maps("roles"))
            pids[role.Text("name")!] = (int)(role.Integer("pid") ?? 0);
        return pids;
    }

    /// <summary>The fleet's own process.</summary>
    public async Task<int> PidAsync() => (int)(await StatusAsync()).Integer("pid")!.Value;

    public async Task<FleetApi> ApiAsync(string kubeconfig = "karmada-config") =>
        await FleetApi.OpenAsync(Path.Combine(Dir, kubeconfig), "test", CancellationToken.None);

    public async Task CreateConfigMapAsync(string name)
    {
        using var api = await ApiAsync();
        var made = await api.Api.CreateAsync(
            new("", "v1", "configmaps"),
            new(
                MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "ConfigMap"),
                    ("metadata", MapValue.Of(("name", name), ("namespace", "default")))
                )
            ),
            WriteOptions.None,
            CancellationToken.None
        );
        Assert.True(made.IsSuccess, made.Error?.ToString());
    }

    public async Task<bool> HasConfigMapAsync(string name)
    {
        using var api = await ApiAsync();
        return (await api.Api.GetAsync(new("", "v1", "configmaps"), new("default", name), default)).IsSuccess;
    }

    /// <summary>Waits for evidence; when it does not come, the log says what happened.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        try
        {
            await BuiltProgram.UntilAsync(condition);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                (await RunAsync("status")).All + await File.ReadAllTextAsync(Path.Combine(Dir, "log", "fleet.log"))
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Dir))
            await RunAsync("down", "--purge");
        Directory.Delete(parent, recursive: true);
    }

    /// <summary>Files with their modes, in octal, and directories.</summary>
    public IEnumerable<(string Path, string Mode)> Modes()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Dir, "*", SearchOption.AllDirectories).Prepend(Dir))
            yield return (entry, Convert.ToString((int)File.GetUnixFileMode(entry), 8));
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
