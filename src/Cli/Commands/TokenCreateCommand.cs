using System.CommandLine;
using System.Globalization;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary><c>pangea token create</c>.</summary>
internal sealed class TokenCreateCommand : FleetCommand
{
    private readonly Option<string> ttl = new("--ttl")
    {
        Description = "How long the token holds, such as 30m, 24h or 7d; 0 for ever.",
        HelpName = "TIME",
        DefaultValueFactory = static _ => "24h",
    };

    private readonly Option<string> description = new("--description")
    {
        Description = "What the token is for.",
        HelpName = "TEXT",
        DefaultValueFactory = static _ => "",
    };

    private readonly Option<bool> print = new("--print-register-command")
    {
        Description = "Print the whole command to type where the cluster is, instead of the token.",
    };

    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<string?> kubeconfig = CommonOptions.HubKubeconfig();

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea token create", "a token for a day"),
            ("pangea token create --ttl 10m --print-register-command", "a command for the next ten minutes"),
        ];

    public TokenCreateCommand()
        : base("create", "Create a token, and print it.")
    {
        Add(ttl);
        Add(description);
        Add(print);
        Add(dir);
        Add(kubeconfig);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = Terminal.OfProcess();
        var lifetime = ParseLifetime(parsed.GetValue(ttl)!);
        using var hub = await FleetApi.OpenAsync(parsed.HubKubeconfigOf(dir, kubeconfig), "token", cancellationToken);
        var token = await FleetTokens.CreateAsync(
            hub.Api,
            lifetime,
            parsed.GetValue(description)!,
            RoleContext.PkiEnvironment,
            cancellationToken
        );
        if (!parsed.GetValue(print))
        {
            await terminal.Out.WriteLineAsync(token.Text);
            return 0;
        }
        var pin = PemText.ReadCertificates(hub.AuthorityPem) is [var root, ..] ? PublicKeyPin.Of(root) : "";
        await terminal.Out.WriteLineAsync(
            $"pangea register {hub.Server.ToString().TrimEnd('/')} --token {token.Text} --ca-hash {pin} --name NAME --kubeconfig FILE"
        );
        return 0;
    }

    /// <summary>Reads a time such as 30m, 24h or 7d.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    internal static TimeSpan ParseLifetime(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (
            text.Length > 1
            && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 100_000
        )
        {
            switch (text[^1])
            {
                case 's':
                    return TimeSpan.FromSeconds(number);
                case 'm':
                    return TimeSpan.FromMinutes(number);
                case 'h':
                    return TimeSpan.FromHours(number);
                case 'd':
                    return TimeSpan.FromDays(number);
            }
        }
        throw new CommandFailedException($"--ttl \"{text}\" is no time such as 30m, 24h or 7d");
    }
}
