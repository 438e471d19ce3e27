using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea hub</c>: a control plane alone, for clusters that are elsewhere.</summary>
internal sealed class HubCommand : RunCommand
{
    private readonly Option<string?> bind = CommonOptions.Bind();

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            (
                "pangea hub --dir /var/lib/pangea --bind 0.0.0.0 --host hub.example.com",
                "a hub that clusters elsewhere can reach"
            ),
            (
                "pangea token create --dir /var/lib/pangea --print-register-command",
                "what to type where the clusters are"
            ),
        ];

    public HubCommand()
        : base(
            "hub",
            "Run a hub alone: the control plane for clusters that are elsewhere.",
            $"The port (default {Ports.FirstOfHub}, or the next free one)."
        )
    {
        Add(bind);
        AddCommon();
    }

    protected override PlanRequest RequestOf(ParseResult parsed) =>
        new()
        {
            WithHub = true,
            Clusters = [],
            Port = PortOf(parsed),
            Bind = parsed.GetValue(bind),
            Hosts = HostsOf(parsed),
        };
}
