using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;

namespace Pangea.Pki.Tests;

public class SigningRequestTests
{
    private static SigningRequest Parse(string pem)
    {
        Assert.True(SigningRequest.TryParse(pem, out var request, out var error), error);
        return request;
    }

    [Fact]
    public void Names_usages_and_subject_of_a_request_by_openssl_are_read()
    {
        var request = Parse(Given.Fixture("san.csr"));

        Assert.Equal(SubjectName.Of("system:node:n1", "system:nodes"), request.Subject);
        Assert.Equal(["n1.example"], request.Names.DnsNames);
        Assert.Equal([IPAddress.Parse("10.1.2.3"), IPAddress.Parse("fd00::1")], request.Names.IpAddresses);
        Assert.Equal(["spiffe://c/ns/a/sa/b"], request.Names.Uris);
        Assert.Equal(["a@b.c"], request.Names.Emails);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, request.KeyUsages);
        Assert.Equal([KeyUsageNames.ServerAuth], request.ExtendedKeyUsages);
    }

    [Fact]
    public void Organizations_in_one_multi_valued_part_are_all_read() =>
        // This is how Go writes several organizations.
        Assert.Equal(SubjectName.Of("alice", "dev", "ops"), Parse(Given.Fixture("multi.csr")).Subject);

    [Fact]
    public void An_rsa_key_of_2048_bits_is_taken_and_signed_for()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);

        var (certificate, _) = root.Sign(Parse(Given.Fixture("rsa.csr")), CertificateProfile.Client(Given.Day));

        var trust = new TrustBundle([root.Root]);
        Assert.True(trust.Verify(certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);
        Assert.Equal("rsa", SubjectName.Read(certificate.SubjectName).CommonName);
    }

    [Theory]
    [InlineData("weak.csr", "an RSA key must have at least 2048 bits")]
    [InlineData("koblitz.csr", "the curve must be P-256, P-384 or P-521")]
    public void Keys_that_are_too_weak_or_unusual_are_refused(string file, string expected)
    {
        Assert.False(SigningRequest.TryParse(Given.Fixture(file), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("ed.csr")]
    [InlineData("ca.pem")]
    public void What_cannot_be_read_as_a_request_is_refused_with_a_reason(string file)
    {
        Assert.False(SigningRequest.TryParse(Given.Fixture(file), out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_request_whose_signature_does_not_hold_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = SigningRequest.Create(key, SubjectName.Of("alice"));
        var fields = PemEncoding.Find(pem);
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        var at = der.AsSpan().IndexOf("alice"u8);
        der[at] = (byte)'A';

        Assert.False(
            SigningRequest.TryParse(PemEncoding.WriteString("CERTIFICATE REQUEST", der), out _, out var error)
        );
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_request_that_is_too_long_is_refused_unread() =>
        Assert.False(SigningRequest.TryParse(new string('a', SigningRequest.MaxLength + 1), out _, out _));

    [Fact]
    public void A_request_signed_by_an_intermediate_carries_the_chain_and_what_was_asked()
    {
        var (clock, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var middle = root.CreateIntermediate("eu", 50 * Given.Day);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = AlternativeNames.OfHosts(["a.example", "10.0.0.1"]) with { Uris = ["spiffe://fleet/ns/x/sa/y"] };
        var request = Parse(SigningRequest.Create(key, SubjectName.Of("alice", "dev"), names));

        var (certificate, pem) = middle.Sign(request, CertificateProfile.Peer(Given.Day));

        var all = PemText.ReadCertificates(pem);
        Assert.Equal(2, all.Length);
        Assert.Equal(certificate.RawData, all[0].RawData);
        Assert.Equal(middle.Certificate.RawData, all[1].RawData);
        Assert.Equal(names, AlternativeNames.Read(certificate));
        Assert.Equal(SubjectName.Of("alice", "dev"), SubjectName.Read(certificate.SubjectName));
        var trust = new TrustBundle([root.Root]);
        Assert.True(trust.Verify(certificate, KeyUsageNames.ServerAuth, clock.GetUtcNow(), all.Skip(1)).IsValid);
        // What the holder then uses is its own key with the certificate that came back.
        var held = CertificateWithKey.FromPem(pem, key.ExportPkcs8PrivateKeyPem());
        Assert.Equal(middle.Certificate.RawData, Assert.Single(held.Chain).RawData);
    }

    [Theory]
    [InlineData("*.example.com")]
    [InlineData("_service.example.com")]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("with space")]
    public void Odd_names_are_signed_as_they_were_asked(string name)
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new AlternativeNames
        {
            DnsNames = [name],
            Uris = ["urn:" + name, name],
            Emails = [name],
        };

        var request = Parse(SigningRequest.Create(key, SubjectName.Of(""), names));
        var (certificate, _) = root.Sign(request, CertificateProfile.Client(Given.Day));

        Assert.Equal(names, request.Names);
        Assert.Equal(names, AlternativeNames.Read(certificate));
        // A certificate without a subject is known by its names alone, so nobody may overlook them.
        Assert.True(certificate.Extensions.Single(e => e.Oid?.Value == "2.5.29.17").Critical);
    }

    [Fact]
    public void Usages_are_what_the_signer_grants_not_what_the_request_asks()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=mallory", key, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        asked.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));

        var (certificate, _) = root.Sign(Parse(asked.CreateSigningRequestPem()), CertificateProfile.Client(Given.Day));

        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(
            X509KeyUsageFlags.DigitalSignature,
            certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages
        );
    }

    [Fact]
    public void Any_subject_and_names_survive_a_request_and_a_signature()
    {
        var (_, environment) = Given.Environment();
        var root = CertificateAuthority.CreateRoot("fleet", Given.Day, environment);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = Gen.String[Gen.Char.AlphaNumeric, 1, 12];
        Gen.Select(Gen.String[Gen.Char["aü日:-,=+\"\\ "], 1, 20], text.Array[0, 4], text.Array[0, 4])
            .Sample(
                (user, groups, hosts) =>
                {
                    var subject = SubjectName.Of(user, groups);
                    var names = AlternativeNames.OfHosts(hosts.Select(h => h + ".example"));
                    var request = Parse(SigningRequest.Create(key, subject, names));
                    var (certificate, _) = root.Sign(request, CertificateProfile.Client(Given.Day));
                    return request.Subject.Equals(subject)
                        && request.Names.Equals(names)
                        && SubjectName.Read(certificate.SubjectName).Equals(subject)
                        && AlternativeNames.Read(certificate).Equals(names);
                },
                iter: Given.Times(100)
            );
    }

    [Fact]
    public void No_damage_to_a_request_makes_reading_it_fail_otherwise_than_by_saying_so()
    {
        var fields = PemEncoding.Find(Given.Fixture("san.csr"));
        var der = Convert.FromBase64String(Given.Fixture("san.csr")[fields.Base64Data]);
        Gen.Select(Gen.Int[0, der.Length - 1], Gen.Byte)
            .Array[1, 4]
            .Sample(
                changes =>
                {
                    var damaged = (byte[])der.Clone();
                    foreach (var (at, value) in changes)
                        damaged[at] = value;
                    var read = SigningRequest.TryParse(
                        PemEncoding.WriteString("CERTIFICATE REQUEST", damaged),
                        out var request,
                        out var error
                    );
                    // The signature covers everything but itself, so whatever is still read is the request as it was.
                    return read ? request!.Subject.CommonName == "system:node:n1" : error.Length > 0;
                },
                iter: Given.Times(300)
            );
    }
}
