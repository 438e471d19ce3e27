using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// An authority: it issues certificates with new keys and signs requests of others, on the curve P-256 with SHA-256. Immutable;
/// calls may run side by side.
/// </summary>
public sealed class CertificateAuthority
{
    private readonly PkiEnvironment environment;
    private readonly CertificateWithKey own;

    private CertificateAuthority(CertificateWithKey own, X509Certificate2 root, PkiEnvironment environment)
    {
        this.own = own;
        Root = root;
        this.environment = environment;
        IssuedChain = ReferenceEquals(root, own.Certificate) ? [] : [own.Certificate, .. own.Chain];
    }

    /// <summary>The authority's certificate, with its private key.</summary>
    public X509Certificate2 Certificate => own.Certificate;

    /// <summary>The self-signed certificate at the top: what others are to trust.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>What the certificates it issues need beside them: the authority and those above it, without the root.</summary>
    public ImmutableArray<X509Certificate2> IssuedChain { get; }

    /// <summary>Its certificate and those above it but the root, as PEM; the root alone when it is one itself.</summary>
    public string CertificatePem => own.CertificatePem;

    /// <summary>Its private key as PEM.</summary>
    public string PrivateKeyPem => own.PrivateKeyPem;

    /// <summary>Start of validity.</summary>
    public DateTimeOffset NotBefore => own.NotBefore;

    /// <summary>End of validity; nothing it issues outlives it.</summary>
    public DateTimeOffset NotAfter => own.NotAfter;

    /// <summary>The pin that joining clients check: see <see cref="PublicKeyPin"/>.</summary>
    public string RootPin => PublicKeyPin.Of(Root);

