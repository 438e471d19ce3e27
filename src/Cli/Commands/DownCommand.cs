using System.CommandLine;
using System.Net;

namespace Pangea.Cli;

/// <summary><c>pangea down</c>: stops a fleet.</summary>
internal sealed class DownCommand : FleetCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<bool> purge = new("--purge")
    {
        Description = "Delete the fleet's state too: clusters, objects, keys, kubeconfigs.",
    };

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea down", "stop the fleet in .pangea; `pangea up` brings it back"),
            ("pangea down --purge --dir /tmp/two", "stop the fleet in /tmp/two and delete it"),
        ];

    public DownCommand()
        : base("down", "Stop the fleet; returns when everything has ended and all ports are free.")
    {
        Add(purge);
        Add(dir);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        var directory = new FleetDirectory(parsed.GetValue(dir)!);
        if (!Directory.Exists(directory.Path) || !(directory.HasFleet || File.Exists(directory.LockFile)))
            throw new CommandFailedException($"there is no fleet in {directory.Shown}");
        var clock = TimeProvider.System;
        if (FleetLock.IsHeld(directory))
            await StopAsync(directory, clock, terminal, cancellationToken);
        else
            await terminal.Out.WriteLineAsync($"no fleet is running in {directory.Shown}");
        if (parsed.GetValue(purge))
        {
            // The lock keeps a fleet from being started in what is being deleted.
            using (await FleetLock.TakeAsync(directory, clock, cancellationToken))
                directory.Delete();
            await terminal.Out.WriteLineAsync($"deleted the state in {directory.Shown}");
        }
        return 0;
    }

    private static async Task StopAsync(
        FleetDirectory directory,
        TimeProvider clock,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        var run = await RunRecord.ReadAsync(directory, cancellationToken);
        if (run is null || !Native.AskToEnd(run.Pid))
            throw new CommandFailedException(
                $"the fleet in {directory.Shown} is just starting or ending: try again in a moment"
            );
        var begun = clock.GetTimestamp();
        while (FleetLock.IsHeld(directory))
        {
            if (clock.GetElapsedTime(begun) > Patience)
                throw new CommandFailedException(
                    $"the fleet in {directory.Shown} (process {run.Pid}) has not ended within {Patience.TotalSeconds} s: see {directory.LogFile}"
                );
            await Task.Delay(Step, clock, cancellationToken);
        }
        if (await PlanFile.ReadAsync(directory, cancellationToken) is { } plan)
        {
            foreach (var (role, port) in plan.Servers)
            {
                while (!Ports.IsFree(new(IPAddress.Parse(plan.Bind), port)))
                {
                    if (clock.GetElapsedTime(begun) > Patience)
                        throw new CommandFailedException(
                            $"the fleet has ended, but port {port} of {role} is still taken"
                        );
                    await Task.Delay(Step, clock, cancellationToken);
                }
            }
        }
        await terminal.Out.WriteLineAsync($"stopped the fleet in {directory.Shown}");
    }
}
