using CsCheck;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests;

public class BootstrapTokenAuthenticatorTests
{
    private readonly Given given = new();
    private readonly ListInformer secrets = new();
    private readonly BootstrapTokenAuthenticator authenticator;
    private readonly BootstrapTokenSecret stored;

    public BootstrapTokenAuthenticatorTests()
    {
        authenticator = new(secrets, given.Clock);
        stored = new(BootstrapToken.Create(given.Environment.Random))
        {
            Expiration = Given.Start + Given.Day,
            AllowsAuthentication = true,
            AllowsSigning = true,
            ExtraGroups = ["system:bootstrappers:agents"],
            Description = "for a test",
        };
        secrets.Set(stored.ToSecret());
    }

    [Fact]
    public async Task A_token_makes_its_holder_a_bootstrapper()
    {
        var user = (await Given.Ask(authenticator, stored.Token.Text)).User!;
        Assert.Equal("system:bootstrap:" + stored.Token.Id, user.Name);
        Assert.Equal(["system:bootstrappers", "system:bootstrappers:agents", "system:authenticated"], user.Groups);
    }

    [Fact]
    public async Task Tokens_that_are_wrong_unknown_expired_deleted_or_for_something_else_are_refused()
    {
        var wrong = stored.Token.Id + "." + new string('0', 16);
        Given.AssertRefused(await Given.Ask(authenticator, wrong));
        Given.AssertRefused(await Given.Ask(authenticator, "zzzzzz." + stored.Token.Secret));

        secrets.Set((stored with { AllowsAuthentication = false }).ToSecret());
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
        secrets.Set(Given.Deleting(stored.ToSecret(), Given.Start));
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
        secrets.Set(stored.ToSecret().With("Opaque", "type"));
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
        secrets.Set((stored with { ExtraGroups = ["system:masters"] }).ToSecret());
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
        secrets.Set(stored.ToSecret().With("bm90IGEgdGltZQ==", "data", "expiration"));
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));

        secrets.Set(stored.ToSecret());
        given.Clock.Advance(Given.Day - TimeSpan.FromSeconds(1));
        Assert.NotNull((await Given.Ask(authenticator, stored.Token.Text)).User);
        given.Clock.Advance(TimeSpan.FromSeconds(1));
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
        secrets.Set((stored with { Expiration = null }).ToSecret());
        Assert.NotNull((await Given.Ask(authenticator, stored.Token.Text)).User);
        secrets.Remove(BootstrapTokenSecret.Key(stored.Token.Id));
        Given.AssertRefused(await Given.Ask(authenticator, stored.Token.Text));
    }

    [Fact]
    public async Task Texts_of_another_form_are_somebody_elses()
    {
        Given.AssertNone(await Given.Ask(authenticator, ""));
        Given.AssertNone(await Given.Ask(authenticator, stored.Token.Text + "0"));
        Given.AssertNone(await Given.Ask(authenticator, stored.Token.Text.ToUpperInvariant()));
    }

    [Fact]
    public void A_secret_is_read_as_it_was_written_and_only_under_its_own_name()
    {
        Assert.True(BootstrapTokenSecret.TryRead(stored.ToSecret(), out var read));
        Assert.Equal(stored.Token.Text, read.Token.Text);
        Assert.Equal(stored.ExtraGroups, read.ExtraGroups);
        Assert.Equal(stored, read with { Token = stored.Token, ExtraGroups = stored.ExtraGroups });
        var renamed = stored.ToSecret().With("bootstrap-token-zzzzzz", "metadata", "name");
        Assert.False(BootstrapTokenSecret.TryRead(renamed, out _));
        Assert.False(BootstrapTokenSecret.TryRead(stored.ToSecret().With("default", "metadata", "namespace"), out _));
    }

    [Theory]
    [InlineData("system:bootstrappers:a", true)]
    [InlineData("system:bootstrappers:a:b-c", true)]
    [InlineData("system:bootstrappers", false)]
    [InlineData("system:bootstrappers:", false)]
    [InlineData("system:bootstrappers:a-", false)]
    [InlineData("system:masters", false)]
    [InlineData("system:bootstrappers:A", false)]
    public void Extra_groups_stay_below_the_bootstrappers(string group, bool allowed) =>
        Assert.Equal(allowed, BootstrapTokenSecret.IsGroup(group));

    [Fact]
    public void No_content_of_a_secret_breaks_the_reader() =>
        Gen.Select(
                Gen.OneOf(
                    Gen.Const("token-id"),
                    Gen.Const("token-secret"),
                    Gen.Const("expiration"),
                    Gen.Const("auth-extra-groups")
                ),
                Gen.OneOf(Gen.String, Gen.Byte.Array[0, 20].Select(b => Convert.ToBase64String(b)))
            )
            .Sample(
                (key, value) =>
                {
                    var secret = stored.ToSecret().With(value, "data", key);
                    return !BootstrapTokenSecret.TryRead(secret, out var read)
                        || read.ExtraGroups.All(BootstrapTokenSecret.IsGroup);
                },
                iter: Rbac.Times(1000)
            );
}
