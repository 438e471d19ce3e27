using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea cluster</c>: an embedded cluster alone.</summary>
internal sealed class ClusterCommand : RunCommand
{
    private readonly Option<string> name = new("--name")
    {
        Description = "The cluster's name.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string?> region = new("--region")
    {
        Description = "The region of its nodes.",
        HelpName = "REGION",
    };
    private readonly Option<int?> nodes = new("--nodes")
    {
        Description = "How many nodes it has (default 2).",
        HelpName = "N",
    };
    private readonly Option<string?> runtime = new("--runtime")
    {
        Description = $"What runs pods: {PodRuntimes.Simulated}.",
        HelpName = "NAME",
    };
    private readonly Option<string?> bind = CommonOptions.Bind();

    public override string About =>
        """
            Its kubeconfig is kubeconfig-NAME in --dir; any hub can be told to take it: see `pangea register --help`.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            (
                "pangea cluster --name lab --dir lab",
                "a cluster in the foreground; its kubeconfig is lab/kubeconfig-lab"
            ),
            ("pangea cluster --name lab --dir lab --detach", "the same in the background"),
        ];

    public ClusterCommand()
        : base(
            "cluster",
            "Run an embedded cluster alone, and write its kubeconfig.",
            $"The port (default {Ports.FirstOfHub}, or the next free one)."
        )
    {
        Add(name);
        Add(region);
        Add(nodes);
        Add(runtime);
        Add(bind);
        AddCommon();
    }

    protected override PlanRequest RequestOf(ParseResult parsed)
    {
        var cluster = parsed.GetValue(name)!;
        var where = parsed.GetValue(region);
        return new()
        {
            WithHub = false,
            Clusters = PlanRequest.ParseClusters(where is null ? cluster : $"{cluster}={where}"),
            Nodes = parsed.GetValue(nodes),
            Runtime = parsed.GetValue(runtime),
            Port = PortOf(parsed),
            Bind = parsed.GetValue(bind),
            Hosts = HostsOf(parsed),
        };
    }
}
