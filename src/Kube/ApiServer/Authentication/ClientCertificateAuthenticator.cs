using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Users by their client certificate: it must lead to the client authorities and be for client authentication; the common name is the user,
/// the organizations are the groups.
/// </summary>
/// <remarks>
/// Verifying a chain takes a good part of a millisecond and this runs on every request, so the outcome is kept twice: with the certificate
/// object, which lives as long as its connection, and by the certificate's digest for the next connection of the same client. Both hold
/// until the certificate ends or the trusted roots change. Refusals are kept for a few seconds with the connection only.
/// </remarks>
/// <param name="roots">The client authorities of now. Called on every request; a rotation returns another bundle.</param>
/// <param name="clock">The time certificates are held against.</param>
/// <param name="capacity">How many clients' outcomes are kept beyond their connections; the oldest goes first.</param>
public sealed class ClientCertificateAuthenticator(Func<TrustBundle> roots, TimeProvider clock, int capacity = 4096)
    : IAuthenticator
{
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromSeconds(10);
    private static readonly AuthenticationResult Refused = new(null, Status.Unauthorized());

    private readonly ConditionalWeakTable<X509Certificate2, Outcome> connections = [];
    private readonly ExpiringCache<Digest, Outcome> clients = new(capacity);

    private sealed record Outcome(AuthenticationResult Result, TrustBundle Roots, DateTimeOffset Until);

    /// <summary>How many outcomes are kept beyond their connections.</summary>
    internal int Count => clients.Count;

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        Credentials credentials,
        CancellationToken cancellationToken
    )
    {
        if (credentials.ClientCertificate is not { } certificate)
            return new(AuthenticationResult.None);
        var trusted = roots();
        var now = clock.GetUtcNow();
        if (!connections.TryGetValue(certificate, out var outcome) || outcome.Roots != trusted || now >= outcome.Until)
        {
            outcome = FindOrVerify(certificate, trusted, now);
            connections.AddOrUpdate(certificate, outcome);
        }
        return new(outcome.Result);
    }

    private Outcome FindOrVerify(X509Certificate2 certificate, TrustBundle trusted, DateTimeOffset now)
    {
        var digest = Digest.Of(certificate.RawDataMemory.Span);
        if (clients.TryGet(digest, now, out var known) && known.Roots == trusted)
            return known;
        var verified = trusted.Verify(certificate, KeyUsageNames.ClientAuth, now);
        if (!verified.IsValid)
            return new(Refused, trusted, now + RefusalHolds);
        var user = ReadUser(certificate);
        var outcome = new Outcome(
            user is null ? AuthenticationResult.None : new(user, null),
            trusted,
            verified.NotAfter
        );
        clients.Set(digest, outcome, outcome.Until);
        return outcome;
    }

    /// <summary>The user of a verified certificate; null when it has no common name.</summary>
    private static UserInfo? ReadUser(X509Certificate2 certificate)
    {
        SubjectName subject;
        try
        {
            subject = SubjectName.Read(certificate.SubjectName);
        }
        catch (AsnContentException)
        {
            // An authority signed a name that cannot be read: it names nobody.
            return null;
        }
        if (subject.CommonName.Length == 0)
            return null;
        var id = "X509SHA256=" + Convert.ToHexStringLower(certificate.GetCertHash(HashName));
        return UserInfo.Of(subject.CommonName, subject.Organizations.AsSpan()) with
        {
            Extra = [KeyValuePair.Create(CredentialId, ImmutableArray.Create(id))],
        };
    }

    /// <summary>The extra attribute that says which credential a user showed.</summary>
    internal const string CredentialId = "authentication.kubernetes.io/credential-id";

    private static System.Security.Cryptography.HashAlgorithmName HashName =>
        System.Security.Cryptography.HashAlgorithmName.SHA256;
}
