using System.CommandLine;

namespace Pangea.Cli;

/// <summary>
/// One role of a fleet for the process that runs the fleet (see <see cref="RoleProcess"/>); not for users.
/// </summary>
internal sealed class RoleCommand : FleetCommand
{
    /// <summary>The command's name.</summary>
    public const string Verb = "role";

    private readonly Argument<string> role = new("ROLE");
    private readonly Option<string> dir = CommonOptions.Dir();

    public RoleCommand()
        : base(Verb, "Run one role of a fleet for the process that runs the fleet.")
    {
        Hidden = true;
        Add(role);
        Add(dir);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        // The terminal sends its signals to all processes of a fleet; this one ends when the process that runs the fleet wants it.
        using var signal = new StopSignal(fromTerminal: false);
        try
        {
            if (!RoleName.TryParse(parsed.GetValue(role)!, out var name))
                throw new CommandFailedException($"there is no role \"{parsed.GetValue(role)}\"");
            var directory = new FleetDirectory(parsed.GetValue(dir)!);
            using var held = FleetLock.TakeForRole(directory);
            var plan =
                await PlanFile.ReadAsync(directory, cancellationToken)
                ?? throw new CommandFailedException($"there is no fleet in {directory.Shown}");
            using var logging = LineLog.CreateFactory(terminal.Error, TimeProvider.System, name.Value);
            await using var running = await Roles.StartAsync(
                name.Value,
                new(directory, plan, logging),
                cancellationToken
            );
            await terminal.Out.WriteAsync(StepText.Ready + "\n");
            await terminal.Out.FlushAsync(cancellationToken);
            await Task.WhenAny(EndOfInputAsync(), StopSignal.WaitAsync(signal.Token));
            return 0;
        }
        catch (Exception e) when (Failure.Describe(e) is { } reason)
        {
            await terminal.Out.WriteAsync($"{StepText.Failed}{reason}\n");
            return 1;
        }
    }

    private static async Task EndOfInputAsync()
    {
        await using var input = Terminal.Input();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer, CancellationToken.None) > 0) { }
    }
}
