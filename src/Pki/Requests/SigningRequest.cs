using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// A certificate request (PKCS#10) whose own signature has been verified: who asks, for which names, with which key. What a signer
/// grants is up to it: usages and lifetime are the profile's that <see cref="CertificateAuthority"/> is given.
/// </summary>
public sealed class SigningRequest
{
    /// <summary>Longer texts are refused unread. A request with 100 names has some 6 KB.</summary>
    public const int MaxLength = 64 * 1024;

    private SigningRequest(CertificateRequest request)
    {
        PublicKey = request.PublicKey;
        Subject = SubjectName.Read(request.SubjectName);
        Names = AlternativeNames.Read(request.CertificateExtensions);
        KeyUsages = request.CertificateExtensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages;
        ExtendedKeyUsages =
        [
            .. request
                .CertificateExtensions.OfType<X509EnhancedKeyUsageExtension>()
                .SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>())
                .Select(o => o.Value ?? ""),
        ];
    }

    /// <summary>The requested subject.</summary>
    public SubjectName Subject { get; }

    /// <summary>The requested alternative names.</summary>
    public AlternativeNames Names { get; }

    /// <summary>The requested key usages; null when the request says nothing of them.</summary>
    public X509KeyUsageFlags? KeyUsages { get; }

    /// <summary>Object ids of the requested extended usages.</summary>
    public ImmutableArray<string> ExtendedKeyUsages { get; }

    /// <summary>The key that the certificate is for; the requester has shown that it holds the private one.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>
    /// Reads a request from PEM (label <c>CERTIFICATE REQUEST</c>). Refused are texts without one, a signature that does not hold, RSA
    /// keys below 2,048 bits, and keys that are neither RSA nor on the curves P-256, P-384 and P-521.
    /// </summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out SigningRequest? request, out string error)
    {
        request = null;
        if (pem.Length > MaxLength)
        {
            error = "the request is too long";
            return false;
        }
        try
        {
            // The extensions are only read here, never signed as they are: that is what "unsafe" warns of.
            var loaded = CertificateRequest.LoadSigningRequestPem(
                pem,
                HashAlgorithmName.SHA256,
                CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions,
                RSASignaturePadding.Pkcs1
            );
            error = KeyError(loaded.PublicKey) ?? "";
            if (error.Length > 0)
                return false;
            request = new(loaded);
            return true;
        }
        catch (Exception e)
            when (e is CryptographicException or AsnContentException or ArgumentException or NotSupportedException)
        {
            error = "unable to parse the certificate request: " + e.Message;
            return false;
        }
    }

    /// <summary>Writes a request for a key, as PEM.</summary>
    public static string Create(ECDsa key, SubjectName subject, AlternativeNames? names = null)
    {
        var request = new CertificateRequest(subject.ToDistinguishedName(), key, HashAlgorithmName.SHA256);
        if (names?.ToExtension(critical: false) is { } extension)
            request.CertificateExtensions.Add(extension);
        return request.CreateSigningRequestPem();
    }

    private static string? KeyError(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize < 2048 ? "an RSA key must have at least 2048 bits" : null;
        using var ecdsa = key.GetECDsaPublicKey();
        if (ecdsa is null)
            return "the key must be RSA or ECDSA";
        var curve = ecdsa.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35"
            ? null
            : "the curve must be P-256, P-384 or P-521";
    }
}
