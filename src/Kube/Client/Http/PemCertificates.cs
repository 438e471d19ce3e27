using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Kube.Client;

/// <summary>Reads certificates and keys from PEM.</summary>
internal static class PemCertificates
{
    /// <summary>All certificates of a text; other blocks are passed over.</summary>
    /// <exception cref="CryptographicException">A block says it is a certificate and is none.</exception>
    public static ImmutableArray<X509Certificate2> Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return [.. certificates];
    }

    /// <summary>The first certificate of a text with the private key of another, and the certificates that follow.</summary>
    /// <exception cref="CryptographicException">There is no certificate, no key, or they do not belong together.</exception>
    public static (X509Certificate2 Certificate, ImmutableArray<X509Certificate2> Chain) ReadWithKey(
        string pem,
        string keyPem
    )
    {
        var all = Read(pem);
        if (all.IsEmpty)
            throw new CryptographicException("there is no certificate in it");
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem, keyPem);
            if (OperatingSystem.IsWindows())
            {
                // Windows' TLS takes keys from its own store only.
                using var withoutStore = certificate;
                certificate = X509CertificateLoader.LoadPkcs12(withoutStore.Export(X509ContentType.Pkcs12), null);
            }
            return (certificate, all[1..]);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }
}
