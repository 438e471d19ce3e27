using CsCheck;

namespace Pangea.Kube.ApiServer.Tests;

public class StaticTokenAuthenticatorTests
{
    private static StaticTokenAuthenticator Read(string text)
    {
        Assert.True(StaticTokenAuthenticator.TryParse(text, out var tokens, out var error), error);
        return new(tokens);
    }

    [Fact]
    public async Task Tokens_of_a_file_are_users_with_uid_and_groups()
    {
        var authenticator = Read(
            """
            t1,alice,u1,"dev,ops"
            t2,bob,u2

            "t,3","quo""ted",u3,dev
            """
        );
        var alice = (await Given.Ask(authenticator, "t1")).User!;
        Assert.Equal(("alice", "u1"), (alice.Name, alice.Uid));
        Assert.Equal(["dev", "ops", "system:authenticated"], alice.Groups);
        Assert.Equal(["system:authenticated"], (await Given.Ask(authenticator, "t2")).User!.Groups);
        Assert.Equal("quo\"ted", (await Given.Ask(authenticator, "t,3")).User!.Name);
        Given.AssertNone(await Given.Ask(authenticator, "t4"));
        Given.AssertNone(await Given.Ask(authenticator, "t"));
        Given.AssertNone(await Given.Ask(authenticator, ""));
    }

    [Theory]
    [InlineData("t1,alice", "line 1: token file must have at least 3 columns (token, user name, user uid), found 2")]
    [InlineData("a,b,c\n,alice,u1", "line 2: the token is empty")]
    [InlineData("\"a,b,c", "line 1: a quote is not closed or has text after it")]
    [InlineData("\"a\"b,c,d", "line 1: a quote is not closed or has text after it")]
    public void What_is_no_token_file_is_refused_with_its_line(string text, string expected)
    {
        Assert.False(StaticTokenAuthenticator.TryParse(text, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Any_fields_survive_quoting() =>
        Gen.Select(
                Gen.String[Gen.Char["ab\",= é"], 1, 8],
                Gen.String[Gen.Char["ab\", é"], 0, 8],
                Gen.String[Gen.Char["ab-"], 0, 8]
            )
            .Sample(
                (token, user, uid) =>
                {
                    static string Quote(string text) => "\"" + text.Replace("\"", "\"\"") + "\"";
                    return StaticTokenAuthenticator.TryParse(
                            $"{Quote(token)},{Quote(user)},{Quote(uid)}\r\n",
                            out var tokens,
                            out _
                        )
                        && tokens.Count == 1
                        && tokens[0].Key == token
                        && tokens[0].Value.Name == user
                        && tokens[0].Value.Uid == uid;
                },
                iter: Rbac.Times(500)
            );

    [Fact]
    public void No_text_breaks_the_reader() =>
        Gen.String[Gen.Char["a,\"\n\r"], 0, 20]
            .Sample(
                text => StaticTokenAuthenticator.TryParse(text, out _, out var error) == (error.Length == 0),
                iter: Rbac.Times(1000)
            );
}
