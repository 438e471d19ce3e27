namespace Pangea.Cli;

/// <summary>
/// Runs a fleet in the background: this process starts another, shows its progress, and ends when that one is ready or has failed. The other
/// leaves the session, and lets go of all it got from here.
/// </summary>
internal static class Detachment
{
    /// <summary>The option that tells the process in the background what it is.</summary>
    public const string Option = "--in-background";

    /// <summary>Starts the fleet in the background.</summary>
    /// <returns>The exit code: 0 when everything is ready.</returns>
    public static async Task<int> StartAsync(
        IEnumerable<string> arguments,
        IProgressView view,
        Terminal terminal,
        CancellationToken stop
    )
    {
        using var process = OwnProgram.Start([.. arguments, Option]);
        process.StandardInput.Close();
        var complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await using var asked = stop.Register(() => Native.AskToEnd(process.Id));
        var isReady = false;
        var failure = "";
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (StepText.TryRead(line, out var step))
                view.Show(step.Value);
            else if (line.StartsWith(StepText.Failed, StringComparison.Ordinal))
                failure = line[StepText.Failed.Length..];
            else if (line == StepText.Ready)
            {
                isReady = true;
                await view.DisposeAsync();
            }
            else if (isReady)
                await terminal.Out.WriteLineAsync(line);
        }
        await view.DisposeAsync();
        if (isReady)
            return 0;
        await process.WaitForExitAsync(CancellationToken.None);
        if (stop.IsCancellationRequested)
            return 130;
        if (failure.Length == 0)
        {
            await terminal.Error.WriteAsync(await complaints);
            failure = $"the process in the background ended with code {process.ExitCode} before the fleet was ready";
        }
        throw new CommandFailedException(failure);
    }

    /// <summary>In the background: leaves the caller's session and input.</summary>
    /// <returns>The descriptors that lead to the caller: for <see cref="LogErrors"/> and <see cref="LetGo"/>.</returns>
    public static CallerDescriptors Leave()
    {
        Native.LeaveSession();
        var caller = CallerDescriptors.Find();
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        caller.Replace(0, nothing);
        return caller;
    }

    /// <summary>In the background: what goes wrong from here on is for the log.</summary>
    public static void LogErrors(CallerDescriptors caller, FleetDirectory directory)
    {
        Environment.CurrentDirectory = "/";
        ReplaceWithLog(caller, directory, 2);
    }

    /// <summary>In the background: lets go of the caller, after the last word to it.</summary>
    public static void LetGo(CallerDescriptors caller, FleetDirectory directory) =>
        ReplaceWithLog(caller, directory, 1);

    private static void ReplaceWithLog(CallerDescriptors caller, FleetDirectory directory, int standard)
    {
        using var log = Native.OpenToAppend(directory.LogFile);
        caller.Replace(standard, log);
    }
}
