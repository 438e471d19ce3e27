using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests;

public class AuthenticationChainTests
{
    private readonly Given given = new();
    private readonly TrustBundle trust;

    public AuthenticationChainTests() => trust = new([given.Authority.Root]);

    private AuthenticationChain Chain(bool anonymous = true) =>
        new(
            [
                new ClientCertificateAuthenticator(() => trust, given.Clock),
                new StaticTokenAuthenticator([KeyValuePair.Create("token", UserInfo.Of("bob"))]),
                new BootstrapTokenAuthenticator(new ListInformer(), given.Clock),
                new Later(),
            ],
            anonymous
        );

    /// <summary>Knows one token, after thinking about it.</summary>
    private sealed class Later : IAuthenticator
    {
        public async ValueTask<AuthenticationResult> AuthenticateAsync(
            Credentials credentials,
            CancellationToken cancellationToken
        )
        {
            if (credentials.BearerToken is not ("late" or "late-refused"))
                return AuthenticationResult.None;
            await Task.Yield();
            return credentials.BearerToken == "late"
                ? new(UserInfo.Of("late"), null)
                : new(null, Status.Unauthorized());
        }
    }

    [Fact]
    public async Task The_first_who_knows_the_credentials_names_the_user()
    {
        var alice = given.Authority.IssueClient("alice", Given.Day);
        Assert.Equal("alice", (await Given.Ask(Chain(), alice)).User!.Name);
        Assert.Equal("bob", (await Given.Ask(Chain(), "token")).User!.Name);
        Assert.Equal("late", (await Given.Ask(Chain(), "late")).User!.Name);
        var both = new Credentials(alice.Certificate, "token");
        Assert.Equal("alice", (await Chain().AuthenticateAsync(both, CancellationToken.None)).User!.Name);
    }

    [Fact]
    public async Task A_bad_certificate_beside_a_good_token_does_no_harm()
    {
        var mallory = CertificateAuthority
            .CreateRoot("other", Given.Day, given.Environment)
            .IssueClient("mallory", Given.Day);
        Given.AssertRefused(await Given.Ask(Chain(), mallory));
        var both = new Credentials(mallory.Certificate, "token");
        Assert.Equal("bob", (await Chain().AuthenticateAsync(both, CancellationToken.None)).User!.Name);
    }

    [Fact]
    public async Task Tokens_that_nobody_knows_are_refused_and_only_who_shows_nothing_is_anonymous()
    {
        Given.AssertRefused(await Given.Ask(Chain(), "unknown"));
        Given.AssertRefused(await Given.Ask(Chain(), "late-refused"));
        Given.AssertRefused(await Given.Ask(Chain(), "abcdef.0123456789abcdef"));
        Assert.Equal(UserInfo.Anonymous, (await Given.Ask(Chain(), "")).User);
        Given.AssertRefused(await Given.Ask(Chain(anonymous: false), ""));
        var nothing = await Chain().AuthenticateAsync(default, CancellationToken.None);
        Assert.Equal(UserInfo.Anonymous, nothing.User);
        Given.AssertRefused(await Given.Ask(new AuthenticationChain([], allowAnonymous: false), ""));
    }
}
