using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki.Tests;

public class CertificateAuthorityTests
{
    [Fact]
    public void A_server_certificate_carries_its_hosts_and_leads_to_the_root()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 365 * Given.Day, environment);

        var server = root.IssueServer(["hub.example", "127.0.0.1", "::1"], 90 * Given.Day);

        var names = AlternativeNames.Read(server.Certificate);
        Assert.Equal(["hub.example"], names.DnsNames);
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], names.IpAddresses);
        Assert.Equal("hub.example", SubjectName.Read(server.Certificate.SubjectName).CommonName);
        Assert.True(server.Certificate.MatchesHostname("hub.example"));
        Assert.True(server.Certificate.MatchesHostname("127.0.0.1"));
        var trust = new TrustBundle([root.Root]);
        Assert.True(trust.Verify(server.Certificate, KeyUsageNames.ServerAuth, clock.GetUtcNow()).IsValid);
    }

    [Fact]
    public void A_client_certificate_carries_its_user_and_groups()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 365 * Given.Day, environment);

        var client = root.IssueClient("alice", Given.Day, "dev", "ops");

        Assert.Equal(SubjectName.Of("alice", "dev", "ops"), SubjectName.Read(client.Certificate.SubjectName));
        Assert.True(client.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Validity_starts_a_little_before_now_and_ends_with_the_lifetime()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 365 * Given.Day, environment);
        // A root's own backdating would hide that of the certificate, which cannot start before its authority.
        var client = root.IssueClient("alice", Given.Day);

        Assert.Equal(Given.Start - CertificateProfile.DefaultBackdate, client.NotBefore);
        Assert.Equal(Given.Start + Given.Day, client.NotAfter);
    }

    [Fact]
    public void Nothing_outlives_the_authority_that_issued_it()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 10 * Given.Day, environment);
        var middle = root.CreateIntermediate("eu", 365 * Given.Day);
        Assert.Equal(root.NotAfter, middle.NotAfter);

        clock.Advance(9 * Given.Day);
        Assert.Equal(middle.NotAfter, middle.IssueClient("alice", 30 * Given.Day).NotAfter);

        clock.Advance(Given.Day);
        Assert.Throws<InvalidOperationException>(() => middle.IssueClient("alice", Given.Day));
    }

    [Fact]
    public void Serial_numbers_follow_from_the_injected_source_and_differ()
    {
        static string[] Serials(int seed)
        {
            var root = CertificateAuthority.CreateRoot("fleet", Given.Day, Given.Environment(seed).Environment);
            return [.. Enumerable.Range(0, 50).Select(_ => root.IssueClient("a", Given.Day).Certificate.SerialNumber)];
        }
        var first = Serials(7);
        Assert.Equal(50, first.Distinct().Count());
        Assert.Equal(first, Serials(7));
        Assert.NotEqual(first, Serials(8));
        Assert.All(first, s => Assert.Equal(32, s.Length));
    }

    [Fact]
    public void An_authority_survives_being_written_and_read()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 365 * Given.Day, environment);
        var middle = root.CreateIntermediate("eu", 100 * Given.Day);

        var rootAgain = CertificateAuthority.FromPem(root.CertificatePem, root.PrivateKeyPem, environment);
        var middleAgain = CertificateAuthority.FromPem(
            middle.CertificatePem,
            middle.PrivateKeyPem,
            environment,
            root.CertificatePem
        );

        Assert.Equal(root.RootPin, rootAgain.RootPin);
        Assert.Equal(root.RootPin, middleAgain.RootPin);
        var trust = new TrustBundle([root.Root]);
        foreach (var issued in new[] { rootAgain.IssueClient("a", Given.Day), middleAgain.IssueClient("b", Given.Day) })
            Assert.True(
                trust.Verify(issued.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow(), issued.Chain).IsValid
            );
    }

    [Fact]
    public void What_is_no_authority_cannot_be_read_as_one()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);
        var client = root.IssueClient("alice", Given.Day);
        var middle = root.CreateIntermediate("eu", Given.Day);

        Assert.Throws<CryptographicException>(() =>
            CertificateAuthority.FromPem(client.CertificatePem, client.PrivateKeyPem, environment)
        );
        Assert.Throws<CryptographicException>(() =>
            CertificateAuthority.FromPem(root.CertificatePem, client.PrivateKeyPem, environment)
        );
        Assert.Throws<CryptographicException>(() =>
            CertificateAuthority.FromPem(middle.CertificatePem, middle.PrivateKeyPem, environment)
        );
        Assert.Throws<CryptographicException>(() => CertificateAuthority.FromPem("", root.PrivateKeyPem, environment));
    }

    [Fact]
    public void The_pin_of_a_root_is_the_hash_of_its_public_key()
    {
        // openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum
        var certificate = PemText.ReadCertificates(Given.Fixture("ca.pem"))[0];
        const string Pin = "sha256:26a60550a7e76705df267ab45623eb3d4801e64b20de98d2194f3a0bd30e804e";

        Assert.Equal(Pin, PublicKeyPin.Of(certificate));
        Assert.True(PublicKeyPin.IsValid(Pin));
        Assert.True(PublicKeyPin.Matches(certificate, ["sha256:" + new string('0', 64), Pin.ToUpperInvariant()]));
        Assert.False(PublicKeyPin.Matches(certificate, ["sha256:" + new string('0', 64)]));
        Assert.False(PublicKeyPin.IsValid(Pin[..^1]));
        Assert.False(PublicKeyPin.IsValid("sha512:" + new string('0', 64)));
        Assert.False(PublicKeyPin.IsValid("sha256:" + new string('g', 64)));
    }

    [Fact]
    public void An_rsa_authority_of_somebody_else_can_issue()
    {
        var (clock, environment) = Given.Environment();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=theirs", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var theirs = request.CreateSelfSigned(Given.Start - Given.Day, Given.Start + Given.Day);

        var authority = CertificateAuthority.FromPem(
            theirs.ExportCertificatePem(),
            key.ExportPkcs8PrivateKeyPem(),
            environment
        );
        var client = authority.IssueClient("alice", TimeSpan.FromHours(1));

        var trust = new TrustBundle([authority.Root]);
        Assert.True(trust.Verify(client.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);
    }
}
