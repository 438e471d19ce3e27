using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki.Tests;

public class TrustBundleTests
{
    [Fact]
    public void Certificates_are_refused_outside_their_time_by_another_authority_and_for_another_use()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var other = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var client = root.IssueClient("alice", Given.Day);
        var trust = new TrustBundle([root.Root]);
        var now = clock.GetUtcNow();

        Assert.True(trust.Verify(client.Certificate, KeyUsageNames.ClientAuth, now).IsValid);
        Assert.Equal(client.NotAfter, trust.Verify(client.Certificate, KeyUsageNames.ClientAuth, now).NotAfter);

        const string Time = "certificate has expired or is not yet valid";
        Assert.Equal(
            Time,
            trust.Verify(client.Certificate, KeyUsageNames.ClientAuth, now + Given.Day + Given.Day).Error
        );
        Assert.Equal(Time, trust.Verify(client.Certificate, KeyUsageNames.ClientAuth, now - Given.Day).Error);
        Assert.Equal(
            "certificate specifies an incompatible key usage",
            trust.Verify(client.Certificate, KeyUsageNames.ServerAuth, now).Error
        );
        Assert.False(new TrustBundle([other.Root]).Verify(client.Certificate, KeyUsageNames.ClientAuth, now).IsValid);
        Assert.False(new TrustBundle([]).Verify(client.Certificate, KeyUsageNames.ClientAuth, now).IsValid);
    }

    [Fact]
    public void The_authority_of_another_name_is_unknown()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("mine", Given.Day, environment);
        var other = CertificateAuthority.CreateRoot("theirs", Given.Day, environment);

        Assert.Equal(
            "certificate signed by unknown authority",
            new TrustBundle([root.Root])
                .Verify(other.IssueClient("a", Given.Day).Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow())
                .Error
        );
    }

    [Fact]
    public void An_intermediate_must_be_sent_or_known_and_cannot_make_authorities()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var middle = root.CreateIntermediate("eu", 10 * Given.Day);
        var client = middle.IssueClient("alice", Given.Day);
        var now = clock.GetUtcNow();

        var rootOnly = new TrustBundle([root.Root]);
        Assert.False(rootOnly.Verify(client.Certificate, KeyUsageNames.ClientAuth, now).IsValid);
        Assert.True(rootOnly.Verify(client.Certificate, KeyUsageNames.ClientAuth, now, client.Chain).IsValid);
        var both = new TrustBundle([root.Root], middle.IssuedChain);
        Assert.True(both.Verify(client.Certificate, KeyUsageNames.ClientAuth, now).IsValid);

        var below = middle.CreateIntermediate("below", Given.Day);
        var far = below.IssueClient("mallory", Given.Day);
        Assert.False(both.Verify(far.Certificate, KeyUsageNames.ClientAuth, now, far.Chain).IsValid);
    }

    [Fact]
    public void What_a_client_signs_is_not_signed_by_an_authority()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var client = root.IssueClient("alice", Given.Day);
        using var key = client.Certificate.GetECDsaPrivateKey();
        var forged = new CertificateRequest(
            "CN=admin,O=system:masters",
            key!,
            System.Security.Cryptography.HashAlgorithmName.SHA256
        );
        using var certificate = forged.Create(
            client.Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key!),
            client.NotBefore,
            client.NotAfter,
            [1, 2, 3]
        );

        Assert.False(
            new TrustBundle([root.Root])
                .Verify(certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow(), [client.Certificate])
                .IsValid
        );
    }

    [Fact]
    public void A_bundle_survives_pem_holds_each_root_once_and_no_private_key()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("a", Given.Day, environment);
        var second = CertificateAuthority.CreateRoot("b", Given.Day, environment);
        var middle = root.CreateIntermediate("m", Given.Day);

        var bundle = new TrustBundle([root.Root, second.Root, root.Root]);
        Assert.Equal(2, bundle.Roots.Length);
        Assert.All(bundle.Roots, r => Assert.False(r.HasPrivateKey));

        var again = TrustBundle.FromPem(bundle.Pem + "some text\n" + middle.CertificatePem);
        Assert.Equal(bundle.Pem, again.Pem);
        Assert.Equal(middle.Certificate.RawData, Assert.Single(again.Intermediates).RawData);
        Assert.Equal(2, again.With(bundle).Roots.Length);
    }

    [Fact]
    public async Task Issued_certificates_carry_a_mutual_tls_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        // TLS goes by the machine's own clock, so this test does too.
        var environment = new PkiEnvironment(TimeProvider.System, new Random(1).NextBytes);
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);
        var middle = root.CreateIntermediate("eu", Given.Day);
        var server = middle.IssueServer(["hub.example"], TimeSpan.FromHours(1));
        var client = root.IssueClient("alice", TimeSpan.FromHours(1), "dev");
        var trust = new TrustBundle([root.Root]);
        var cancel = TestContext.Current.CancellationToken;

        async Task<string> Serve()
        {
            using var accepted = await listener.AcceptTcpClientAsync(cancel);
            await using var tls = new SslStream(accepted.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = server.ToTlsContext(),
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        trust
                            .Verify(
                                (X509Certificate2)certificate!,
                                KeyUsageNames.ClientAuth,
                                environment.Clock.GetUtcNow()
                            )
                            .IsValid,
                },
                cancel
            );
            await tls.WriteAsync("!"u8.ToArray(), cancel);
            return SubjectName.Read(((X509Certificate2)tls.RemoteCertificate!).SubjectName).CommonName;
        }
        async Task<int> Call()
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancel);
            await using var tls = new SslStream(socket.GetStream());
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(trust.Roots.ToArray());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "hub.example",
                    ClientCertificateContext = client.ToTlsContext(),
                    CertificateChainPolicy = policy,
                },
                cancel
            );
            return await tls.ReadAsync(new byte[1], cancel);
        }
        var serving = Serve();
        Assert.Equal(1, await Call());
        Assert.Equal("alice", await serving);
    }
}
