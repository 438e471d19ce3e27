using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Pangea.Pki.Tests;

public class JsonWebTokenTests
{
    private const string Claims =
        """{"iss":"https://kubernetes.default.svc","sub":"system:serviceaccount:default:builder"}""";

    // Made with Python's cryptography package.
    private const string EllipticPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPMnKSVNuw7YJCKSVREATFNjQLeY1
        Anla+DT+48fEA5n6aCRdc165MXXwrrBgODIteQyg/2hDZdC42zgCCnEzfg==
        -----END PUBLIC KEY-----
        """;
    private const string EllipticToken =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IkpxWUZVS2ZuWndYZkpucTBWaVByUFVnQjVrc2czcGpTR1U4NkM5TU9nRTQifQ."
        + "eyJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6ZGVmYXVsdDpidWlsZGVyIn0."
        + "6hE9164K3xUX21TJaS80pVBAwMxxUGkzw6wqbVTqdr-yrsidAXrXIQZh0QA2priJQ-dTWUULXMM_AUeGG2dtuA";
    private const string RsaPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkyn8NB2gE1/zkeainTS1
        6JE6tHUOMLeajJdxeHST8lmMDkHX5+JMWo8liN7qvDbUWcuAwBte1kRHQtbhcPn8
        ul4da86AEUBtd5aFCd+EY+bswtdd69ufwo4Nn4ejbTGOuJ1sMklOP6qIWyfY9D53
        LL2dqsW8qp0EBm/ZW2AgU1lTBG5+uiq03/baXBso4eDW/5Czyu2bGpmTLqIQqy0A
        AbptJmLbC+X1H2iOrNJMgNlO8RcXt9pKDIoZX/+mSTHtuElY1a1hRC2LdC2chd/8
        buHTqw7wqXP61frbEwzp3/BEwk9y578rdQA+QpZZbceRhc03bqBUMA3EwQmJF3HG
        qwIDAQAB
        -----END PUBLIC KEY-----
        """;
    private const string RsaToken =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkkyNm9fNGxwM2MxUkg3MDh4Q2RFX3U1bnNNelJwenJoOWpUY3lQOE1nMEUifQ."
        + "eyJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6ZGVmYXVsdDpidWlsZGVyIn0."
        + "Yc-Cbyf6ru23Yh8QHc_ADkphv1ZWMQ2pxHNiduhqTo5zSDhQDR13XRdLY_5ix2ujY68CxdWU5yJ644s9KcADRvwCxwLl1ndIxClilGEtKwJdjFO-gL8ADeTMea0TudY8Eid6jbXfX6GJBo_3Buo285vdILPA-fi8DVOhkyFYkj6JcyB2gpqSSF2_OJGFh7q77J_xXDhdcwiFydnUyvlVLHHN5UHBsY0c-TTkBIh_EH-yK2W0iUzR53FNFklF1LUBWB-ocs4B0BHty_1JKqqood7hSDspTb0j5ZOfBksU2kpHJ3E4-dDkWAGA7PuOi1eNWzXl6saZ-C6deBA18JEsig";

    public static TheoryData<string, string, string> KnownTokens =>
        new()
        {
            { EllipticPublicKey, EllipticToken, "JqYFUKfnZwXfJnq0ViPrPUgB5ksg3pjSGU86C9MOgE4" },
            { RsaPublicKey, RsaToken, "I26o_4lp3c1RH708xCdE_u5nsMzRpzrh9jTcyP8Mg0E" },
        };

    [Theory]
    [MemberData(nameof(KnownTokens))]
    public void Known_tokens_verify_with_their_key_and_its_id(string pem, string token, string keyId)
    {
        var key = TokenKey.FromPem(pem);
        Assert.Equal(keyId, key.KeyId);
        Assert.False(key.CanSign);
        Assert.True(JsonWebToken.TryVerify(token, new TokenKeySet(key), out var claims));
        Assert.Equal(Claims, Encoding.UTF8.GetString(claims));
    }

    private static TokenKey NewKey(bool rsa)
    {
        if (!rsa)
            return TokenKey.Create();
        using var key = RSA.Create(2048);
        return TokenKey.FromPem(key.ExportPkcs8PrivateKeyPem());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokens_are_accepted_by_the_usual_library_and_its_tokens_by_us(bool rsa)
    {
        var key = NewKey(rsa);
        var keys = new TokenKeySet(key);
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var theirs = new Microsoft.IdentityModel.Tokens.JsonWebKeySet(Encoding.UTF8.GetString(keys.ToJwks().Span));

        var result = await handler.ValidateTokenAsync(
            JsonWebToken.Sign(key, Encoding.UTF8.GetBytes(Claims)),
            new TokenValidationParameters
            {
                IssuerSigningKeys = theirs.GetSigningKeys(),
                ValidIssuer = "https://kubernetes.default.svc",
                ValidateAudience = false,
                ValidateLifetime = false,
                ValidAlgorithms = [key.Algorithm],
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("system:serviceaccount:default:builder", result.Claims["sub"]);

        SecurityKey signing = rsa
            ? new RsaSecurityKey(ImportRsa(key.PrivateKeyPem)) { KeyId = key.KeyId }
            : new ECDsaSecurityKey(ImportElliptic(key.PrivateKeyPem)) { KeyId = key.KeyId };
        var token = handler.CreateToken(Claims, new SigningCredentials(signing, key.Algorithm));
        Assert.True(JsonWebToken.TryVerify(token, keys, out var claims));
        using var document = JsonDocument.Parse(claims);
        Assert.Equal("https://kubernetes.default.svc", document.RootElement.GetProperty("iss").GetString());
    }

    private static RSA ImportRsa(string pem)
    {
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static ECDsa ImportElliptic(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    [Fact]
    public void A_rotated_set_signs_with_the_new_key_and_accepts_the_kept_ones()
    {
        var first = TokenKey.Create();
        var set = new TokenKeySet(first);
        var old = JsonWebToken.Sign(set.Signing, "{}"u8);

        set = set.Rotate(TokenKey.Create(), keep: 1);
        Assert.True(JsonWebToken.TryVerify(old, set, out _));
        Assert.NotEqual(first.KeyId, set.Signing.KeyId);
        set = set.Rotate(TokenKey.Create(), keep: 1);
        Assert.False(JsonWebToken.TryVerify(old, set, out _));
    }

    private static string Forge(string header, string claims, Func<byte[], byte[]> sign)
    {
        var content =
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))
            + "."
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        return content + "." + Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)));
    }

