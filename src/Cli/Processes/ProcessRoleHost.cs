using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Pangea.Cli;

/// <summary>Each role in a process of its own, started again when it dies, with a pause that doubles from death to death.</summary>
/// <param name="context">The fleet.</param>
/// <param name="show">Shows what becomes of roles after their first start.</param>
/// <param name="changed">Called when a role has another process.</param>
internal sealed partial class ProcessRoleHost(
    RoleContext context,
    Action<RoleName, RolePhase, string> show,
    Func<Task> changed
) : IRoleHost
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private readonly ILogger logger = context.Logging.CreateLogger("Pangea.Cli.Processes");
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock rolesLock = new();
    private readonly SortedDictionary<RoleName, Entry> roles = [];

    private sealed record Entry(RoleProcess Process, int Restarts);

    /// <inheritdoc/>
    public IReadOnlyList<RunningRole> Running
    {
        get
        {
            lock (rolesLock)
                return [.. roles.Select(r => new RunningRole(r.Key, r.Value.Process.Pid, r.Value.Restarts))];
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(RoleName role, CancellationToken cancellationToken)
    {
        var process = await RoleProcess.StartAsync(context, role, cancellationToken);
        Set(role, new(process, 0));
        await changed();
        _ = SuperviseAsync(role, process);
    }

    /// <inheritdoc/>
    public async Task StopAsync(RoleName role)
    {
        Entry? entry;
        lock (rolesLock)
        {
            // Whoever is about to start it again sees that it is not wanted any more.
            if (!roles.Remove(role, out entry))
                return;
        }
        await entry.Process.StopAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        stopping.Cancel();
        return ValueTask.CompletedTask;
    }

    private async Task SuperviseAsync(RoleName role, RoleProcess process)
    {
        var pause = FirstPause;
        var restarts = 0;
        while (true)
        {
            var since = context.Clock.GetTimestamp();
            await process.EndAsync();
            if (!IsWanted(role))
                return;
            if (context.Clock.GetElapsedTime(since) >= Healthy)
                pause = FirstPause;
            restarts++;
            LogDied(role, process.Pid, process.ExitCode, pause.TotalSeconds);
            show(
                role,
                RolePhase.Restarting,
                string.Create(CultureInfo.InvariantCulture, $"process {process.Pid} ended")
            );
            try
            {
                await Task.Delay(pause, context.Clock, stopping.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                process = await RoleProcess.StartAsync(context, role, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CommandFailedException e)
            {
                LogCannotStart(role, e.Message);
                continue;
            }
            if (!Set(role, new(process, restarts), onlyIfWanted: true))
            {
                await process.StopAsync();
                return;
            }
            await changed();
            show(role, RolePhase.Ready, "started again");
        }
    }

    private bool IsWanted(RoleName role)
    {
        lock (rolesLock)
            return roles.ContainsKey(role);
    }

    private bool Set(RoleName role, Entry entry, bool onlyIfWanted = false)
    {
        lock (rolesLock)
        {
            if (onlyIfWanted && !roles.ContainsKey(role))
                return false;
            roles[role] = entry;
            return true;
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "{Role} (process {Pid}) ended with code {Code}; it starts again in {Seconds} s"
    )]
    private partial void LogDied(RoleName role, int pid, int code, double seconds);

    [LoggerMessage(2, LogLevel.Error, "{Role} could not be started again: {Reason}")]
    private partial void LogCannotStart(RoleName role, string reason);
}
