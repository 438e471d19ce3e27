using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Kube.Client.Tests;

/// <summary>Certificates for tests.</summary>
internal static class TestCertificates
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset End = DateTimeOffset.UnixEpoch.AddYears(100).AddDays(-1);

    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return Issue(request, key, issuer, Begin, issuer is null ? End.AddDays(1) : End);
    }

    public static X509Certificate2 Server(
        X509Certificate2? issuer,
        string? dns = null,
        string? ip = "127.0.0.1",
        DateTimeOffset? end = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (dns is not null)
            names.AddDnsName(dns);
        if (ip is not null)
            names.AddIpAddress(IPAddress.Parse(ip));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ForServers)], critical: false));
        return Issue(request, key, issuer, Begin, end ?? End);
    }

    public static X509Certificate2 Client(X509Certificate2 issuer, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"O=team, CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ForClients)], critical: false));
        return Issue(request, key, issuer, Begin, End);
    }

    private static X509Certificate2 Issue(
        CertificateRequest request,
        ECDsa key,
        X509Certificate2? issuer,
        DateTimeOffset begin,
        DateTimeOffset end
    )
    {
        if (issuer is null)
            return Exportable(request.CreateSelfSigned(begin, end));
        Span<byte> serial = stackalloc byte[8];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        using var signed = request.Create(issuer, begin, end < End ? end : End, serial);
        return Exportable(signed.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 Exportable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(
            certificate.Export(X509ContentType.Pkcs12),
            null,
            X509KeyStorageFlags.Exportable
        );

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>The certificate without its key.</summary>
    public static X509Certificate2 Public(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.RawData);
}
