using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>What kind of end-entity certificate is issued, and for how long.</summary>
/// <param name="KeyUsages">The key usage extension.</param>
/// <param name="ExtendedKeyUsages">Object ids of the extended key usage extension; empty leaves the extension out.</param>
/// <param name="Lifetime">From now on; cut where the authority's own certificate ends.</param>
public sealed record CertificateProfile(
    X509KeyUsageFlags KeyUsages,
    ImmutableArray<string> ExtendedKeyUsages,
    TimeSpan Lifetime
)
{
    /// <summary>How long before now validity starts, so that machines whose clock is a little behind accept the certificate.</summary>
    public TimeSpan Backdate { get; init; } = DefaultBackdate;

    /// <summary>Five minutes: what Kubernetes' own signer uses.</summary>
    public static TimeSpan DefaultBackdate { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A TLS server.</summary>
    public static CertificateProfile Server(TimeSpan lifetime) =>
        new(X509KeyUsageFlags.DigitalSignature, [KeyUsageNames.ServerAuth], lifetime);

    /// <summary>A TLS client.</summary>
    public static CertificateProfile Client(TimeSpan lifetime) =>
        new(X509KeyUsageFlags.DigitalSignature, [KeyUsageNames.ClientAuth], lifetime);

    /// <summary>Both ends of mutual TLS, as workloads of a mesh are.</summary>
    public static CertificateProfile Peer(TimeSpan lifetime) =>
        new(X509KeyUsageFlags.DigitalSignature, [KeyUsageNames.ServerAuth, KeyUsageNames.ClientAuth], lifetime);
}
