using Pangea.Kube.Storage.Memory;
using Pangea.Tests.Tools;

namespace Pangea.Conformance.Tests.Clients;

/// <summary>Client libraries of other languages do with a cluster what they do with Kubernetes: see the scripts beside this file.</summary>
public sealed class ScriptTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string ClientNode = Path.Combine(
        Repository.Root,
        "artifacts/tools/client-node-1.4.0/node_modules/@kubernetes/client-node/dist/index.js"
    );

    private static string Folder => Path.Combine(Repository.Root, "tests", "Conformance", "Clients");

    public static TheoryData<string> Python => Scripts("Python", "*.py");

    public static TheoryData<string> Node => Scripts("Node", "*.mjs");

    [Theory]
    [MemberData(nameof(Python))]
    public Task Python_s_client_is_served(string script) => RunAsync("/usr/bin/python3 -B", script);

    [Theory]
    [MemberData(nameof(Node))]
    public Task Client_node_is_served(string script) => RunAsync("node", script);

    private static TheoryData<string> Scripts(string language, string pattern) =>
        [
            .. Directory
                .GetFiles(Path.Combine(Folder, language), pattern)
                .Order(StringComparer.Ordinal)
                .Select(f => Path.GetRelativePath(Folder, f)),
        ];

    private static async Task RunAsync(string program, string script)
    {
        await using var home = await ServedHome.StartAsync(Serves.Nodes, new MemoryStore());
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin";
        var shell = new Shell(home.Work, home.Environment(path, ("CLIENT_NODE", ClientNode)));

        var (code, output) = await shell.RunAsync($"{program} '{Path.Combine(Folder, script)}'", Limit);

        Assert.True(code == 0, output);
    }
}
