using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Answers TokenReviews: whose a token is. Tokens of service accounts are held against the audiences that are asked for; all others are good
/// for this server.
/// </summary>
internal sealed class TokenReviews(
    ServiceAccountTokenAuthenticator? accounts,
    Func<IAuthenticator?> authenticator,
    ImmutableArray<string> audiences
)
{
    public async ValueTask<ApiResult<KubeObject>> AnswerAsync(MapValue body, CancellationToken cancellationToken)
    {
        var token = (body.At("spec", "token") as StringValue)?.Text ?? "";
        if (token.Length == 0)
            return Status.BadRequest("token is required for TokenReview in authentication");
        var asked = (body.Map("spec")?.Texts("audiences") ?? []).ToImmutableArray();
        return new KubeObject(
            body.With("apiVersion", "authentication.k8s.io/v1")
                .With("kind", "TokenReview")
                .With("metadata", (body.Map("metadata") ?? MapValue.Empty).Without("managedFields"))
                .With("status", await StatusAsync(token, asked, cancellationToken))
        );
    }

    private async ValueTask<MapValue> StatusAsync(
        string token,
        ImmutableArray<string> asked,
        CancellationToken cancellationToken
    )
    {
        var error = "";
        if (accounts is not null)
        {
            var outcome = accounts.Review(token, asked);
            if (outcome.User is { } account)
                return IdentityReviews.TokenStatus(new(account, null), asked.IsEmpty ? [] : outcome.Audiences);
            error = outcome.Error;
        }
        // A token that knows no audiences is for the server's own.
        var common = asked.IsEmpty ? audiences : [.. asked.Where(audiences.Contains)];
        if (authenticator() is { } chain && (asked.IsEmpty || !common.IsEmpty))
        {
            var found = await chain.AuthenticateAsync(new(null, token), cancellationToken);
            if (found.User is not null)
                return IdentityReviews.TokenStatus(found, asked.IsEmpty ? [] : common);
            error = error.Length > 0 ? error : found.Error?.Message ?? "";
        }
        return IdentityReviews.TokenStatus(
            new(null, error.Length > 0 ? Status.Unauthorized(error) : Status.Unauthorized()),
            []
        );
    }
}