    [Fact]
    public void Headers_that_lie_are_refused()
    {
        var key = TokenKey.Create();
        var keys = new TokenKeySet(key, TokenKey.FromPem(RsaPublicKey));
        byte[] Signed(byte[] data) => key.Sign(data);

        Assert.True(JsonWebToken.TryVerify(Forge("""{"alg":"ES256","typ":"JWT"}""", Claims, Signed), keys, out _));
        foreach (
            var header in new[]
            {
                """{"alg":"none"}""",
                """{"alg":"HS256"}""",
                """{"alg":"RS256"}""",
                """{"alg":"es256"}""",
                """{"alg":"ES256","alg":"ES256"}""",
                """{"alg":"ES256","kid":"other"}""",
                """{"alg":"ES256","kid":1}""",
                """{"alg":"ES256","crit":["exp"]}""",
                """{"alg":"ES256","b64":false}""",
                """{"kid":"x"}""",
                """["ES256"]""",
                """{"alg":"ES256"}{}""",
                """{"alg":"ES256" """,
                "",
            }
        )
            Assert.False(JsonWebToken.TryVerify(Forge(header, Claims, Signed), keys, out _), header);

        // The public key's text as a shared secret: the classic confusion of algorithms.
        byte[] Confused(byte[] data) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(RsaPublicKey), data);
        Assert.False(JsonWebToken.TryVerify(Forge("""{"alg":"HS256"}""", Claims, Confused), keys, out _));
    }

    [Fact]
    public void No_change_of_a_token_verifies()
    {
        var keys = new TokenKeySet(TokenKey.FromPem(EllipticPublicKey));
        var decoded = Base64Url.DecodeFromChars(EllipticToken.AsSpan(EllipticToken.LastIndexOf('.') + 1));
        Gen.Select(Gen.Int[0, EllipticToken.Length - 1], Gen.Char["ABCXYZabcxyz0189-_.=+/ é\0"])
            .Sample(
                (at, c) =>
                {
                    if (EllipticToken[at] == c)
                        return true;
                    var changed = EllipticToken.Remove(at, 1).Insert(at, c.ToString());
                    if (!JsonWebToken.TryVerify(changed, keys, out _))
                        return true;
                    // The last character has bits to spare, so that another one may stand for the same signature.
                    return at == EllipticToken.Length - 1
                        && Base64Url
                            .DecodeFromChars(changed.AsSpan(changed.LastIndexOf('.') + 1))
                            .AsSpan()
                            .SequenceEqual(decoded);
                },
                iter: Given.Times(2000)
            );
    }

    [Fact]
    public void Whatever_is_no_token_is_refused_without_a_fault()
    {
        var keys = new TokenKeySet(TokenKey.Create());
        Gen.OneOf(
                Gen.String,
                Gen.String[Gen.Char["eyJhbGciOiJFUzI1NiJ9.-_="], 0, 80],
                Gen.Select(Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 70])
                    .Select(
                        (a, b, c) =>
                            Base64Url.EncodeToString(a)
                            + "."
                            + Base64Url.EncodeToString(b)
                            + "."
                            + Base64Url.EncodeToString(c)
                    )
            )
            .Sample(text => !JsonWebToken.TryVerify(text, keys, out _), iter: Given.Times(5000));
        Assert.False(JsonWebToken.TryVerify(new string('a', JsonWebToken.MaxLength + 1), keys, out _));
    }

    [Fact]
    public void Keys_are_read_in_every_usual_form_and_refused_when_weak()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        foreach (
            var pem in new[]
            {
                elliptic.ExportECPrivateKeyPem(),
                elliptic.ExportPkcs8PrivateKeyPem(),
                rsa.ExportRSAPrivateKeyPem(),
                rsa.ExportPkcs8PrivateKeyPem(),
            }
        )
        {
            var key = TokenKey.FromPem(pem);
            Assert.True(key.CanSign);
            var token = JsonWebToken.Sign(TokenKey.FromPem(key.PrivateKeyPem), "{}"u8);
            Assert.True(JsonWebToken.TryVerify(token, new TokenKeySet(TokenKey.FromPem(key.PublicKeyPem)), out _));
        }
        Assert.False(TokenKey.FromPem(rsa.ExportRSAPublicKeyPem()).CanSign);

        using var wrongCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var weak = RSA.Create(1024);
        foreach (
            var pem in new[]
            {
                wrongCurve.ExportPkcs8PrivateKeyPem(),
                weak.ExportPkcs8PrivateKeyPem(),
                Given.Fixture("ca.pem"),
                "nothing",
                PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3]),
            }
        )
            Assert.Throws<CryptographicException>(() => TokenKey.FromPem(pem));
    }
}
