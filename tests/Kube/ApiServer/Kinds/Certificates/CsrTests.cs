using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class CsrTests
{
    private static readonly Registry Requests = Registry.Of("certificates.k8s.io/v1", "certificatesigningrequests");

    private static MapValue Sample => Samples.Of(Requests.Definition);

    private static List<string> Errors(Value? value, params ReadOnlySpan<string> path) =>
        Requests.CreateErrors(Sample.WithAt(value, path));

    [Fact]
    public void A_request_is_a_request()
    {
        Assert.Equal(
            ["spec.request: Invalid value: \"AAAA\": PEM block type must be CERTIFICATE REQUEST"],
            Errors("AAAA", "spec", "request")
        );
        Assert.Equal(["spec.usages: Required value: usages must be provided"], Errors(null, "spec", "usages"));
        Assert.Equal(
            [
                "spec.signerName: Invalid value: \"a\": must be a fully qualified domain and path of the form 'example.com/signer-name'",
            ],
            Errors("a", "spec", "signerName")
        );
        Assert.Equal(
            ["spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)"],
            Errors(5, "spec", "expirationSeconds")
        );
    }

    [Fact]
    public void The_server_says_who_asks()
    {
        var user = UserInfo.Of("jane", "admins") with { Extra = [new("scopes", ["a"])] };
        var spec = CsrStrategy.WithRequester(Sample.WithAt("root", "spec", "username"), user).Map("spec")!;
        Assert.Equal("jane", spec.Text("username"));
        Assert.Equal("""["admins","system:authenticated"]""", spec["groups"]!.ToString());
        Assert.Equal("""{"scopes":["a"]}""", spec["extra"]!.ToString());
    }

    [Fact]
    public void What_was_asked_stays()
    {
        var old = Requests.Create(Sample);
        var updated = Requests.Strategy.PrepareForUpdate(old.WithAt("x/y.z", "spec", "signerName"), old);
        Assert.Equal(old["spec"], updated["spec"]);
    }

    [Fact]
    public void An_approval_is_conditions_and_nothing_else()
    {
        var old = Requests.Create(Sample).WithAt("AAAA", "status", "certificate");
        var root = old.With(
            "status",
            Registry.Parse(
                """{"conditions":[{"type":"Approved","status":"True","lastUpdateTime":"2026-11-23T03:00:00Z","lastTransitionTime":null}]}"""
            )
        );
        Assert.Equal(
            """
            {"certificate":"AAAA","conditions":[{"lastTransitionTime":"2026-11-23T03:00:00Z","lastUpdateTime":"2026-11-23T03:00:00Z","status":"True","type":"Approved"}]}
            """,
            Requests.Strategy.PrepareForPartUpdate("approval", root, old)["status"]!.ToString()
        );
    }

    [Fact]
    public void A_decision_stays()
    {
        var old = Requests
            .Create(Sample)
            .WithAt(
                ListValue.Create([Registry.Parse("""{"type":"Denied","status":"True"}""")]),
                "status",
                "conditions"
            );
        Assert.Equal(
            ["status.conditions: Forbidden: updates may not remove a condition of type \"Denied\""],
            Requests.StatusErrors(old.With("status", MapValue.Empty), old)
        );
        var both = ListValue.Create([
            Registry.Parse("""{"type":"Denied","status":"True"}"""),
            Registry.Parse("""{"type":"Approved","status":"True"}"""),
        ]);
        Assert.Equal(
            [
                "status.conditions[1].type: Invalid value: \"Approved\": Approved and Denied conditions are mutually exclusive",
            ],
            Requests.StatusErrors(old.WithAt(both, "status", "conditions"), old)
        );
    }
}
