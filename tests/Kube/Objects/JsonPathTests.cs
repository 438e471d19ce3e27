using CsCheck;

namespace Pangea.Kube.Objects.Tests;

public sealed class JsonPathTests
{
    private static readonly Value Object = JsonText.Parse(
        """
        {"metadata":{"labels":{"a.b/c":"x"}},"spec":{"list":[1,2,3,4]},
        "status":{"conditions":[{"type":"Ready","status":"True","n":2},{"type":"Other","status":"False","n":5}]}}
        """
    );

    [Theory]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData("{.status.conditions[?(@.type=='Other')].status}", "\"False\"")]
    [InlineData("$.status.conditions[?(@.n > 2)].type", "\"Other\"")]
    [InlineData(".status.conditions[?(@.n!=2)].type", "\"Other\"")]
    [InlineData(".status.conditions[*].type", "\"Ready\" \"Other\"")]
    [InlineData(".metadata.labels.a\\.b/c", "\"x\"")]
    [InlineData(".metadata.labels['a.b/c']", "\"x\"")]
    [InlineData(".spec.list[0]", "1")]
    [InlineData(".spec.list[-1]", "4")]
    [InlineData(".spec.list[1:3]", "2 3")]
    [InlineData(".spec.list[::2]", "1 3")]
    [InlineData(".spec.*", "[1,2,3,4]")]
    [InlineData(".spec.missing.deeper", "")]
    [InlineData(".spec.list[9]", "")]
    public void A_path_finds_what_it_names(string text, string found)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var error), error);
        Assert.Equal(found, string.Join(' ', path.All(Object)));
        Assert.Equal(path.All(Object).FirstOrDefault(), path.First(Object));
    }

    [Theory]
    [InlineData("spec")]
    [InlineData(".spec[")]
    [InlineData(".spec[x]")]
    [InlineData(".a[?(@.b==)]")]
    [InlineData(".a[?(b==1)]")]
    [InlineData("..")]
    public void What_is_no_path_is_refused(string text)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void No_text_breaks_the_reader() =>
        Gen.OneOf('.', '[', ']', '?', '(', ')', '@', '=', '\'', '*', ':', '1', 'a', '\\', ' ', '{', '}')
            .Array[0, 20]
            .Select(c => new string(c))
            .Sample(text =>
            {
                if (JsonPath.TryParse(text, out var path, out _))
                    Assert.Equal(path.All(Object).FirstOrDefault(), path.First(Object));
            });
}
