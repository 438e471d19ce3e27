namespace Pangea.Pki.Tests;

public class AuthoritySetTests
{
    [Fact]
    public void While_authorities_rotate_both_are_trusted_and_the_old_one_issues_until_the_new_one_is_known()
    {
        var (clock, environment) = Given.Environment();
        var old = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        var set = new AuthoritySet([old], activation: Given.Day);
        Assert.Same(old, set.Issuing(clock.GetUtcNow()));

        clock.Advance(85 * Given.Day);
        Assert.True(set.NeedsRotation(RenewalPolicy.Default, clock.GetUtcNow()));
        // The same name: what tells them apart is their key.
        var young = CertificateAuthority.CreateRoot("fleet", 100 * Given.Day, environment);
        set = set.With(young, clock.GetUtcNow());
        Assert.False(set.NeedsRotation(RenewalPolicy.Default, clock.GetUtcNow()));

        Assert.Same(old, set.Issuing(clock.GetUtcNow()));
        var before = set.Issuing(clock.GetUtcNow()).IssueClient("a", 60 * Given.Day);
        clock.Advance(Given.Day);
        Assert.Same(young, set.Issuing(clock.GetUtcNow()));
        var after = set.Issuing(clock.GetUtcNow()).IssueClient("b", 60 * Given.Day);

        var trusted = set.Trusted(clock.GetUtcNow());
        Assert.Equal(2, trusted.Roots.Length);
        Assert.True(trusted.Verify(before.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);
        Assert.True(trusted.Verify(after.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);

        clock.Advance(14 * Given.Day);
        trusted = set.Trusted(clock.GetUtcNow());
        Assert.Single(trusted.Roots);
        Assert.False(trusted.Verify(before.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);
        Assert.True(trusted.Verify(after.Certificate, KeyUsageNames.ClientAuth, clock.GetUtcNow()).IsValid);
    }

    [Fact]
    public void Adding_an_authority_drops_the_expired_ones()
    {
        var (clock, environment) = Given.Environment();
        var set = new AuthoritySet([CertificateAuthority.CreateRoot("a", Given.Day, environment)], TimeSpan.Zero);
        clock.Advance(2 * Given.Day);
        var next = CertificateAuthority.CreateRoot("b", Given.Day, environment);

        set = set.With(next, clock.GetUtcNow());

        Assert.Equal([next], set.Authorities);
    }
}
