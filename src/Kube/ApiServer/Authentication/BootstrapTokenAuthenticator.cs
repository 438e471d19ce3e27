using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Users by bootstrap tokens: <c>system:bootstrap:ID</c> in the group <c>system:bootstrappers</c> and those the token's Secret names. Nothing is
/// cached: joining is rare, and a deleted token ends with the Secret.
/// </summary>
/// <param name="secrets">Secrets, at least those of kube-system.</param>
/// <param name="clock">The time expirations are held against.</param>
public sealed class BootstrapTokenAuthenticator(IInformer secrets, TimeProvider clock) : IAuthenticator
{
    private static readonly AuthenticationResult Refused = new(null, Status.Unauthorized());

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        Credentials credentials,
        CancellationToken cancellationToken
    )
    {
        if (!BootstrapToken.TryParse(credentials.BearerToken, out var shown))
            return new(AuthenticationResult.None);
        return new(
            secrets.Get(BootstrapTokenSecret.Key(shown.Id)) is { } secret
            && BootstrapTokenSecret.TryRead(secret, out var stored)
            && stored.Token.HasSecret(Encoding.ASCII.GetBytes(shown.Secret))
            && stored.AllowsAuthentication
            && !stored.IsExpired(clock.GetUtcNow())
                ? new(
                    UserInfo.Of(
                        "system:bootstrap:" + shown.Id,
                        [BootstrapTokenSecret.BootstrappersGroup, .. stored.ExtraGroups]
                    ),
                    null
                )
                : Refused
        );
    }
}
