using System.Text;
using CsCheck;

namespace Pangea.Pki.Tests;

public class BootstrapTokenTests
{
    [Fact]
    public void A_token_is_read_back_and_does_not_print_its_secret()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var token = BootstrapToken.Create(random.NextBytes);
            Assert.Matches("^[a-z0-9]{6}[.][a-z0-9]{16}$", token.Text);
            Assert.True(BootstrapToken.TryParse(token.Text, out var again));
            Assert.Equal((token.Id, token.Secret), (again.Id, again.Secret));
            Assert.True(again.HasSecret(Encoding.ASCII.GetBytes(token.Secret)));
            Assert.False(again.HasSecret(Encoding.ASCII.GetBytes(token.Secret[1..])));
            Assert.DoesNotContain(token.Secret, token.ToString());
        }
    }

    [Fact]
    public void All_characters_are_equally_likely()
    {
        var random = new Random(5);
        var counts = new SortedDictionary<char, int>();
        for (var i = 0; i < 5000; i++)
        {
            foreach (var c in BootstrapToken.Create(random.NextBytes).Secret)
                counts[c] = counts.GetValueOrDefault(c) + 1;
        }
        Assert.Equal(36, counts.Count);
        // 80,000 draws: 2,222 of each, and six standard deviations are 280.
        Assert.All(counts.Values, n => Assert.InRange(n, 1940, 2500));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcdef")]
    [InlineData("abcdef.0123456789abcde")]
    [InlineData("abcdef.0123456789abcdef0")]
    [InlineData("abcdef:0123456789abcdef")]
    [InlineData("abcdeF.0123456789abcdef")]
    [InlineData("abcdef.0123456789abcdeF")]
    [InlineData("abcde.00123456789abcdef")]
    [InlineData("abcdef.0123456789abcdé.")]
    public void What_has_another_form_is_refused(string text) => Assert.False(BootstrapToken.TryParse(text, out _));

    [Fact]
    public void Whatever_is_read_is_what_the_pattern_allows() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["az09.AZ-é"], 20, 25])
            .Sample(
                text =>
                    BootstrapToken.TryParse(text, out var token)
                        == System.Text.RegularExpressions.Regex.IsMatch(text, @"\A[a-z0-9]{6}\.[a-z0-9]{16}\z")
                    && (token is null || token.Text == text),
                iter: Given.Times(5000)
            );
}
