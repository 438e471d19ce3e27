using System.Security.Cryptography.X509Certificates;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What a request shows of its sender.</summary>
/// <param name="ClientCertificate">The certificate of the TLS connection, or null. It is not verified yet.</param>
/// <param name="BearerToken">The token of the Authorization header, or empty.</param>
public readonly record struct Credentials(X509Certificate2? ClientCertificate, string BearerToken);

/// <summary>Turns credentials into a user.</summary>
public interface IAuthenticator
{
    /// <summary>
    /// The user; null when these credentials are none this authenticator knows (the next one is asked); an error (401) when they are of
    /// its kind but not valid.
    /// </summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken);
}

/// <summary>What an authenticator found: a user, an error, or neither.</summary>
public readonly record struct AuthenticationResult(UserInfo? User, Status? Error)
{
    /// <summary>Not this authenticator's kind of credentials.</summary>
    public static AuthenticationResult None { get; }
}
