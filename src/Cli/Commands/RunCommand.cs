using System.CommandLine;

namespace Pangea.Cli;

/// <summary>What the commands that run a fleet have in common: where, in the foreground or behind, one process or many.</summary>
internal abstract class RunCommand : FleetCommand
{
    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<bool> detach = CommonOptions.Detach();
    private readonly Option<bool> inBackground = CommonOptions.InBackground();
    private readonly Option<string[]> host = CommonOptions.Host();
    private readonly Option<int?> port;

    protected RunCommand(string name, string description, string portDescription)
        : base(name, description)
    {
        port = CommonOptions.Port(portDescription);
        SetAction(RunAsync);
    }

    /// <summary>The port of the first server.</summary>
    protected int? PortOf(ParseResult parsed) => parsed.GetValue(port);

    /// <summary>The given names for certificates; null when none are given.</summary>
    protected System.Collections.Immutable.ImmutableArray<string>? HostsOf(ParseResult parsed) =>
        parsed.GetValue(host) is { Length: > 0 } names ? [.. names] : null;

    /// <summary>Adds the options that all have, after the command's own.</summary>
    protected void AddCommon()
    {
        Add(port);
        Add(dir);
        Add(host);
        Add(detach);
        Add(inBackground);
    }

    /// <summary>What is asked for.</summary>
    protected abstract PlanRequest RequestOf(ParseResult parsed);

    /// <summary>Whether each role gets a process.</summary>
    protected virtual bool IsIsolated(ParseResult parsed) => false;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = RequestOf(parsed);
        request.Validate();
        var terminal = Terminal.OfProcess();
        using var signal = new StopSignal();
        var directory = new FleetDirectory(parsed.GetValue(dir)!);
        if (parsed.GetValue(inBackground))
            return await RunBehindAsync(directory, request, IsIsolated(parsed), terminal, signal.Token);
        await using IProgressView view = terminal.IsInteractive
            ? new LiveProgress()
            : new PlainProgress(terminal.Error);
        if (parsed.GetValue(detach))
        {
            var arguments = Environment
                .GetCommandLineArgs()
                .Skip(1)
                .Where(a => !a.StartsWith("--detach", StringComparison.Ordinal));
            return await Detachment.StartAsync(arguments, view, terminal, signal.Token);
        }
        await FleetRun.RunAsync(
            directory,
            request,
            new(IsIsolated(parsed), view)
            {
                Ready = async summary =>
                {
                    if (view is LiveProgress live)
                        await live.PauseAsync();
                    await terminal.Out.WriteAsync($"\n{summary}\nCtrl-C stops everything.\n");
                    await terminal.Out.FlushAsync(CancellationToken.None);
                },
            },
            signal.Token
        );
        return 0;
    }

    private static async Task<int> RunBehindAsync(
        FleetDirectory directory,
        PlanRequest request,
        bool isolated,
        Terminal terminal,
        CancellationToken stop
    )
    {
        var caller = Detachment.Leave();
        await using var view = new StepText(terminal.Out);
        try
        {
            await FleetRun.RunAsync(
                directory,
                request,
                new(isolated, view)
                {
                    Opened = opened => Detachment.LogErrors(caller, opened),
                    Ready = async summary =>
                    {
                        await terminal.Out.WriteAsync($"{StepText.Ready}\n\n{summary}");
                        await terminal.Out.FlushAsync(CancellationToken.None);
                        view.Mute();
                        Detachment.LetGo(caller, directory);
                    },
                },
                stop
            );
            return 0;
        }
        catch (Exception e) when (Failure.Describe(e) is { } reason)
        {
            await terminal.Out.WriteAsync($"{StepText.Failed}{reason}\n");
            return 1;
        }
    }
}
