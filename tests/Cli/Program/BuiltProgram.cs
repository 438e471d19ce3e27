using System.Diagnostics;
using System.Globalization;

namespace Pangea.Cli.Tests;

/// <summary>What a run of the program gave.</summary>
internal sealed record Outcome(int Code, string Out, string Error)
{
    public string All => Out + Error;

    public void Succeeded() => Assert.True(Code == 0, $"exit code {Code}\n{All}");

    /// <summary>It failed with one line that says why.</summary>
    public void FailedSaying(string part, int code = 1)
    {
        Assert.True(Code == code, $"exit code {Code}\n{All}");
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("pangea: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.Empty(Out);
    }
}

/// <summary>Runs the program as it was built, as a process.</summary>
internal static class BuiltProgram
{
    // Built beside the tests: artifacts/bin/Pangea.Cli.Tests/release and artifacts/bin/Pangea.Cli/release_linux-x64.
    public static string Directory { get; } = Find();

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<Outcome> RunAsync(params string[] arguments) =>
        RunProcessAsync("dotnet", [Path.Combine(Directory, "pangea.dll"), .. arguments]);

    public static async Task<Outcome> RunProcessAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null
    )
    {
        using var process = StartProcess(program, arguments, environment, workingDirectory);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        return new(process.ExitCode, await output, await error);
    }

    public static Process StartProcess(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null
    )
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Starts the program in the foreground, where Ctrl-C counts: tests in the background of a shell ignore it, and so would their children.</summary>
    public static Process Start(params string[] arguments) =>
        StartProcess("env", ["--default-signal=INT", "dotnet", Path.Combine(Directory, "pangea.dll"), .. arguments]);

    /// <summary>Sends a signal, by kill(1)'s name of it.</summary>
    public static async Task SignalAsync(int pid, string signal) =>
        await RunProcessAsync("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {pid}")]);

    public static bool IsAlive(int pid)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return status[(status.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Waits for evidence.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
    }

    private static string Find()
    {
        var bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Pangea.Cli"));
        var kind = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Split('_')[0];
        return System
            .IO.Directory.GetDirectories(bin, kind + "*")
            .First(d => File.Exists(Path.Combine(d, "pangea.dll")));
    }
}
