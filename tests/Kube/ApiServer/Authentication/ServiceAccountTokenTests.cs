using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests;

public class ServiceAccountTokenTests
{
    private const string Issuer = "https://kubernetes.default.svc";
    private static readonly ImmutableArray<string> Here = [Issuer];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Given given = new();
    private readonly ListInformer accounts = new();
    private readonly ListInformer pods = new();
    private readonly ListInformer nodes = new();
    private readonly ListInformer secrets = new();
    private readonly KubeObject account = Given.Object("ServiceAccount", "ci", "robot", "uid-1");
    private readonly ServiceAccountTokenIssuer issuer;
    private readonly ServiceAccountTokenAuthenticator authenticator;
    private TokenKeySet keys = new(TokenKey.Create());

    public ServiceAccountTokenTests()
    {
        accounts.Set(account);
        issuer = new(Issuer, () => keys, given.Clock, new IdentitySource(new Random(1)));
        authenticator = new(
            new()
            {
                Issuers = [Issuer],
                Audiences = Here,
                Keys = () => keys,
                ServiceAccounts = accounts,
                Pods = pods,
                Nodes = nodes,
                Secrets = secrets,
                Capacity = 4,
            },
            given.Clock
        );
    }

    private string Issue(
        TimeSpan? lifetime = null,
        BoundObject? pod = null,
        BoundObject? node = null,
        BoundObject? secret = null
    ) => issuer.Issue(account, Here, lifetime ?? Hour, pod, node, secret).Token;

    [Fact]
    public async Task A_token_is_its_account_with_what_it_is_bound_to()
    {
        pods.Set(Given.Object("Pod", "ci", "p", "uid-p"));
        var (token, expires) = issuer.Issue(account, Here, Hour, new("p", "uid-p"), new("n", "uid-n"));
        Assert.Equal(Given.Start + Hour, expires);

        var user = (await Given.Ask(authenticator, token)).User!;
        Assert.Equal(("system:serviceaccount:ci:robot", "uid-1"), (user.Name, user.Uid));
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"], user.Groups);
        Assert.Equal(
            [
                "authentication.kubernetes.io/credential-id",
                "authentication.kubernetes.io/node-name",
                "authentication.kubernetes.io/node-uid",
                "authentication.kubernetes.io/pod-name",
                "authentication.kubernetes.io/pod-uid",
            ],
            user.Extra.Select(e => e.Key)
        );
        Assert.StartsWith("JTI=", Assert.Single(user.Extra[0].Value), StringComparison.Ordinal);
        Assert.Equal("n", Assert.Single(user.Extra[1].Value));
    }

