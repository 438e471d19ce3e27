using System.Security.Cryptography.X509Certificates;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests;

public class ClientCertificateAuthenticatorTests
{
    private readonly Given given = new();

    private ClientCertificateAuthenticator Authenticator(int capacity = 10) =>
        new(() => new TrustBundle([given.Authority.Root]), given.Clock, capacity);

    [Fact]
    public async Task The_common_name_is_the_user_and_the_organizations_are_the_groups()
    {
        var trust = new TrustBundle([given.Authority.Root]);
        var authenticator = new ClientCertificateAuthenticator(() => trust, given.Clock);
        var alice = given.Authority.IssueClient("alice", Given.Day, "ops", "dev");

        var result = await Given.Ask(authenticator, alice);

        Assert.Equal("alice", result.User!.Name);
        Assert.Equal(["ops", "dev", "system:authenticated"], result.User.Groups);
        var (key, values) = Assert.Single(result.User.Extra);
        Assert.Equal("authentication.kubernetes.io/credential-id", key);
        Assert.Equal(
            "X509SHA256="
                + alice
                    .Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
                    .ToLowerInvariant(),
            Assert.Single(values)
        );
        Given.AssertNone(await Given.Ask(authenticator, ""));
    }

    [Fact]
    public async Task Certificates_out_of_time_of_another_authority_or_for_servers_are_refused()
    {
        var authenticator = Authenticator();
        var other = CertificateAuthority.CreateRoot("clients", Given.Day, given.Environment);
        Given.AssertRefused(await Given.Ask(authenticator, other.IssueClient("mallory", Given.Day)));
        Given.AssertRefused(await Given.Ask(authenticator, given.Authority.IssueServer(["hub"], Given.Day)));

        var alice = given.Authority.IssueClient("alice", Given.Day);
        Assert.NotNull((await Given.Ask(authenticator, alice)).User);
        given.Clock.Advance(Given.Day + TimeSpan.FromSeconds(1));
        Given.AssertRefused(await Given.Ask(authenticator, alice));
        given.Clock.SetUtcNow(Given.Start + (30 * Given.Day));
        var young = given.Authority.IssueClient("bob", Given.Day);
        var early = new ClientCertificateAuthenticator(
            () => new TrustBundle([given.Authority.Root]),
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Given.Start)
        );
        Given.AssertRefused(await Given.Ask(early, young));
    }

    [Fact]
    public async Task A_certificate_without_a_name_names_nobody() =>
        Given.AssertNone(
            await Given.Ask(
                Authenticator(),
                given.Authority.Issue(SubjectName.Of("", "dev"), CertificateProfile.Client(Given.Day))
            )
        );

    [Fact]
    public async Task A_connection_is_verified_once_and_again_when_the_roots_change_or_the_certificate_ends()
    {
        var trust = new TrustBundle([given.Authority.Root]);
        var authenticator = new ClientCertificateAuthenticator(() => trust, given.Clock);
        using var connection = X509CertificateLoader.LoadCertificate(
            given.Authority.IssueClient("alice", Given.Day).Certificate.RawData
        );
        async Task<AuthenticationResult> Ask() =>
            await authenticator.AuthenticateAsync(new(connection, ""), CancellationToken.None);

        var first = (await Ask()).User;
        Assert.NotNull(first);
        Assert.Same(first, (await Ask()).User);

        // The same authority in a new bundle: verified anew, the same user.
        trust = new TrustBundle([given.Authority.Root]);
        Assert.NotSame(first, (await Ask()).User);
        Assert.Equal("alice", (await Ask()).User!.Name);

        trust = new TrustBundle([CertificateAuthority.CreateRoot("new", Given.Day, given.Environment).Root]);
        Given.AssertRefused(await Ask());
        trust = new TrustBundle([given.Authority.Root]);
        Assert.NotNull((await Ask()).User);
        given.Clock.Advance(2 * Given.Day);
        Given.AssertRefused(await Ask());
    }

    [Fact]
    public async Task A_refusal_holds_for_a_moment_only()
    {
        var trust = new TrustBundle([given.Authority.Root]);
        var behind = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Given.Start - TimeSpan.FromMinutes(6));
        var authenticator = new ClientCertificateAuthenticator(() => trust, behind);
        using var connection = X509CertificateLoader.LoadCertificate(
            given.Authority.IssueClient("alice", Given.Day).Certificate.RawData
        );
        async Task<AuthenticationResult> Ask() =>
            await authenticator.AuthenticateAsync(new(connection, ""), CancellationToken.None);

        Given.AssertRefused(await Ask());
        behind.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull((await Ask()).User);
    }

    [Fact]
    public async Task A_new_connection_of_a_known_client_is_not_verified_again_and_clients_are_bounded()
    {
        var trust = new TrustBundle([given.Authority.Root]);
        var authenticator = new ClientCertificateAuthenticator(() => trust, given.Clock, capacity: 3);
        var alice = given.Authority.IssueClient("alice", Given.Day);
        var first = (await Given.Ask(authenticator, alice)).User;
        Assert.Same(first, (await Given.Ask(authenticator, alice)).User);
        Assert.Equal(1, authenticator.Count);

        for (var i = 0; i < 5; i++)
            await Given.Ask(authenticator, given.Authority.IssueClient("user" + i, Given.Day));
        Assert.Equal(3, authenticator.Count);
        // Fallen out: verified again, with the same outcome.
        var again = (await Given.Ask(authenticator, alice)).User;
        Assert.NotSame(first, again);
        Assert.Equal(first!.Name, again!.Name);
        Assert.Equal(3, authenticator.Count);
    }

    [Fact]
    public async Task A_request_on_a_known_connection_allocates_nothing()
    {
        var trust = new TrustBundle([given.Authority.Root]);
        var authenticator = new ClientCertificateAuthenticator(() => trust, given.Clock);
        using var connection = X509CertificateLoader.LoadCertificate(
            given.Authority.IssueClient("alice", Given.Day).Certificate.RawData
        );
        var credentials = new Credentials(connection, "");
        Assert.NotNull((await authenticator.AuthenticateAsync(credentials, CancellationToken.None)).User);
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                var asked = authenticator.AuthenticateAsync(credentials, CancellationToken.None);
                Assert.True(asked.IsCompletedSuccessfully);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated();
        Assert.Equal(0, Allocated());
    }
}
