using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea up</c>: a fleet on this machine.</summary>
internal sealed class UpCommand : RunCommand
{
    private readonly Option<string?> clusters = new("--clusters")
    {
        Description = $"The clusters, each with its region where wanted (default {ClusterNames.Default}).",
        HelpName = "NAME[=REGION],…",
    };

    private readonly Option<int?> nodes = new("--nodes")
    {
        Description = "Nodes of each cluster (default 2).",
        HelpName = "N",
    };

    private readonly Option<string?> runtime = new("--runtime")
    {
        Description =
            $"What runs pods: {PodRuntimes.Simulated} (they are Running at once, and nothing is behind them).",
        HelpName = "NAME",
    };

    private readonly Option<bool> isolate = new("--isolate")
    {
        Description = "Give each role a process of its own; one that dies is started again.",
    };

    public override string About =>
        """
            Starts a hub and clusters that join it over TLS, on this machine's loopback, without root. Everything is kept in --dir (created, for
            its owner alone): run it again there, and the same clusters and objects come back at the same addresses. Several fleets run side by side
            in directories of their own. The hub's kubeconfig is karmada-config, each cluster's is kubeconfig-NAME.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea up", "eu, ap and us in the foreground, kept in .pangea; Ctrl-C stops them"),
            ("pangea up --detach", "the same in the background; returns when every cluster is Ready"),
            (
                "pangea up --clusters eu,paris=eu-west-3 --nodes 5 --dir /tmp/two",
                "two clusters of five nodes, kept elsewhere"
            ),
            ("pangea up --isolate", "a process for each role"),
        ];

    public UpCommand()
        : base(
            "up",
            "Raise a fleet on this machine: a hub and clusters that have joined it.",
            $"The hub's port (default {Ports.FirstOfHub}, or the next free one)."
        )
    {
        Add(clusters);
        Add(nodes);
        Add(runtime);
        Add(isolate);
        AddCommon();
    }

    protected override bool IsIsolated(ParseResult parsed) => parsed.GetValue(isolate);

    protected override PlanRequest RequestOf(ParseResult parsed) =>
        new()
        {
            WithHub = true,
            DefaultClusters = PlanRequest.ParseClusters(ClusterNames.Default),
            Clusters = parsed.GetValue(clusters) is { } text ? PlanRequest.ParseClusters(text) : null,
            Nodes = parsed.GetValue(nodes),
            Runtime = parsed.GetValue(runtime),
            Port = PortOf(parsed),
            Hosts = HostsOf(parsed),
        };
}
