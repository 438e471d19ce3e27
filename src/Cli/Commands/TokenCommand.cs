namespace Pangea.Cli;

/// <summary><c>pangea token</c>: tokens to join the fleet with.</summary>
internal sealed class TokenCommand : FleetCommand
{
    public override string About =>
        """
            A token lets a cluster register once: with it an agent asks for a certificate of its own, and uses that from then on.
            """;

    public override IReadOnlyList<(string Line, string What)> Examples =>
        [
            ("pangea token create --print-register-command", "what to type where the cluster is"),
            ("pangea token list", "which tokens there are, and until when they hold"),
        ];

    public TokenCommand()
        : base("token", "Create, list and delete tokens that clusters register with.")
    {
        Add(new TokenCreateCommand());
        Add(new TokenListCommand());
        Add(new TokenDeleteCommand());
    }
}
