using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Pangea.Pki;

/// <summary>Certificates as PEM text.</summary>
public static class PemText
{
    /// <summary>Certificates in this order, each ending in a line feed.</summary>
    public static string Of(params ReadOnlySpan<X509Certificate2> certificates)
    {
        var text = new StringBuilder();
        foreach (var certificate in certificates)
            text.Append(certificate.ExportCertificatePem()).Append('\n');
        return text.ToString();
    }

    /// <summary>The certificates in a text, in their order; other PEM blocks and text between them are passed over.</summary>
    /// <exception cref="CryptographicException">A block says it is a certificate and is none.</exception>
    public static ImmutableArray<X509Certificate2> ReadCertificates(string pem)
    {
        var certificates = ImmutableArray.CreateBuilder<X509Certificate2>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is "CERTIFICATE")
            {
                var der = new byte[fields.DecodedDataLength];
                if (!Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _))
                    throw new CryptographicException("the PEM block does not hold base64");
                certificates.Add(X509CertificateLoader.LoadCertificate(der));
            }
            rest = rest[fields.Location.End..];
        }
        return certificates.ToImmutable();
    }
}
