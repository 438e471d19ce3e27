using System.Diagnostics;
using System.Text;

namespace Pangea.Tests.Tools;

/// <summary>Runs command lines as a person at a terminal would: in one folder, with one environment, each until its end or a deadline.</summary>
/// <param name="folder">Where the commands run.</param>
/// <param name="environment">All that they find in their environment.</param>
internal sealed class Shell(string folder, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The exit code of what ran too long, as of <c>timeout</c>.</summary>
    public const int TimedOut = 124;

    /// <summary>
    /// Runs one command line. Standard output and error arrive in one text in the order they were written; the input is empty. What runs longer
    /// than allowed is killed with its children and ends with <see cref="TimedOut"/>.
    /// </summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string commandLine, TimeSpan limit)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec 2>&1\n" + commandLine);
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no /bin/sh");
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(limit, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output.WaitAsync(deadline.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (TimedOut, $"{await output}still running after {limit.TotalSeconds} s\n");
        }
    }
}
