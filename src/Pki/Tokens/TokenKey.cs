using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pangea.Pki;

/// <summary>
/// A key that signs or verifies JSON Web Tokens: ECDSA on P-256 (<c>ES256</c>) or RSA of at least 2,048 bits (<c>RS256</c>). A private key
/// does both. Immutable; calls may run side by side.
/// </summary>
public sealed class TokenKey
{
    // The framework promises nothing for one key object used by two threads at once.
    private readonly Lock keyLock = new();
    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;

    private TokenKey(ECDsa? ecdsa, RSA? rsa, bool canSign)
    {
        this.ecdsa = ecdsa;
        this.rsa = rsa;
        CanSign = canSign;
        var info = ecdsa?.ExportSubjectPublicKeyInfo() ?? rsa!.ExportSubjectPublicKeyInfo();
        KeyId = Base64Url.EncodeToString(SHA256.HashData(info));
    }

    /// <summary><c>ES256</c> or <c>RS256</c>.</summary>
    public string Algorithm => ecdsa is not null ? "ES256" : "RS256";

    /// <summary>The key's id: base64url of SHA-256 over its SubjectPublicKeyInfo, as Kubernetes names its token keys.</summary>
    public string KeyId { get; }

    /// <summary>Whether this is a private key.</summary>
    public bool CanSign { get; }

    /// <summary>The private key as PEM (PKCS#8).</summary>
    public string PrivateKeyPem =>
        CanSign
            ? ecdsa?.ExportPkcs8PrivateKeyPem() ?? rsa!.ExportPkcs8PrivateKeyPem()
            : throw new InvalidOperationException("this is a public key");

    /// <summary>The public key as PEM.</summary>
    public string PublicKeyPem => ecdsa?.ExportSubjectPublicKeyInfoPem() ?? rsa!.ExportSubjectPublicKeyInfoPem();

    /// <summary>A new private key for <c>ES256</c>.</summary>
    public static TokenKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), null, canSign: true);

    /// <summary>
    /// Reads a private or public key: the labels <c>PRIVATE KEY</c>, <c>EC PRIVATE KEY</c>, <c>RSA PRIVATE KEY</c>, <c>PUBLIC KEY</c> and
    /// <c>RSA PUBLIC KEY</c>.
    /// </summary>
    /// <exception cref="CryptographicException">It is none of these, or a kind or size of key that is not taken.</exception>
    public static TokenKey FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new CryptographicException("no PEM block");
        var label = pem[fields.Label];
        if (label is not ("PRIVATE KEY" or "EC PRIVATE KEY" or "RSA PRIVATE KEY" or "PUBLIC KEY" or "RSA PUBLIC KEY"))
            throw new CryptographicException($"a PEM block {label} is not a token key");
        var canSign = label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        if (IsElliptic(label, der))
        {
            var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(pem);
            return ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == "1.2.840.10045.3.1.7"
                ? new(ecdsa, null, canSign)
                : throw new CryptographicException("an ECDSA token key must be on the curve P-256");
        }
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.KeySize >= 2048
            ? new(null, rsa, canSign)
            : throw new CryptographicException("an RSA token key must have at least 2048 bits");
    }

    private static bool IsElliptic(string label, byte[] der)
    {
        if (label is "EC PRIVATE KEY" || label.StartsWith("RSA", StringComparison.Ordinal))
            return label is "EC PRIVATE KEY";
        try
        {
            // RFC 5208 has a version before the algorithm, RFC 5280's SubjectPublicKeyInfo has not.
            var key = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (label is "PRIVATE KEY")
                key.ReadInteger();
            return key.ReadSequence().ReadObjectIdentifier() switch
            {
                "1.2.840.10045.2.1" => true,
                "1.2.840.113549.1.1.1" => false,
                _ => throw new CryptographicException("a token key is ECDSA or RSA"),
            };
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("the key is not well-formed", e);
        }
    }

    internal byte[] Sign(ReadOnlySpan<byte> data)
    {
        if (!CanSign)
            throw new InvalidOperationException("a public key cannot sign");
        lock (keyLock)
        {
            return ecdsa is not null
                ? ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : rsa!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    internal bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (keyLock)
        {
            return ecdsa is not null
                ? signature.Length == 64
                    && ecdsa.VerifyData(
                        data,
                        signature,
                        HashAlgorithmName.SHA256,
                        DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                    )
                : rsa!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>Writes the public key as a JSON Web Key (RFC 7517).</summary>
    internal void WriteJwk(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("use", "sig");
        writer.WriteString("kty", ecdsa is not null ? "EC" : "RSA");
        writer.WriteString("kid", KeyId);
        if (ecdsa is not null)
            writer.WriteString("crv", "P-256");
        writer.WriteString("alg", Algorithm);
        if (ecdsa is not null)
        {
            var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
            writer.WriteString("x", Base64Url.EncodeToString(point.X));
            writer.WriteString("y", Base64Url.EncodeToString(point.Y));
        }
        else
        {
            var numbers = rsa!.ExportParameters(includePrivateParameters: false);
            writer.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
            writer.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
        }
        writer.WriteEndObject();
    }
}
