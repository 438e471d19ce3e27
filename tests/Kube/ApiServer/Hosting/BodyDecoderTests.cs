using System.Text;

namespace Pangea.Kube.ApiServer.Tests;

public class BodyDecoderTests
{
    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("a: [", "application/yaml")]
    [InlineData("a: *b", "application/yaml")]
    public void A_body_that_cannot_be_read_is_a_bad_request(string body, string contentType) =>
        Assert.Equal(400, BodyDecoder.DecodePlain(Encoding.UTF8.GetBytes(body), contentType).Error?.Code);

    [Fact]
    public void An_apply_patch_that_cannot_be_read_is_a_bad_request()
    {
        var status = BodyDecoder.DecodePatch("a: ["u8.ToArray(), "application/apply-patch+yaml").Error;
        Assert.Equal(400, status?.Code);
        Assert.StartsWith("error decoding YAML: ", status?.Message, StringComparison.Ordinal);
    }
}
