using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea backup</c>: a fleet in one file.</summary>
internal sealed class BackupCommand : FleetCommand
{
    private readonly Argument<string> file = new("FILE") { Description = "The file to write; it must not exist." };
    private readonly Option<string> dir = CommonOptions.Dir();

    public override string About =>
        """
            Writes one file with everything in the fleet's directory that is worth keeping: the objects of the hub and of the embedded clusters, keys, and
            kubeconfigs. The fleet may be running: each server's state is copied as it is at one moment, with every write that was answered before. Clusters
            that are elsewhere keep their own state; their agents go on with a hub that was restored. The file holds keys and Secrets: keep it as such.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea backup fleet.tar.gz", "back up the fleet in .pangea"),
            ("pangea restore fleet.tar.gz --dir /tmp/again", "make a fleet of it, elsewhere"),
        ];

    public BackupCommand()
        : base("backup", "Write a backup of a fleet, running or not, to a file.")
    {
        Add(file);
        Add(dir);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var archive = parsed.GetValue(file)!;
        var directory = new FleetDirectory(parsed.GetValue(dir)!);
        var index = await BackupArchive.WriteAsync(directory, archive, TimeProvider.System, cancellationToken);
        var terminal = Terminal.OfProcess();
        foreach (var (role, revision) in index.States)
            await terminal.Out.WriteLineAsync($"copied {role} at revision {revision}");
        var megabytes = new FileInfo(archive).Length / 1e6;
        await terminal.Out.WriteLineAsync($"wrote {archive} ({megabytes:N1} MB)");
        return 0;
    }
}