    /// <summary>Creates a self-signed authority.</summary>
    public static CertificateAuthority CreateRoot(string commonName, TimeSpan lifetime, PkiEnvironment environment)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            SubjectName.Of(commonName).ToDistinguishedName(),
            key,
            HashAlgorithmName.SHA256
        );
        AddAuthorityExtensions(request, pathLength: null);
        var (notBefore, notAfter) = Validity(environment, lifetime, CertificateProfile.DefaultBackdate, issuer: null);
        using var certificate = request.Create(
            request.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            notBefore,
            notAfter,
            environment.NewSerial()
        );
        var own = new CertificateWithKey(certificate.CopyWithPrivateKey(key), []);
        return new(own, own.Certificate, environment);
    }

    /// <summary>Creates an authority under this one; it can issue end-entity certificates only (path length 0).</summary>
    public CertificateAuthority CreateIntermediate(string commonName, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            SubjectName.Of(commonName).ToDistinguishedName(),
            new PublicKey(key),
            HashAlgorithmName.SHA256
        );
        AddAuthorityExtensions(request, pathLength: 0);
        using var certificate = Sign(request, lifetime, CertificateProfile.DefaultBackdate);
        return new(new(certificate.CopyWithPrivateKey(key), IssuedChain), Root, environment);
    }

    /// <summary>
    /// Reads an authority back from PEM: its certificate first, then those above it; the root may be last or stand alone in
    /// <paramref name="rootPem"/>.
    /// </summary>
    /// <exception cref="CryptographicException">It is no authority, has no root, or the key is not its own.</exception>
    public static CertificateAuthority FromPem(
        string certificatePem,
        string privateKeyPem,
        PkiEnvironment environment,
        string rootPem = ""
    )
    {
        var own = CertificateWithKey.FromPem(certificatePem, privateKeyPem);
        if (!own.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority))
            throw new CryptographicException("the certificate is not one of an authority");
        if (IsSelfIssued(own.Certificate))
            return new(own with { Chain = [] }, own.Certificate, environment);
        var root = own.Chain.Concat(PemText.ReadCertificates(rootPem)).FirstOrDefault(IsSelfIssued);
        if (root is null)
            throw new CryptographicException("the authority's root is missing");
        return new(own with { Chain = [.. own.Chain.Where(c => !IsSelfIssued(c))] }, root, environment);
    }

    /// <summary>Issues a certificate with a new key.</summary>
    public CertificateWithKey Issue(SubjectName subject, CertificateProfile profile, AlternativeNames? names = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new PublicKey(key), subject, profile, names ?? AlternativeNames.None);
        return new(certificate.CopyWithPrivateKey(key), IssuedChain);
    }

    /// <summary>Issues the certificate of a TLS server; the first host is its common name.</summary>
    public CertificateWithKey IssueServer(IReadOnlyList<string> hosts, TimeSpan lifetime) =>
        Issue(SubjectName.Of(hosts[0]), CertificateProfile.Server(lifetime), AlternativeNames.OfHosts(hosts));

    /// <summary>Issues the certificate of a TLS client: a user with groups.</summary>
    public CertificateWithKey IssueClient(string user, TimeSpan lifetime, params ReadOnlySpan<string> groups) =>
        Issue(SubjectName.Of(user, groups), CertificateProfile.Client(lifetime));

    /// <summary>
    /// Signs somebody's request: subject and names as asked, usages and lifetime as the profile says. Whether it may be signed is for
    /// the caller to decide before (<see cref="KubernetesSigner"/>, or a policy of its own). Names of forms other than DNS, address, URI
    /// and e-mail are left out.
    /// </summary>
    /// <returns>The certificate, and with it what its holder must send beside it, as PEM: what a request's status carries.</returns>
    public (X509Certificate2 Certificate, string Pem) Sign(SigningRequest request, CertificateProfile profile)
    {
        var certificate = Sign(request.PublicKey, request.Subject, profile, request.Names);
        return (certificate, PemText.Of([certificate, .. IssuedChain]));
    }

    private X509Certificate2 Sign(
        PublicKey key,
        SubjectName subject,
        CertificateProfile profile,
        AlternativeNames names
    )
    {
        var name = subject.ToDistinguishedName();
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: false,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        if (profile.KeyUsages != X509KeyUsageFlags.None)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(profile.KeyUsages, critical: true));
        if (!profile.ExtendedKeyUsages.IsEmpty)
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension(
                    [.. profile.ExtendedKeyUsages.Select(oid => new Oid(oid))],
                    critical: false
                )
            );
        var isNameless = subject.CommonName.Length == 0 && subject.Organizations.IsEmpty;
        if (names.ToExtension(critical: isNameless) is { } alternativeNames)
            request.CertificateExtensions.Add(alternativeNames);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return Sign(request, profile.Lifetime, profile.Backdate);
    }

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime, TimeSpan backdate)
    {
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                Certificate,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false
            )
        );
        var (notBefore, notAfter) = Validity(environment, lifetime, backdate, Certificate);
        using var key = Certificate.GetECDsaPrivateKey();
        using var rsa = key is null ? Certificate.GetRSAPrivateKey() : null;
        var generator = key is not null
            ? X509SignatureGenerator.CreateForECDsa(key)
            : X509SignatureGenerator.CreateForRSA(rsa!, RSASignaturePadding.Pkcs1);
        return request.Create(Certificate.SubjectName, generator, notBefore, notAfter, environment.NewSerial());
    }

    private static (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Validity(
        PkiEnvironment environment,
        TimeSpan lifetime,
        TimeSpan backdate,
        X509Certificate2? issuer
    )
    {
        var now = environment.Clock.GetUtcNow();
        var notBefore = now - backdate;
        var notAfter = now + lifetime;
        if (issuer is null)
            return (notBefore, notAfter);
        var first = new DateTimeOffset(issuer.NotBefore.ToUniversalTime());
        var last = new DateTimeOffset(issuer.NotAfter.ToUniversalTime());
        if (now >= last)
            throw new InvalidOperationException($"the authority {issuer.Subject} expired at {last:O}");
        return (notBefore < first ? first : notBefore, notAfter > last ? last : notAfter);
    }

    private static void AddAuthorityExtensions(CertificateRequest request, int? pathLength)
    {
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: pathLength is not null,
                pathLengthConstraint: pathLength ?? 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
                critical: true
            )
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
