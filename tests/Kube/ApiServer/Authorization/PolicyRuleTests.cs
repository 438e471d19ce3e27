namespace Pangea.Kube.ApiServer.Tests;

public class PolicyRuleTests
{
    private static readonly UserInfo Alice = UserInfo.Of("alice");

    private static bool Allows(string rule, AuthorizationAttributes request) =>
        PolicyRule.FromValue(Rbac.Parse(rule).Root).Allows(request);

    [Theory]
    [InlineData("pods", "pods", true)]
    [InlineData("pods", "pods/log", false)]
    [InlineData("pods/log", "pods/log", true)]
    [InlineData("pods/log", "pods", false)]
    [InlineData("pods/log", "pods/logs", false)]
    [InlineData("pods/log", "podsxlog/log", false)]
    [InlineData("podsxlog", "pods/log", false)]
    [InlineData("*", "pods", true)]
    [InlineData("*", "pods/log", true)]
    [InlineData("*/scale", "deployments/scale", true)]
    [InlineData("*/scale", "deployments", false)]
    [InlineData("*/scale", "deployments/status", false)]
    [InlineData("*/scale", "deployments/autoscale", false)]
    [InlineData("pods/*", "pods/log", false)]
    [InlineData("pod", "pods", false)]
    public void Resources_match_whole_with_their_subresource_or_by_a_star(string rule, string asked, bool allowed) =>
        Assert.Equal(
            allowed,
            Allows(
                $$"""{"verbs":["get"],"apiGroups":["apps"],"resources":["{{rule}}"]}""",
                Rbac.Request(Alice, "get", asked, group: "apps")
            )
        );

    [Theory]
    [InlineData("get", "get", true)]
    [InlineData("get", "list", false)]
    [InlineData("*", "get", true)]
    [InlineData("*", "bind", true)]
    [InlineData("bind", "bind", true)]
    [InlineData("bind", "escalate", false)]
    [InlineData("bind", "get", false)]
    public void Verbs_match_by_name_or_star(string rule, string asked, bool allowed) =>
        Assert.Equal(
            allowed,
            Allows(
                $$"""{"verbs":["{{rule}}"],"apiGroups":[""],"resources":["pods"]}""",
                Rbac.Request(Alice, asked, "pods")
            )
        );

    [Theory]
    [InlineData("", "", true)]
    [InlineData("apps", "apps", true)]
    [InlineData("apps", "", false)]
    [InlineData("*", "apps", true)]
    [InlineData("*", "", true)]
    public void Groups_match_by_name_or_star(string rule, string asked, bool allowed) =>
        Assert.Equal(
            allowed,
            Allows(
                $$"""{"verbs":["get"],"apiGroups":["{{rule}}"],"resources":["pods"]}""",
                Rbac.Request(Alice, "get", "pods", group: asked)
            )
        );

    [Fact]
    public void Names_restrict_a_rule_to_requests_that_name_one_of_them()
    {
        const string Named = """{"verbs":["*"],"apiGroups":[""],"resources":["*"],"resourceNames":["a","b"]}""";
        Assert.True(Allows(Named, Rbac.Request(Alice, "get", "pods", name: "a")));
        Assert.False(Allows(Named, Rbac.Request(Alice, "get", "pods", name: "c")));
        // Neither a list nor a create names an object.
        Assert.False(Allows(Named, Rbac.Request(Alice, "list", "pods")));
        Assert.False(Allows(Named, Rbac.Request(Alice, "create", "pods")));
    }

    [Theory]
    [InlineData("/healthz", "/healthz", true)]
    [InlineData("/healthz", "/healthz/", false)]
    [InlineData("/healthz/*", "/healthz/ping", true)]
    [InlineData("/healthz/*", "/healthz", false)]
    [InlineData("/healthz*", "/healthz", true)]
    [InlineData("*", "/anything", true)]
    [InlineData("/a/*/b", "/a/x/b", false)]
    public void Paths_match_whole_or_up_to_a_star_at_the_end(string rule, string asked, bool allowed)
    {
        var value = $$"""{"verbs":["get"],"nonResourceURLs":["{{rule}}"]}""";
        Assert.Equal(allowed, Allows(value, Rbac.Path(Alice, "get", asked)));
        Assert.False(Allows(value, Rbac.Path(Alice, "post", asked)));
    }

    [Fact]
    public void Rules_for_resources_say_nothing_of_paths_and_the_other_way_round()
    {
        const string Resources = """{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""";
        const string Paths = """{"verbs":["*"],"nonResourceURLs":["*"]}""";
        Assert.False(Allows(Resources, Rbac.Path(Alice, "get", "/metrics")));
        Assert.False(Allows(Paths, Rbac.Request(Alice, "get", "pods")));
    }

    [Fact]
    public void A_rule_survives_being_read_and_written_and_prints_as_the_original_does()
    {
        var rule = Rbac.Rule("get list", "apps", "deployments deployments/scale", "web");
        Assert.Equal(rule, PolicyRule.FromValue(rule).ToValue());
        Assert.Equal(
            """{APIGroups:["apps"], Resources:["deployments" "deployments/scale"], ResourceNames:["web"], Verbs:["get" "list"]}""",
            PolicyRule.FromValue(rule).ToString()
        );
        Assert.Equal(
            """{NonResourceURLs:["/x"], Verbs:["get"]}""",
            PolicyRule.FromValue(PolicyEntries.Urls("get", "/x")).ToString()
        );
    }
}
