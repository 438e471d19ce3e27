using System.Text.RegularExpressions;
using CsCheck;

namespace Pangea.Kube.Objects.Tests;

public sealed partial class SyntaxTests
{
    private static readonly Gen<string> Names = Gen.OneOf('a', 'b', '0', '9', '-', '.', '_', '/', 'A', 'é')
        .Array[0, 12]
        .Select(c => new string(c));

    [Fact]
    public void Scans_agree_with_the_expressions_they_quote() =>
        Names.Sample(text =>
        {
            Assert.Equal(Label().IsMatch(text), Syntax.DnsLabelError(text) is null);
            Assert.Equal(Subdomain().IsMatch(text), Syntax.DnsSubdomainError(text) is null);
            Assert.Equal(Label1035().IsMatch(text), Syntax.Dns1035LabelError(text) is null);
            Assert.Equal(LabelValue().IsMatch(text), Syntax.LabelValueError(text) is null);
            Assert.Equal(Qualified().IsMatch(text), Syntax.QualifiedNameError(text) is null);
        });

    [Theory]
    [InlineData("a.b", "must not contain dots")]
    [InlineData(
        "A",
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
            + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )]
    public void A_bad_label_says_why(string text, string error) => Assert.Equal(error, Syntax.DnsLabelError(text));

    [Theory]
    [InlineData("/x", "prefix part must be non-empty")]
    [InlineData("x/", "name part must be non-empty")]
    [InlineData(
        "a/b/c",
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
            + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    )]
    public void A_bad_key_says_why(string text, string error) => Assert.Equal(error, Syntax.QualifiedNameError(text));

    [Fact]
    public void A_text_that_is_too_long_says_its_bound()
    {
        Assert.Equal("must be no more than 63 bytes", Syntax.LabelValueError(new string('a', 64)));
        Assert.Equal("name part must be no more than 63 bytes", Syntax.QualifiedNameError(new string('a', 64)));
        Assert.Equal("must be no more than 253 bytes", Syntax.DnsSubdomainError(new string('a', 254)));
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1035();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z"
    )]
    private static partial Regex Qualified();
}
