using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests.Serving;

public class TokenRequestTests
{
    private static readonly TokenKeySet Keys = new(TokenKey.Create());
    private readonly WholeServer server = new(options: o =>
        o with
        {
            ServiceAccountTokens = new() { Issuer = "https://issuer.example", Keys = () => Keys },
        }
    );

    public TokenRequestTests() =>
        server.Create(
            "v1/serviceaccounts",
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"robot","namespace":"default"}}"""
        );

    private ApiResult<KubeObject> Ask(string spec, string account = "robot") =>
        server.Try(api =>
            api.CreateAsync(
                WholeServer.Resource("v1/serviceaccounts"),
                WholeServer.Parse(
                    $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{{{spec}}}}"""
                ),
                new() { Subresource = "token", Parent = new NamespacedName("default", account) },
                default
            )
        );

    private string Token(string spec)
    {
        var asked = Ask(spec);
        Assert.True(asked.IsSuccess, asked.Error?.ToString());
        return asked.Value.Status.Text("token")!;
    }

    private KubeObject Review(string token, string audiences = "") =>
        server
            .Try(api =>
                api.CreateAsync(
                    WholeServer.Resource("authentication.k8s.io/v1/tokenreviews"),
                    WholeServer.Parse(
                        $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{token}}}"{{{audiences}}}}}"""
                    ),
                    WriteOptions.None,
                    default
                )
            )
            .Value!;

    [Fact]
    public void A_token_is_the_accounts_until_its_time_is_over()
    {
        var asked = Ask("""{"expirationSeconds":600}""").Value!;
        var token = asked.Status.Text("token")!;
        var authenticator = server.Server.ServiceAccountAuthenticator!;
        AuthenticationResult Who() =>
            server.Simulation.Run(() => authenticator.AuthenticateAsync(new(null, token), default).AsTask());

        Assert.Equal("TokenRequest", asked.Kind);
        Assert.Equal("2030-01-01T00:10:00Z", asked.Status.Text("expirationTimestamp"));
        Assert.Equal("system:serviceaccount:default:robot", Who().User!.Name);
        Assert.Contains("system:serviceaccounts:default", Who().User!.Groups);
        server.Simulation.RunFor(TimeSpan.FromMinutes(11));
        Assert.Equal(401, Who().Error!.Code);
    }

    [Fact]
    public void A_review_says_whose_a_token_is_and_for_whom()
    {
        var token = Token("""{"audiences":["vault"]}""");

        Assert.NotEqual(true, Review(token).Status.Flag("authenticated"));
        var reviewed = Review(token, ""","audiences":["vault","other"]""");
        Assert.True(reviewed.Status.Flag("authenticated"));
        Assert.Equal(["vault"], reviewed.Status.Texts("audiences"));
        Assert.Equal("system:serviceaccount:default:robot", reviewed.Status.Map("user")!.Text("username"));
        Assert.NotEqual(true, Review("nonsense").Status.Flag("authenticated"));
    }

    [Fact]
    public void A_token_that_is_bound_to_a_pod_ends_with_it()
    {
        var pod = server.Create(
            "v1/pods",
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},"spec":{"serviceAccountName":"robot","containers":[{"name":"c","image":"i"}]}}"""
        );
        string Bound(string uid) =>
            $$$"""{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"{{{uid}}}"}}""";
        var token = Token(Bound(pod.Uid));

        Assert.True(Review(token).Status.Flag("authenticated"));
        Assert.Equal(409, Ask(Bound("another")).Error!.Code);
        server.Delete("v1/pods", new("default", "p"));
        Assert.NotEqual(true, Review(token).Status.Flag("authenticated"));
        Assert.Equal("pods \"p\" not found", Ask(Bound("")).Error!.Message);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_reason()
    {
        Assert.Equal(
            "TokenRequest.authentication.k8s.io \"robot\" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes",
            Ask("""{"expirationSeconds":10}""").Error!.Message
        );
        Assert.Equal("serviceaccounts \"nobody\" not found", Ask("{}", "nobody").Error!.Message);
        Assert.Equal(
            400,
            Ask("""{"boundObjectRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}""").Error!.Code
        );
    }
}
