using System.CommandLine;

namespace Pangea.Cli;

/// <summary><c>pangea token delete</c>.</summary>
internal sealed class TokenDeleteCommand : FleetCommand
{
    private readonly Argument<string> id = new("ID")
    {
        Description = "The token's id (its first six characters), or the whole token.",
    };

    private readonly Option<string> dir = CommonOptions.Dir();
    private readonly Option<string?> kubeconfig = CommonOptions.HubKubeconfig();

    public TokenDeleteCommand()
        : base("delete", "Delete a token; clusters that have registered with it stay.")
    {
        Add(id);
        Add(dir);
        Add(kubeconfig);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var token = parsed.GetValue(id)!;
        using var hub = await FleetApi.OpenAsync(parsed.HubKubeconfigOf(dir, kubeconfig), "token", cancellationToken);
        await FleetTokens.DeleteAsync(hub.Api, token, RoleContext.PkiEnvironment, cancellationToken);
        await Terminal.OfProcess().Out.WriteLineAsync($"deleted the token {token.Split('.')[0]}");
        return 0;
    }
}
