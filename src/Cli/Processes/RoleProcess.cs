using System.Diagnostics;
using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>
/// A process that runs one role for this one. It says on its standard output when it serves or why it does not, logs to its standard error, and
/// ends when its standard input does: so it never outlives this process, however that ends.
/// </summary>
internal sealed class RoleProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly RoleContext context;
    private readonly Process process;
    private readonly Task<string> answer;
    private readonly Task log;

    private RoleProcess(RoleContext context, RoleName role)
    {
        this.context = context;
        process = OwnProgram.Start(RoleCommand.Verb, role.ToString(), "--dir", context.Directory.Path);
        Pid = process.Id;
        answer = ReadAnswerAsync();
        log = CopyLogAsync();
    }

    /// <summary>The process.</summary>
    public int Pid { get; }

    /// <summary>How it ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts a role; it serves when this returns.</summary>
    /// <exception cref="CommandFailedException">It could not be started, or says why it cannot serve.</exception>
    public static async Task<RoleProcess> StartAsync(
        RoleContext context,
        RoleName role,
        CancellationToken cancellationToken
    )
    {
        var started = new RoleProcess(context, role);
        try
        {
            var said = await started.answer.UntilAsync(cancellationToken);
            if (said == StepText.Ready)
                return started;
            await started.EndAsync();
            throw new CommandFailedException(
                said.StartsWith(StepText.Failed, StringComparison.Ordinal)
                    ? said[StepText.Failed.Length..]
                    : $"the process of {role} ended with code {started.ExitCode} before it was ready; see {context.Directory.LogFile}"
            );
        }
        catch (OperationCanceledException)
        {
            await started.StopAsync();
            throw;
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task EndAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        await log;
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async Task StopAsync()
    {
        process.StandardInput.Close();
        if (!await EndAsync().WithinAsync(Patience, context.Clock, CancellationToken.None))
        {
            process.Kill();
            await EndAsync();
        }
    }

    private async Task<string> ReadAnswerAsync() => await process.StandardOutput.ReadLineAsync() ?? "";

    private async Task CopyLogAsync()
    {
        await using var file = LineLog.OpenFile(context.Directory.LogFile);
        while (await process.StandardError.ReadLineAsync() is { } line)
            await file.WriteLineAsync(line);
    }
}
