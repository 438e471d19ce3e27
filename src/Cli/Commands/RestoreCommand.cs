using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea restore</c>: a fleet from a backup.</summary>
internal sealed class RestoreCommand : FleetCommand
{
    private readonly Argument<string> file = new("FILE") { Description = "The backup." };
    private readonly Option<string> dir = CommonOptions.Dir();

    public override string About =>
        """
            Makes a fleet of a backup, in a directory that is new or empty; nothing is started. The fleet has the ports it had. Resource versions go on far above
            those of the backup, so that whoever knows later ones lists again instead of missing changes.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea restore fleet.tar.gz", "restore to .pangea"),
            ("pangea restore fleet.tar.gz --dir /var/lib/pangea", "restore to another directory"),
        ];

    public RestoreCommand()
        : base("restore", "Make a fleet of a backup.")
    {
        Add(file);
        Add(dir);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var directory = new FleetDirectory(parsed.GetValue(dir)!);
        var index = await BackupArchive.ReadAsync(parsed.GetValue(file)!, directory, cancellationToken);
        var roles = string.Join(", ", index.States.Select(s => s.Role));
        var terminal = Terminal.OfProcess();
        await terminal.Out.WriteLineAsync($"restored {roles} to {directory.Shown}, as of {index.MadeText}");
        var command = index.States.Any(s => s.Role.Kind == RoleKind.Cluster) ? "up" : "hub";
        await terminal.Out.WriteLineAsync($"start it: pangea {command} --dir {directory.Shown}");
        return 0;
    }
}
