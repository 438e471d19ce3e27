using System.Text;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Memory;
using Pangea.Tests.Tools;

namespace Pangea.Conformance.Tests;

/// <summary>Plays transcripts: each against a server of its own, in a folder of its own.</summary>
internal static class Scenarios
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(30);
    private static readonly bool Long = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1";
    private static readonly bool Update = Environment.GetEnvironmentVariable("PANGEA_TEST_UPDATE") == "1";

    // Read where they are written, so that an update lands there too.
    private static string Folder => Path.Combine(Repository.Root, "tests", "Conformance", "Scenarios");

    /// <summary>
    /// The transcripts of a folder with each version of kubectl: all with all in a long run; else all with the newest, and those that are marked
    /// for every version with the others too.
    /// </summary>
    public static IEnumerable<TheoryDataRow<string, string>> Of(string folder) =>
        from path in Directory.GetFiles(Path.Combine(Folder, folder), "*.t").Order(StringComparer.Ordinal)
        from tools in KubernetesTools.Installed.Reverse()
        where tools == KubernetesTools.Newest || !Update && (Long || Transcript.Load(path).ForAllVersions)
        where tools.HasHelm || !File.ReadAllText(path).Contains("$ helm ", StringComparison.Ordinal)
        select new TheoryDataRow<string, string>(
            Path.GetRelativePath(Folder, path),
            $"{tools.Version.Major}.{tools.Version.Minor}"
        );

    public static Task PlayAsync(Serves serves, string scenario, string version) =>
        PlayAsync(serves, scenario, version, new MemoryStore());

    public static async Task PlayAsync(Serves serves, string scenario, string version, IStore store)
    {
        var transcript = Transcript.Load(Path.Combine(Folder, scenario));
        await using var home = await ServedHome.StartAsync(serves, store);
        var tools = KubernetesTools.Installed.Single(t => $"{t.Version}" == version);
        var shell = new Shell(home.Work, home.Environment(tools.Folder, ("CHARTS", KubernetesTools.Charts)));
        var answers = new List<(Step, int, string)>();
        var wrong = new StringBuilder();
        foreach (var step in transcript.Steps)
        {
            var (code, output) = await shell.RunAsync(step.Command, StepLimit);
            answers.Add((step, code, output));
            if (code != step.ExitCode || !Transcript.Matches(step.Expected, output))
                wrong.Append(Difference(scenario, step, code, output));
        }
        if (Update && wrong.Length > 0)
            await File.WriteAllTextAsync(Path.Combine(Folder, scenario), transcript.With(answers));
        else
            Assert.True(wrong.Length == 0, wrong.ToString());
    }

    private static string Difference(string scenario, Step step, int code, string output) =>
        $"""
            {scenario}:{step.Line}: $ {step.Command}
            expected (exit code {step.ExitCode}):
            {string.Join('\n', step.Expected)}
            got (exit code {code}):
            {output}

            """;
}
