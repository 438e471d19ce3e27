using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Asks authenticators in order until one knows the user. Credentials that nobody accepts are refused with 401, also when another
/// authenticator took them for none of its own; only who shows none at all is anonymous. Always answers with a user or an error.
/// </summary>
/// <param name="authenticators">The authenticators, in the order they are asked.</param>
/// <param name="allowAnonymous">Whether requests without credentials pass as <c>system:anonymous</c>.</param>
public sealed class AuthenticationChain(ImmutableArray<IAuthenticator> authenticators, bool allowAnonymous)
    : IAuthenticator
{
    private static readonly AuthenticationResult Refused = new(null, Status.Unauthorized());
    private static readonly AuthenticationResult Anonymous = new(UserInfo.Anonymous, null);

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        Credentials credentials,
        CancellationToken cancellationToken
    )
    {
        Status? error = null;
        for (var i = 0; i < authenticators.Length; i++)
        {
            var asked = authenticators[i].AuthenticateAsync(credentials, cancellationToken);
            if (!asked.IsCompletedSuccessfully)
                return FinishAsync(asked, i, error, credentials, cancellationToken);
            var result = asked.Result;
            if (result.User is not null)
                return new(result);
            error ??= result.Error;
        }
        return new(Conclude(credentials, error));
    }

    private async ValueTask<AuthenticationResult> FinishAsync(
        ValueTask<AuthenticationResult> asked,
        int index,
        Status? error,
        Credentials credentials,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var result = await asked;
            if (result.User is not null)
                return result;
            error ??= result.Error;
            if (++index == authenticators.Length)
                return Conclude(credentials, error);
            asked = authenticators[index].AuthenticateAsync(credentials, cancellationToken);
        }
    }

    private AuthenticationResult Conclude(Credentials credentials, Status? error) =>
        error is not null ? new(null, error)
        : credentials.BearerToken is { Length: > 0 } || !allowAnonymous ? Refused
        : Anonymous;
}
