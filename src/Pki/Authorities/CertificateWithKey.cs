using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// A certificate with its private key and the certificates between it and its root: what a TLS end needs to show who it is.
/// </summary>
/// <param name="Certificate">The certificate; it carries its private key.</param>
/// <param name="Chain">The authorities above it, nearest first, without the root.</param>
public sealed record CertificateWithKey(X509Certificate2 Certificate, ImmutableArray<X509Certificate2> Chain)
{
    /// <summary>The certificate and its chain as PEM, in the order TLS sends them.</summary>
    public string CertificatePem => PemText.Of([Certificate, .. Chain]);

    /// <summary>The private key as PEM (PKCS#8).</summary>
    public string PrivateKeyPem
    {
        get
        {
            using AsymmetricAlgorithm? key =
                (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey();
            return (
                key ?? throw new InvalidOperationException("the certificate has no private key")
            ).ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>Start of validity.</summary>
    public DateTimeOffset NotBefore => new(Certificate.NotBefore.ToUniversalTime());

    /// <summary>End of validity.</summary>
    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Reads a certificate (the first of the text; the others are its chain) and its key from PEM.</summary>
    /// <exception cref="CryptographicException">The texts are not that, or the key does not belong to the certificate.</exception>
    public static CertificateWithKey FromPem(string certificatePem, string privateKeyPem)
    {
        var all = PemText.ReadCertificates(certificatePem);
        if (all.IsEmpty)
            throw new CryptographicException("no certificate in the PEM text");
        try
        {
            return new(X509Certificate2.CreateFromPem(certificatePem, privateKeyPem), [.. all.Skip(1)]);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the private key does not belong to the certificate", e);
        }
    }

    /// <summary>What a TLS server needs to send the certificate with its chain; never fetches anything.</summary>
    public SslStreamCertificateContext ToTlsContext() =>
        SslStreamCertificateContext.Create(Certificate, [.. Chain], offline: true);
}
