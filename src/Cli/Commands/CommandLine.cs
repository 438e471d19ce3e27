using System.CommandLine;
using System.CommandLine.Help;

namespace Pangea.Cli;

/// <summary>The program's commands, and how what goes wrong is told: a line with the reason, and an exit code.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Misused = 2;

    /// <summary>Runs a command line.</summary>
    /// <returns>0 when it did what was asked, 1 when that failed, 2 when the command line makes no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var root = Root();
        var parsed = root.Parse(arguments);
        if (parsed.Errors is [var error, ..] && parsed.Action is not HelpPage)
        {
            var command = parsed.CommandResult.Command;
            var page = command is RootCommand ? "pangea --help" : $"pangea {command.Name} --help";
            await terminal.Error.WriteLineAsync($"pangea: {error.Message.TrimEnd('.')}; see `{page}`");
            return Misused;
        }
        try
        {
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                CancellationToken.None
            );
        }
        catch (Exception e) when (Failure.Describe(e) is { } reason)
        {
            await terminal.Error.WriteLineAsync($"pangea: {reason}");
            return Failed;
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("One API, one scheduler and one network for a fleet of Kubernetes clusters.")
        {
            new UpCommand(),
            new DownCommand(),
            new StatusCommand(),
            new BackupCommand(),
            new RestoreCommand(),
            new TokenCommand(),
            new HubCommand(),
            new ClusterCommand(),
            new AgentCommand(),
            new RegisterCommand(),
            new VersionCommand(),
            new RoleCommand(),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpPage();
        }
        // Without a command: what there is.
        root.SetAction(parsed => new HelpPage().Invoke(parsed));
        return root;
    }
}
