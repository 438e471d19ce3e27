using System.CommandLine;
using Pangea.Kube.ApiServer;

namespace Pangea.Cli;

/// <summary><c>pangea version</c>.</summary>
internal sealed class VersionCommand : FleetCommand
{
    public VersionCommand()
        : base("version", "Print the program's version, and the version of Kubernetes it serves.")
    {
        SetAction(Print);
    }

    private static int Print(ParseResult parsed)
    {
        var terminal = Terminal.OfProcess();
        terminal.Out.WriteLine($"pangea {ProgramVersion.Text}, serves Kubernetes {ServerVersion.Current.GitVersion}");
        return 0;
    }
}
