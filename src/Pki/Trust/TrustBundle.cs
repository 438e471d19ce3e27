using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// The roots that certificates of one purpose must lead to, and authorities under them that peers need not send. Immutable: a rotation
/// makes a new bundle, and whoever caches verifications compares bundles by reference.
/// </summary>
public sealed class TrustBundle
{
    /// <summary>A bundle of roots, each once.</summary>
    public TrustBundle(IEnumerable<X509Certificate2> roots, IEnumerable<X509Certificate2>? intermediates = null)
    {
        Roots = Distinct(roots);
        Intermediates = Distinct(intermediates ?? []);
    }

    /// <summary>The roots, in the order given.</summary>
    public ImmutableArray<X509Certificate2> Roots { get; }

    /// <summary>Authorities under the roots, to complete chains with.</summary>
    public ImmutableArray<X509Certificate2> Intermediates { get; }

    /// <summary>The roots as PEM: what goes into <c>ca.crt</c>, a <c>certificate-authority-data</c> or a <c>caBundle</c>.</summary>
    public string Pem => PemText.Of([.. Roots]);

    /// <summary>Reads a bundle from PEM: self-issued certificates are roots, others intermediates.</summary>
    /// <exception cref="CryptographicException">A block is not a certificate.</exception>
    public static TrustBundle FromPem(string pem)
    {
        var all = PemText.ReadCertificates(pem);
        return new(all.Where(IsSelfIssued), all.Where(c => !IsSelfIssued(c)));
    }

    /// <summary>This bundle with the roots and intermediates of another.</summary>
    public TrustBundle With(TrustBundle other) =>
        new(Roots.Concat(other.Roots), Intermediates.Concat(other.Intermediates));

    /// <summary>
    /// Verifies that a certificate leads to a root of this bundle, that the whole chain is valid now, and that it may be used so. Nothing is
    /// fetched, and no root of the machine is trusted (though the framework reads the machine's store once a process); revocation is by
    /// short lives, not by lists.
    /// </summary>
    /// <param name="certificate">The end-entity certificate.</param>
    /// <param name="usage">
    /// Object id of the extended usage it is for (<see cref="KeyUsageNames.ClientAuth"/>, …). A certificate without that extension may be
    /// used for everything, as Go's verifier has it.
    /// </param>
    /// <param name="now">The time to verify at.</param>
    /// <param name="sent">Certificates that the peer sent beside it.</param>
    public ChainVerification Verify(
        X509Certificate2 certificate,
        string usage,
        DateTimeOffset now,
        IEnumerable<X509Certificate2>? sent = null
    )
    {
        if (Roots.IsEmpty)
            return ChainVerification.Refused("no root is trusted");
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid(usage));
        foreach (var root in Roots)
            policy.CustomTrustStore.Add(root);
        foreach (var intermediate in Intermediates)
            policy.ExtraStore.Add(intermediate);
        foreach (var other in sent ?? [])
            policy.ExtraStore.Add(other);
        try
        {
            if (!chain.Build(certificate))
                return ChainVerification.Refused(Describe(chain.ChainStatus));
            var end = certificate.NotAfter;
            foreach (var element in chain.ChainElements)
                end = element.Certificate.NotAfter < end ? element.Certificate.NotAfter : end;
            return ChainVerification.Accepted(new(end.ToUniversalTime()));
        }
        catch (CryptographicException e)
        {
            return ChainVerification.Refused(e.Message);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static string Describe(X509ChainStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            switch (status.Status)
            {
                case X509ChainStatusFlags.NotTimeValid:
                    return "certificate has expired or is not yet valid";
                case X509ChainStatusFlags.NotValidForUsage:
                    return "certificate specifies an incompatible key usage";
                case X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain:
                    return "certificate signed by unknown authority";
            }
        }
        return string.Join("; ", statuses.Select(s => s.StatusInformation));
    }

    private static ImmutableArray<X509Certificate2> Distinct(IEnumerable<X509Certificate2> certificates)
    {
        var distinct = ImmutableArray.CreateBuilder<X509Certificate2>();
        foreach (var certificate in certificates)
        {
            // A trusted certificate never carries its private key along.
            if (!distinct.Any(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
                distinct.Add(
                    certificate.HasPrivateKey
                        ? X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span)
                        : certificate
                );
        }
        return distinct.ToImmutable();
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
