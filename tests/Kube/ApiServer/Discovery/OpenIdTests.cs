using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests.Discovery;

public class OpenIdTests
{
    private static readonly TokenKeySet Keys = new(TokenKey.Create());

    private readonly WholeServer server = new(options: o =>
        o with
        {
            ServiceAccountTokens = new() { Issuer = "https://issuer.example", Keys = () => Keys },
        }
    );

    private ApiResult<Client.RawBody> Read(string path, UserInfo? user = null) =>
        server.Try(api => (user is null ? api : server.As(user)).GetRawAsync(path, "application/json", default));

    [Fact]
    public void The_configuration_names_the_issuer_and_where_its_keys_are()
    {
        Assert.Equal(
            """{"id_token_signing_alg_values_supported":["ES256"],"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"]}""",
            JsonText.Parse(Read("/.well-known/openid-configuration").Value!.Content.Span).ToString()
        );
        server.Try(async _ =>
        {
            await server.Server.PublishAsync(6443, System.Net.IPAddress.Parse("192.0.2.7"), default);
            return (ApiResult<string>)"";
        });
        Assert.Equal(
            "https://192.0.2.7:6443/openid/v1/jwks",
            JsonText.ParseMap(Read("/.well-known/openid-configuration").Value!.Content.Span).Text("jwks_uri")
        );
    }

    [Fact]
    public void The_keys_are_those_that_tokens_are_signed_by()
    {
        var keys = Read("/openid/v1/jwks").Value!;

        Assert.Equal("application/jwk-set+json", keys.ContentType);
        var key = JsonText.ParseMap(keys.Content.Span).Maps("keys").Single();
        Assert.Equal((Keys.Signing.KeyId, "ES256"), (key.Text("kid"), key.Text("alg")));
        Assert.False(key.ContainsKey("d"));
    }

    [Theory]
    [InlineData("system:serviceaccount:default:any", "system:serviceaccounts", true)]
    [InlineData("jane", "developers", false)]
    public void Service_accounts_may_read_them_and_nobody_else_without_a_grant(string user, string group, bool may) =>
        Assert.Equal(may, Read("/openid/v1/jwks", UserInfo.Of(user, group)).IsSuccess);
}
