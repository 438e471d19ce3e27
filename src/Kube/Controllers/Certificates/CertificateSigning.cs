using Pangea.Pki;

namespace Pangea.Kube.Controllers;

/// <summary>By what certificate requests are signed.</summary>
/// <param name="Authority">The authority of now; asked for each signature, so that a rotation can give another one.</param>
public sealed record CertificateSigning(Func<CertificateAuthority> Authority)
{
    /// <summary>The longest life of a certificate, and that of one whose request asks for none: a year, as the original's default.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(365);
}
