using System.CommandLine;
using Pangea.Fleet.Agent;

namespace Pangea.Cli;

/// <summary><c>pangea register</c>: brings any cluster into a fleet.</summary>
internal sealed class RegisterCommand : FleetCommand
{
    private readonly Argument<string> hub = new("HUB-URL") { Description = "The hub's address, https://host:port." };

    private readonly Option<string> token = new("--token")
    {
        Description = "The token that `pangea token create` printed.",
        HelpName = "TOKEN",
        Required = true,
    };

    private readonly Option<string[]> caHash = new("--ca-hash")
    {
        Description = "The hash of the hub's authority, sha256:…; it tells the hub from others.",
        HelpName = "HASH",
        Required = true,
    };

    private readonly Option<string> name = new("--name")
    {
        Description = "The cluster's name in the fleet.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> kubeconfig = new("--kubeconfig")
    {
        Description = "The cluster's kubeconfig, with the rights of an administrator.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> region = new("--region")
    {
        Description = "The region the cluster is in.",
        HelpName = "REGION",
        DefaultValueFactory = static _ => "",
    };

    private readonly Option<string[]> zone = new("--zone")
    {
        Description = "A zone the cluster is in; may be given several times.",
        HelpName = "ZONE",
    };

    private readonly Option<string> provider = new("--provider")
    {
        Description = "Whose cluster it is.",
        HelpName = "PROVIDER",
        DefaultValueFactory = static _ => "",
    };

    private readonly Option<bool> printManifest = new("--print-manifest")
    {
        Description = "Instead of running the agent, print what to apply in the cluster so that it runs there.",
    };

    private readonly Option<string> image = new("--image")
    {
        Description = "The program's image, for --print-manifest.",
        HelpName = "IMAGE",
        DefaultValueFactory = static _ => "pangea:" + ProgramVersion.Text,
    };

    public override string About =>
        """
            Registers the cluster that FILE leads to, and runs its agent in the foreground. The agent gets a certificate of its own, good for
            this cluster's things in the hub only, and keeps it in the cluster (Secret karmada-system/karmada-kubeconfig): `pangea agent
            --kubeconfig FILE` runs it again without a token. It calls the hub and the cluster, and listens nowhere.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            (
                "pangea register https://hub:32443 --token abcdef.0123456789abcdef --ca-hash sha256:… --name lab --kubeconfig lab/kubeconfig-lab",
                "register, and run the agent here until Ctrl-C"
            ),
            (
                "pangea register … --print-manifest | kubectl --kubeconfig FILE apply -f -",
                "let the agent run in the cluster"
            ),
        ];

    public RegisterCommand()
        : base("register", "Bring a cluster into a fleet, and run its agent.")
    {
        Add(hub);
        Add(token);
        Add(caHash);
        Add(name);
        Add(kubeconfig);
        Add(region);
        Add(zone);
        Add(provider);
        Add(printManifest);
        Add(image);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        if (!Uri.TryCreate(parsed.GetValue(hub), UriKind.Absolute, out var address))
            throw new CommandFailedException(
                $"the hub's address {parsed.GetValue(hub)} is not of the form https://host:port"
            );
        using var signal = new StopSignal();
        using var logging = LineLog.CreateFactory(terminal.Error, TimeProvider.System);
        await using var session = await AgentSession.OpenAsync(parsed.GetValue(kubeconfig)!, logging, signal.Token);
        var registration = new AgentRegistration(
            session.Executor,
            RoleContext.NewRandom(),
            FleetApi.UserAgent("register"),
            logging
        );
        var result = await registration.RegisterAsync(
            new()
            {
                Hub = address,
                Token = parsed.GetValue(token)!,
                AuthorityPins = [.. parsed.GetValue(caHash) ?? []],
                ClusterName = parsed.GetValue(name)!,
                ApiEndpoint = session.Connection.Server.ToString().TrimEnd('/'),
                Region = parsed.GetValue(region)!,
                Zones = [.. parsed.GetValue(zone) ?? []],
                Provider = parsed.GetValue(provider)!,
            },
            session.Member,
            signal.Token
        );
        if (result.Credentials is not { } credentials)
            throw new CommandFailedException(result.Error);
        if (parsed.GetValue(printManifest))
        {
            var manifest = new AgentManifest
            {
                ClusterName = parsed.GetValue(name)!,
                Credentials = credentials,
                Image = parsed.GetValue(image)!,
            };
            await terminal.Out.WriteAsync(manifest.ToYaml());
            return 0;
        }
        await session.KeepAsync(credentials, signal.Token);
        await terminal.Out.WriteLineAsync(
            $"registered {parsed.GetValue(name)} at {address.ToString().TrimEnd('/')}; its agent runs until Ctrl-C"
        );
        await terminal.Out.FlushAsync(cancellationToken);
        await session.RunAsync(credentials, signal.Token);
        return 0;
    }
}