    [Fact]
    public async Task A_token_holds_in_its_time_only()
    {
        var token = Issue();
        given.Clock.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.NotNull((await Given.Ask(authenticator, token)).User);
        given.Clock.Advance(TimeSpan.FromSeconds(1));
        Given.AssertRefused(await Given.Ask(authenticator, token));

        var next = Issue();
        var behind = new ServiceAccountTokenAuthenticator(
            new()
            {
                Issuers = [Issuer],
                Audiences = Here,
                Keys = () => keys,
                ServiceAccounts = accounts,
            },
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Given.Start)
        );
        Given.AssertRefused(await Given.Ask(behind, next));
    }

    [Fact]
    public async Task A_token_ends_with_its_account_its_pod_its_node_or_its_secret()
    {
        async Task<bool> Holds(string token) => (await Given.Ask(authenticator, token)).User is not null;
        var pod = Given.Object("Pod", "ci", "p", "uid-p");
        var node = Given.Object("Node", "", "n", "uid-n");
        var secret = Given.Object("Secret", "ci", "s", "uid-s");
        var tokens = new (ListInformer Informer, KubeObject Object, string Token)[]
        {
            (accounts, account, Issue(Given.Day)),
            (pods, pod, Issue(Given.Day, pod: new("p", "uid-p"), node: new("gone", "uid-gone"))),
            (nodes, node, Issue(Given.Day, node: new("n", "uid-n"))),
            (secrets, secret, Issue(Given.Day, secret: new("s", "uid-s"))),
        };
        foreach (var (informer, bound, token) in tokens)
        {
            informer.Set(bound);
            Assert.True(await Holds(token));
            informer.Set(bound.With("another", "metadata", "uid"));
            Assert.False(await Holds(token));
            informer.Set(Given.Deleting(bound, given.Clock.GetUtcNow()));
            Assert.True(await Holds(token));
            given.Clock.Advance(TimeSpan.FromSeconds(61));
            Assert.False(await Holds(token));
            informer.Remove(bound.Key);
            Assert.False(await Holds(token));
            informer.Set(bound);
            Assert.True(await Holds(token));
        }
    }

    [Fact]
    public async Task Keys_audience_and_issuer_must_be_this_servers()
    {
        var old = Issue();
        keys = keys.Rotate(TokenKey.Create(), keep: 1);
        Assert.NotNull((await Given.Ask(authenticator, old)).User);
        keys = keys.Rotate(TokenKey.Create(), keep: 1);
        // Remembered as it was, it is refused once its key is gone.
        Given.AssertRefused(await Given.Ask(authenticator, old));

        var elsewhere = issuer.Issue(account, ["vault"], Hour).Token;
        Given.AssertRefused(await Given.Ask(authenticator, elsewhere));
        var foreign = new ServiceAccountTokenIssuer(
            "https://other",
            () => keys,
            given.Clock,
            new IdentitySource(new Random(2))
        );
        Given.AssertRefused(await Given.Ask(authenticator, foreign.Issue(account, Here, Hour).Token));
        Given.AssertNone(await Given.Ask(authenticator, ""));
        Given.AssertNone(await Given.Ask(authenticator, "abcdef.0123456789abcdef"));
    }

    [Fact]
    public void A_review_tells_the_audiences_and_why_not()
    {
        var token = issuer.Issue(account, ["vault", Issuer], Hour).Token;
        Assert.Equal([Issuer], authenticator.Review(token, []).Audiences);
        var both = authenticator.Review(token, ["other", "vault"]);
        Assert.Equal(["vault"], both.Audiences);
        Assert.Equal("system:serviceaccount:ci:robot", both.User!.Name);
        Assert.Equal("the token is for another audience", authenticator.Review(token, ["other"]).Error);
        Assert.Equal("the token is not signed by this server", authenticator.Review("a.b.c", []).Error);
        given.Clock.Advance(Given.Day);
        Assert.Equal("the token has expired", authenticator.Review(token, []).Error);
    }

    [Fact]
    public async Task A_token_in_a_secret_ends_with_that_secret_only()
    {
        var token = issuer.IssueForSecret(account, "s");
        Given.AssertRefused(await Given.Ask(authenticator, token));
        var secret = Given
            .Object("Secret", "ci", "s", "uid-s")
            .With(Convert.ToBase64String(Encoding.ASCII.GetBytes(token)), "data", "token");
        secrets.Set(secret);
        given.Clock.Advance(1000 * Given.Day);
        var user = (await Given.Ask(authenticator, token)).User!;
        Assert.Equal("system:serviceaccount:ci:robot", user.Name);
        Assert.Equal([Issuer], authenticator.Review(token, []).Audiences);

        secrets.Set(secret.With("bm8=", "data", "token"));
        Given.AssertRefused(await Given.Ask(authenticator, token));
        secrets.Remove(secret.Key);
        Given.AssertRefused(await Given.Ask(authenticator, token));
    }

    [Fact]
    public async Task Remembered_tokens_are_bounded()
    {
        for (var i = 0; i < 10; i++)
            Assert.NotNull((await Given.Ask(authenticator, Issue())).User);
        Assert.Equal(4, authenticator.Count);
    }

    [Fact]
    public async Task A_server_without_pods_accepts_no_token_of_a_pod()
    {
        var token = Issue(pod: new("p", "uid-p"));
        var without = new ServiceAccountTokenAuthenticator(
            new()
            {
                Issuers = [Issuer],
                Audiences = Here,
                Keys = () => keys,
                ServiceAccounts = accounts,
            },
            given.Clock
        );
        Given.AssertRefused(await Given.Ask(without, token));
        Assert.NotNull((await Given.Ask(without, Issue())).User);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"iss":"https://kubernetes.default.svc","sub":"system:serviceaccount:ci:robot"}""")]
    [InlineData(
        """{"iss":"https://kubernetes.default.svc","aud":["https://kubernetes.default.svc"],"sub":"system:serviceaccount:ci:robot","kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"robot","uid":"uid-1"}}}"""
    )]
    [InlineData(
        """{"iss":"https://kubernetes.default.svc","aud":["https://kubernetes.default.svc"],"exp":99999999999,"sub":"system:serviceaccount:ci:admin","kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"robot","uid":"uid-1"}}}"""
    )]
    [InlineData(
        """{"iss":"https://kubernetes.default.svc","exp":99999999999,"sub":"system:serviceaccount:ci:robot","kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"robot","uid":"uid-1"}}}"""
    )]
    [InlineData(
        """{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:ci:robot","kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"robot","uid":"uid-1"}},"exp":99999999999,"aud":["https://kubernetes.default.svc"]}"""
    )]
    public async Task Claims_that_lack_or_contradict_something_are_refused_though_signed(string claims) =>
        Given.AssertRefused(
            await Given.Ask(authenticator, JsonWebToken.Sign(keys.Signing, Encoding.UTF8.GetBytes(claims)))
        );

    [Fact]
    public async Task An_audience_may_be_a_single_text() =>
        Assert.NotNull(
            (
                await Given.Ask(
                    authenticator,
                    JsonWebToken.Sign(
                        keys.Signing,
                        """{"iss":"https://kubernetes.default.svc","aud":"https://kubernetes.default.svc","exp":9999999999,"sub":"system:serviceaccount:ci:robot","kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"robot","uid":"uid-1"}}}"""u8
                    )
                )
            ).User
        );

    [Fact]
    public void Claims_survive_being_written_and_read() =>
        Gen.Select(
                Gen.String[Gen.Char.AlphaNumeric, 1, 8],
                Gen.String[Gen.Char.AlphaNumeric, 1, 8],
                Gen.String[Gen.Char.AlphaNumeric, 0, 8].Array[0, 3],
                Gen.Long[1, 1L << 40],
                Gen.Bool,
                Gen.Bool
            )
            .Sample(
                (home, name, audiences, time, pod, node) =>
                {
                    var claims = new ServiceAccountClaims
                    {
                        Issuer = "https://i",
                        Audiences = [.. audiences],
                        Namespace = home,
                        ServiceAccount = new(name, "u"),
                        Pod = pod ? new("p", "up") : null,
                        Node = node ? new("n", "un") : null,
                        IssuedAt = time,
                        NotBefore = time,
                        ExpiresAt = time + 600,
                        Id = "j",
                    };
                    var read = ServiceAccountClaims.Read(claims.ToValue().ToJson().Span)!;
                    return read.Audiences.SequenceEqual(claims.Audiences)
                        && read with { Audiences = claims.Audiences } == claims;
                },
                iter: Rbac.Times(300)
            );

    [Fact]
    public void The_discovery_document_names_the_issuer_its_keys_and_their_algorithms()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        keys = new(keys.Signing, TokenKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()));
        var document = issuer.DiscoveryDocument("https://1.2.3.4/openid/v1/jwks");
        Assert.Equal(Issuer, document.Text("issuer"));
        Assert.Equal("https://1.2.3.4/openid/v1/jwks", document.Text("jwks_uri"));
        Assert.Equal(["ES256", "RS256"], document.Texts("id_token_signing_alg_values_supported"));
        Assert.Equal(2, JsonText.ParseMap(keys.ToJwks().Span).Maps("keys").Count());
    }

    [Theory]
    [InlineData("system:serviceaccount:a:b", "a", "b")]
    [InlineData("system:serviceaccount:a:", null, null)]
    [InlineData("system:serviceaccount::b", null, null)]
    [InlineData("system:serviceaccount:a:b:c", null, null)]
    [InlineData("system:serviceaccount:a", null, null)]
    [InlineData("alice", null, null)]
    public void User_names_of_accounts_are_read(string user, string? home, string? name)
    {
        Assert.Equal(home is not null, ServiceAccountUser.TryParse(user, out var account));
        if (home is not null)
            Assert.Equal(new NamespacedName(home, name!), account);
    }
}
