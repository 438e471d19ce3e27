using System.CommandLine;
using Pangea.Fleet.Agent;
using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary><c>pangea agent</c>: runs the agent of a cluster that has registered.</summary>
internal sealed class AgentCommand : FleetCommand
{
    private readonly Option<string> kubeconfig = new("--kubeconfig")
    {
        Description = "The cluster's kubeconfig; not needed inside of the cluster.",
        HelpName = "FILE",
        DefaultValueFactory = static _ => "",
    };

    private readonly Option<string?> hubKubeconfig = new("--hub-kubeconfig")
    {
        Description = "The agent's kubeconfig of the hub; without it, the one that is kept in the cluster.",
        HelpName = "FILE",
    };

    private readonly Option<string?> clusterName = new("--cluster-name")
    {
        Description = "The name that the cluster must have registered under.",
        HelpName = "NAME",
    };

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            (
                "pangea agent --kubeconfig lab/kubeconfig-lab",
                "run the agent of a cluster that `pangea register` brought in"
            ),
        ];

    public AgentCommand()
        : base("agent", "Run the agent of a cluster that has registered with a hub.")
    {
        Add(kubeconfig);
        Add(hubKubeconfig);
        Add(clusterName);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        using var signal = new StopSignal();
        using var logging = LineLog.CreateFactory(terminal.Error, TimeProvider.System);
        await using var session = await AgentSession.OpenAsync(parsed.GetValue(kubeconfig)!, logging, signal.Token);
        var credentials = parsed.GetValue(hubKubeconfig) is { Length: > 0 } file
            ? await ReadAsync(file, signal.Token)
            : await session.LoadAsync(signal.Token);
        var registered = credentials.Identity.Cluster;
        if (parsed.GetValue(clusterName) is { Length: > 0 } wanted && wanted != registered)
            throw new CommandFailedException($"the cluster is registered as {registered}, not as {wanted}");
        if (credentials.Validity.NotAfter <= TimeProvider.System.GetUtcNow())
            throw new CommandFailedException(
                $"the agent's certificate has ended at {credentials.Validity.NotAfter:u}: register the cluster again with `pangea register`"
            );
        await terminal.Out.WriteLineAsync(
            $"the agent of {registered} runs until Ctrl-C; its hub is {credentials.Hub.ToString().TrimEnd('/')}"
        );
        await terminal.Out.FlushAsync(cancellationToken);
        await session.RunAsync(credentials, signal.Token);
        return 0;
    }

    private static async Task<AgentCredentials> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (file, error) = await Kubeconfig.LoadAsync(path, cancellationToken);
        if (file is null)
            throw new CommandFailedException(error);
        return AgentCredentials.From(file)
            ?? throw new CommandFailedException($"{path} holds no certificate of an agent");
    }
}
