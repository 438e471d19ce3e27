using System.Collections.Immutable;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Asks authorizers in order: the first that allows or denies decides. When none does, the answer is no opinion (which the request pipeline
/// takes for a denial) with the reasons of all, one a line.
/// </summary>
public sealed class AuthorizerChain(params ImmutableArray<IAuthorizer> authorizers) : IAuthorizer, IRuleResolver
{
    /// <summary>The authorizers, in the order they are asked.</summary>
    public ImmutableArray<IAuthorizer> Authorizers => authorizers;

    /// <inheritdoc/>
    public ValueTask<AuthorizationResult> AuthorizeAsync(
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        var reasons = "";
        for (var i = 0; i < authorizers.Length; i++)
        {
            var asked = authorizers[i].AuthorizeAsync(attributes, cancellationToken);
            if (!asked.IsCompletedSuccessfully)
                return FinishAsync(asked, i, reasons, attributes, cancellationToken);
            var result = asked.Result;
            if (result.Decision != Decision.NoOpinion)
                return new(result);
            reasons = Join(reasons, result.Reason);
        }
        return new(new AuthorizationResult(Decision.NoOpinion, reasons));
    }

    private async ValueTask<AuthorizationResult> FinishAsync(
        ValueTask<AuthorizationResult> asked,
        int index,
        string reasons,
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var result = await asked;
            if (result.Decision != Decision.NoOpinion)
                return result;
            reasons = Join(reasons, result.Reason);
            if (++index == authorizers.Length)
                return new(Decision.NoOpinion, reasons);
            asked = authorizers[index].AuthorizeAsync(attributes, cancellationToken);
        }
    }

    /// <summary>The rules of all authorizers that can tell theirs.</summary>
    public ResolvedRules RulesFor(UserInfo user, string @namespace)
    {
        var all = authorizers.OfType<IRuleResolver>().Select(r => r.RulesFor(user, @namespace)).ToList();
        return new([.. all.SelectMany(r => r.Rules)], [.. all.SelectMany(r => r.Errors)]);
    }

    private static string Join(string reasons, string reason) =>
        reason.Length == 0 ? reasons
        : reasons.Length == 0 ? reason
        : $"{reasons}\n{reason}";
}
