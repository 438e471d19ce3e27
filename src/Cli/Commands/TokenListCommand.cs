using System.CommandLine;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Cli;

/// <summary><c>pangea token list</c>.</summary>
internal sealed class TokenListCommand : FleetCommand
{
    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<string?> kubeconfig = CommonOptions.HubKubeconfig();
    private readonly Option<string?> output = CommonOptions.Output();

    public TokenListCommand()
        : base("list", "List the tokens, without their secret halves.")
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
        using var hub = await FleetApi.OpenAsync(parsed.HubKubeconfigOf(dir, kubeconfig), "token", cancellationToken);
        var tokens = await FleetTokens.ListAsync(hub.Api, RoleContext.PkiEnvironment, cancellationToken);
        await terminal.Out.WriteAsync(wantsJson ? Json(tokens) : Table(tokens, TimeProvider.System.GetUtcNow()));
        return 0;
    }

    private static string Table(IReadOnlyList<BootstrapTokenSecret> tokens, DateTimeOffset now)
    {
        var table = new TextTable("ID", "EXPIRES", "DESCRIPTION");
        foreach (var token in tokens)
            table.Add(
                token.Token.Id,
                token.Expiration is not { } end ? "never"
                    : token.IsExpired(now) ? "expired"
                    : Timestamps.Format(end),
                token.Description
            );
        return table.ToString();
    }

    private static string Json(IReadOnlyList<BootstrapTokenSecret> tokens) =>
        ListValue.From(
            tokens.Select(
                Value (t) =>
                    MapValue.Of(
                        ("id", t.Token.Id),
                        ("expires", t.Expiration is { } end ? (Value)Timestamps.Format(end) : null),
                        ("description", t.Description)
                    )
            )
        ) + "\n";
}
