using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea status</c>: roles, processes, endpoints, readiness.</summary>
internal sealed class StatusCommand : FleetCommand
{
    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<string?> kubeconfig = CommonOptions.HubKubeconfig();
    private readonly Option<string?> output = CommonOptions.Output();

    public override string About =>
        """
            The exit code is 0 when everything runs and is ready, and 1 otherwise.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea status", "the fleet in .pangea"),
            ("pangea status -o json", "the same for a script"),
            ("pangea status --kubeconfig karmada-config", "a fleet that runs elsewhere: its hub and its clusters"),
        ];

    public StatusCommand()
        : base("status", "Show the fleet's roles, processes, endpoints and readiness.")
    {
        Add(output);
        Add(dir);
        Add(kubeconfig);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        var wantsJson = parsed.WantsJson(output);
        var status = parsed.GetValue(kubeconfig) is { Length: > 0 } file
            ? await FleetStatus.OfHubAsync(file, cancellationToken)
            : await FleetStatus.OfDirectoryAsync(new(parsed.GetValue(dir)!), cancellationToken);
        await terminal.Out.WriteAsync(wantsJson ? status.ToValue() + "\n" : status.ToString());
        return status.IsReady ? 0 : 1;
    }
}
