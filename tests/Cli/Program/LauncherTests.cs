using System.Runtime.CompilerServices;

namespace Pangea.Cli.Tests;

/// <summary>The launcher in a tree of its own, with a `dotnet` that only says how it was called.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string tree = Directory.CreateTempSubdirectory("pangea-launcher-").FullName;
    private readonly string tools;

    public LauncherTests()
    {
        tools = Path.Combine(tree, "tools");
        foreach (var folder in new[] { "src", "eng", "tools", "elsewhere" })
            Directory.CreateDirectory(Path.Combine(tree, folder));
        File.Copy(Path.Combine(Root(), "pangea"), Launcher);
        foreach (var file in new[] { "src/a.cs", "eng/b", "Directory.Build.props", "global.json" })
            Write(file, "");
        Write(
            "tools/dotnet",
            """
            #!/bin/sh
            if [ "$1" = publish ]; then
              echo published >>"$CALLS"
              [ -n "${BREAK:-}" ] && { echo "a.cs(1,1): error CS1002"; exit 1; }
              exit 0
            fi
            echo "$@"
            """
        );
        File.SetUnixFileMode(Path.Combine(tools, "dotnet"), (UnixFileMode)0b111_101_101);
    }

    private string Launcher => Path.Combine(tree, "pangea");

    private string Calls => Path.Combine(tree, "calls");

    private int Builds => File.Exists(Calls) ? File.ReadAllLines(Calls).Length : 0;

    [Fact]
    public async Task It_builds_once_and_then_only_when_a_source_is_newer()
    {
        var first = await RunAsync();
        await RunAsync();
        Assert.Equal(1, Builds);
        Assert.Contains("building", first.Error, StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(Path.Combine(tree, "src/a.cs"), DateTime.UnixEpoch.AddYears(100));
        await RunAsync();
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task It_passes_its_arguments_on_as_they_are()
    {
        var run = await RunAsync("up", "--dir", "a b");

        run.Succeeded();
        Assert.Equal($"{tree}/artifacts/pangea/pangea.dll up --dir a b\n", run.Out);
    }

    [Fact]
    public async Task It_works_from_another_directory_and_through_links()
    {
        File.CreateSymbolicLink(Path.Combine(tree, "elsewhere/one"), "../pangea");
        File.CreateSymbolicLink(Path.Combine(tree, "elsewhere/two"), Path.Combine(tree, "elsewhere/one"));

        var run = await RunWithAsync(Path.Combine(tree, "elsewhere/two"), tools, ["version"]);

        run.Succeeded();
        Assert.Equal($"{tree}/artifacts/pangea/pangea.dll version\n", run.Out);
    }

    [Fact]
    public async Task A_build_that_fails_is_shown_and_nothing_is_run()
    {
        var run = await RunWithAsync(Launcher, tools, ["version"], ("BREAK", "1"));

        Assert.Equal(1, run.Code);
        Assert.Contains("error CS1002", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        (await RunAsync()).Succeeded();
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task Without_the_SDK_it_says_so_plainly()
    {
        var empty = Path.Combine(tree, "empty");
        Directory.CreateDirectory(empty);
        foreach (var tool in new[] { "dirname", "find", "readlink", "sh" })
            File.CreateSymbolicLink(
                Path.Combine(empty, tool),
                File.Exists("/usr/bin/" + tool) ? "/usr/bin/" + tool : "/bin/" + tool
            );

        var run = await RunWithAsync(Launcher, empty, []);

        Assert.Equal(1, run.Code);
        Assert.Contains(".NET 10 SDK is needed", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(tree, recursive: true);

    private Task<Outcome> RunAsync(params string[] arguments) => RunWithAsync(Launcher, tools, arguments);

    private Task<Outcome> RunWithAsync(
        string launcher,
        string path,
        string[] arguments,
        params (string Name, string Value)[] more
    )
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = path == tools ? tools + ":/usr/bin:/bin" : path,
            ["CALLS"] = Calls,
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        return BuiltProgram.RunProcessAsync("/bin/sh", [launcher, .. arguments], environment, "/");
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(tree, file), text);

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
