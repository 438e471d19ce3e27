using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// The pin of an authority's public key, <c>sha256:&lt;hex&gt;</c> over its SubjectPublicKeyInfo (RFC 7469): what kubeadm and karmadactl take
/// as <c>--discovery-token-ca-cert-hash</c>. It stays the same when the authority's certificate is renewed with the same key.
/// </summary>
public static class PublicKeyPin
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The pin of a certificate's key.</summary>
    public static string Of(X509Certificate2 certificate) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Whether a text is a pin: <c>sha256:</c> and 64 hexadecimal digits of either case.</summary>
    public static bool IsValid(string pin) =>
        pin.Length == Prefix.Length + 64
        && pin.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && pin.AsSpan(Prefix.Length).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>Whether a certificate's key has one of these pins.</summary>
    public static bool Matches(X509Certificate2 certificate, IEnumerable<string> pins)
    {
        var own = Of(certificate);
        return pins.Any(pin => string.Equals(pin, own, StringComparison.OrdinalIgnoreCase));
    }
}
