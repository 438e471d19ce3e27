using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class SecretTests
{
    private static readonly Registry Secrets = Registry.Of("v1", "secrets");

    private static MapValue Secret(string fields) =>
        Registry.Parse($$"""{"metadata":{"name":"a","namespace":"default"}{{fields}}}""");

    [Fact]
    public void Text_becomes_data()
    {
        var root = Secrets.Default(Secret(""","data":{"a":"AAA="},"stringData":{"a":"hello","b":"x"}"""));
        Assert.Equal("""{"a":"aGVsbG8=","b":"eA=="}""", root["data"]!.ToString());
        Assert.Null(root["stringData"]);
        Assert.Equal("Opaque", root.Text("type"));
    }

    [Theory]
    [InlineData("tls", "data[tls.crt]: Required value", "data[tls.key]: Required value")]
    [InlineData("basic-auth", "data[username]: Required value", "data[password]: Required value")]
    [InlineData("ssh-auth", "data[ssh-privatekey]: Required value")]
    [InlineData("dockerconfigjson", "data[.dockerconfigjson]: Required value")]
    [InlineData("service-account-token", "metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    public void Types_have_their_entries(string type, params string[] errors) =>
        Assert.Equal(errors, Secrets.CreateErrors(Secret($$""","type":"kubernetes.io/{{type}}" """)));

    [Fact]
    public void A_registry_password_is_json() =>
        Assert.Equal(
            [
                "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'h' looking for "
                    + "beginning of value",
            ],
            Secrets.CreateErrors(
                Secret(""","type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"hello"}""")
            )
        );

    [Fact]
    public void The_type_does_not_change() =>
        Assert.Equal(
            ["type: Invalid value: \"other\": field is immutable"],
            Secrets.ChangeErrors(Secret(""), "other", "type")
        );

    [Fact]
    public void Frozen_data_does_not_change() =>
        Assert.Equal(
            ["data: Forbidden: field is immutable when `immutable` is set"],
            Secrets.ChangeErrors(Secret(""","data":{"a":"AAAA"},"immutable":true"""), "BBBB", "data", "a")
        );

    [Fact]
    public void Data_is_bounded() =>
        Assert.Equal(
            ["data: Too long: may not be more than 1048576 bytes"],
            Secrets.CreateErrors(Secret($",\"stringData\":{{\"k\":\"{new string('x', 1048577)}\"}}"))
        );
}
