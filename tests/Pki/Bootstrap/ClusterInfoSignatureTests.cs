using CsCheck;

namespace Pangea.Pki.Tests;

public class ClusterInfoSignatureTests
{
    private static BootstrapToken Token(string text)
    {
        Assert.True(BootstrapToken.TryParse(text, out var token));
        return token;
    }

    [Theory]
    // Made with Python's hmac.
    [InlineData(
        "apiVersion: v1\nclusters: []\nkind: Config\n# grüße\n",
        "abcdef.0123456789abcdef",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..9YEq1ca8-NL1sxzzlhNv19PYmnMIwQebYn7azkoskL0"
    )]
    public void Known_signatures_are_made_and_verified(string kubeconfig, string token, string signature)
    {
        Assert.Equal(signature, ClusterInfoSignature.Sign(kubeconfig, Token(token)));
        Assert.True(ClusterInfoSignature.Verify(kubeconfig, signature, Token(token)));
        Assert.False(ClusterInfoSignature.Verify(kubeconfig + " ", signature, Token(token)));
        Assert.False(ClusterInfoSignature.Verify(kubeconfig, signature[1..], Token(token)));
        Assert.False(ClusterInfoSignature.Verify(kubeconfig, "", Token(token)));
        Assert.False(ClusterInfoSignature.Verify(kubeconfig, signature, Token("abcdef.0123456789abcdeg")));
        Assert.False(ClusterInfoSignature.Verify(kubeconfig, signature, Token("abcdeg.0123456789abcdef")));
    }

    [Fact]
    public void Signatures_follow_the_tokens_and_nothing_else_changes()
    {
        var first = Token("aaaaaa.0123456789abcdef");
        var second = Token("bbbbbb.0123456789abcdef");
        var data = new Dictionary<string, string> { ["kubeconfig"] = "k: v\n", ["other"] = "x" };

        var signed = ClusterInfoSignature.Reconcile(data, [second, first]);
        Assert.Equal(["jws-kubeconfig-aaaaaa", "jws-kubeconfig-bbbbbb", "kubeconfig", "other"], signed.Keys);
        Assert.True(ClusterInfoSignature.Verify("k: v\n", signed["jws-kubeconfig-bbbbbb"], second));
        Assert.Equal(signed, ClusterInfoSignature.Reconcile(signed, [first, second]));

        var fewer = ClusterInfoSignature.Reconcile(signed, [second]);
        Assert.Equal(["jws-kubeconfig-bbbbbb", "kubeconfig", "other"], fewer.Keys);

        var unsigned = ClusterInfoSignature.Reconcile(new Dictionary<string, string> { ["other"] = "x" }, [first]);
        Assert.Equal(["other"], unsigned.Keys);
    }

    [Fact]
    public void A_signature_holds_for_its_content_and_token_only() =>
        Gen.Select(Gen.String, Gen.String, Gen.Int[1, 1000], Gen.Int[1, 1000])
            .Sample(
                (content, other, seed, otherSeed) =>
                {
                    var token = BootstrapToken.Create(new Random(seed).NextBytes);
                    var otherToken = BootstrapToken.Create(new Random(otherSeed).NextBytes);
                    var signature = ClusterInfoSignature.Sign(content, token);
                    return ClusterInfoSignature.Verify(content, signature, token)
                        && ClusterInfoSignature.Verify(other, signature, token) == (content == other)
                        && ClusterInfoSignature.Verify(content, signature, otherToken) == (seed == otherSeed);
                },
                iter: Given.Times(500)
            );
}
