using System.Diagnostics;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>Starts <see cref="WritingChild"/>, plain or under strace, and reads what it acknowledges.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(IReadOnlyList<string> tracer, params string[] arguments)
    {
        var self = Environment.ProcessPath!;
        var command = tracer.Append(self).Concat(["child", .. arguments]).ToList();
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, UseShellExecute = false };
        command.Skip(1).ToList().ForEach(start.ArgumentList.Add);
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return new(Process.Start(start)!);
    }

    /// <summary>Lines until the process ends, or is killed.</summary>
    public async Task<List<string[]>> ReadAsync(int killAfter, CancellationToken cancellationToken)
    {
        var lines = new List<string[]>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line.Split(' ', 3));
            if (lines.Count == killAfter)
            {
                _process.Kill(); // SIGKILL; what it had written to the pipe is still read
            }
        }
        await _process.WaitForExitAsync(cancellationToken);
        return lines;
    }

    public int ExitCode => _process.ExitCode;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}
