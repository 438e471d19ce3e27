using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// The usage names of <c>certificates.k8s.io</c> (<c>spec.usages</c> of a CertificateSigningRequest) and what they are in X.509.
/// </summary>
public static class KeyUsageNames
{
    /// <summary>Object id of TLS server authentication.</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>Object id of TLS client authentication.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>The key usage of a name, or null when it is none.</summary>
    public static X509KeyUsageFlags? KeyUsage(string name) =>
        name switch
        {
            "signing" or "digital signature" => X509KeyUsageFlags.DigitalSignature,
            "content commitment" => X509KeyUsageFlags.NonRepudiation,
            "key encipherment" => X509KeyUsageFlags.KeyEncipherment,
            "key agreement" => X509KeyUsageFlags.KeyAgreement,
            "data encipherment" => X509KeyUsageFlags.DataEncipherment,
            "cert sign" => X509KeyUsageFlags.KeyCertSign,
            "crl sign" => X509KeyUsageFlags.CrlSign,
            "encipher only" => X509KeyUsageFlags.EncipherOnly,
            "decipher only" => X509KeyUsageFlags.DecipherOnly,
            _ => null,
        };

    /// <summary>The object id of an extended usage's name, or null when it is none.</summary>
    public static string? ExtendedKeyUsage(string name) =>
        name switch
        {
            "any" => "2.5.29.37.0",
            "server auth" => ServerAuth,
            "client auth" => ClientAuth,
            "code signing" => "1.3.6.1.5.5.7.3.3",
            "email protection" or "s/mime" => "1.3.6.1.5.5.7.3.4",
            "ipsec end system" => "1.3.6.1.5.5.7.3.5",
            "ipsec tunnel" => "1.3.6.1.5.5.7.3.6",
            "ipsec user" => "1.3.6.1.5.5.7.3.7",
            "timestamping" => "1.3.6.1.5.5.7.3.8",
            "ocsp signing" => "1.3.6.1.5.5.7.3.9",
            "microsoft sgc" => "1.3.6.1.4.1.311.10.3.3",
            "netscape sgc" => "2.16.840.1.113730.4.1",
            _ => null,
        };

    /// <summary>
    /// The profile that a list of names asks for. False when a name is unknown; <paramref name="error"/> names it.
    /// </summary>
    public static bool TryProfile(
        IEnumerable<string> names,
        TimeSpan lifetime,
        out CertificateProfile profile,
        out string error
    )
    {
        var usages = X509KeyUsageFlags.None;
        var extended = ImmutableArray.CreateBuilder<string>();
        error = "";
        foreach (var name in names)
        {
            if (KeyUsage(name) is { } usage)
                usages |= usage;
            else if (ExtendedKeyUsage(name) is not { } oid)
                error = $"unrecognized usage: {name}";
            else if (!extended.Contains(oid))
                extended.Add(oid);
        }
        // Sorted, so that the order of a request's list does not show in the certificate.
        extended.Sort(StringComparer.Ordinal);
        profile = new(usages, extended.ToImmutable(), lifetime);
        return error.Length == 0;
    }
}
