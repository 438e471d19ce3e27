using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class WebhookAdmissionTests
{
    private const string ConfigMaps =
        """ "operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"] """;

    private readonly FakeWebhooks webhooks = new();
    private readonly WholeServer server;

    public WebhookAdmissionTests() => server = new(options: o => o with { Webhooks = webhooks });

    private void Configure(string kind, string name, params string[] hooks) =>
        server.Create(
            $"admissionregistration.k8s.io/v1/{kind.ToLowerInvariant()}s",
            $$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"webhooks":[{{{string.Join(
                ',',
                hooks
            )}}}]}
            """
        );

    private void Mutating(string name, params string[] hooks) => Configure("MutatingWebhookConfiguration", name, hooks);

    private void Validating(string name, params string[] hooks) =>
        Configure("ValidatingWebhookConfiguration", name, hooks);

    private static string Hook(string host, string more = "", string rule = ConfigMaps) =>
        $$$"""
            {"name":"{{{host}}}.example.com","sideEffects":"None","admissionReviewVersions":["v1"],
             "clientConfig":{"url":"https://{{{host}}}/"},"rules":[{{{{rule}}}}]{{{(
                more.Length > 0 ? "," + more : ""
            )}}}}
            """;

    private ApiResult<KubeObject> ConfigMap(string name, string more = "", bool dryRun = false) =>
        server.Try(api =>
            api.CreateAsync(
                WholeServer.Resource("v1/configmaps"),
                WholeServer.Parse(
                    $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"{{{more}}}},"data":{"a":"b"}}"""
                ),
                new() { DryRun = dryRun },
                default
            )
        );

    [Theory]
    [InlineData("", "denied the request without explanation", 400)]
    [InlineData(""","status":{"message":"no such day"}""", "denied the request: no such day", 400)]
    [InlineData(""","status":{"reason":"Tired"}""", "denied the request: Tired", 400)]
    [InlineData(""","status":{"message":"m","code":418}""", "denied the request: m", 418)]
    [InlineData(""","status":{"message":"m","code":200}""", "denied the request: m", 400)]
    public void A_refusal_says_who_refused_and_why(string status, string message, int code)
    {
        Validating("v", Hook("a"));
        webhooks.Answer("a", """ "allowed":false""" + status);

        var error = ConfigMap("x").Error!;

        Assert.Equal($"admission webhook \"a.example.com\" {message}", error.Message);
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(server.List("v1/configmaps"), c => c.Name == "x");
    }

    [Fact]
    public void A_webhook_is_told_all_about_a_change()
    {
        ConfigMap("x");
        Validating("v", Hook("a"));
        webhooks.Answer("a", """ "allowed":true,"warnings":["careful"] """);

        server.Patch("v1/configmaps", new("default", "x"), """{"data":{"a":"c"}}""");
        server.Delete("v1/configmaps", new("default", "x"));

        var update = webhooks.Asked[0].Request;
        Assert.Equal("""{"group":"","kind":"ConfigMap","version":"v1"}""", update["kind"]!.ToString());
        Assert.Equal("""{"group":"","resource":"configmaps","version":"v1"}""", update["resource"]!.ToString());
        Assert.Equal(
            "x default UPDATE False",
            $"{update.Text("name")} {update.Text("namespace")} {update.Text("operation")} {update.Flag("dryRun")}"
        );
        Assert.Equal(
            """{"groups":["system:masters","system:authenticated"],"username":"admin"}""",
            update["userInfo"]!.ToString()
        );
        Assert.Equal(
            ("c", "b"),
            (
                update.At("object", "data", "a")!.ToString().Trim('"'),
                update.At("oldObject", "data", "a")!.ToString().Trim('"')
            )
        );
        var delete = webhooks.Asked[1].Request;
        Assert.Equal("DELETE", delete.Text("operation"));
        Assert.IsType<NullValue>(delete["object"]);
        Assert.Equal("x", delete.Map("oldObject")!.Map("metadata")!.Text("name"));
    }

    [Fact]
    public void Mutating_webhooks_change_one_after_another_and_validating_ones_see_the_outcome()
    {
        Mutating("b", Hook("second"));
        Mutating("a", Hook("first"));
        Validating("v", Hook("judge"));
        webhooks.Patch("first", """[{"op":"add","path":"/data/one","value":"1"}]""");
        webhooks.Patch("second", """[{"op":"move","from":"/data/one","path":"/data/two"}]""");
        webhooks.Answer("judge", """ "allowed":true""");

        var made = ConfigMap("x").Value!;

        Assert.Equal(["first", "second", "judge"], webhooks.Asked.Select(a => a.Host));
        Assert.Equal("""{"a":"b","two":"1"}""", made.Root["data"]!.ToString());
        Assert.Equal("""{"a":"b","two":"1"}""", webhooks.Asked[2].Request.At("object", "data")!.ToString());
    }

    [Fact]
    public void What_webhooks_add_is_defaulted_and_validated_like_any_input()
    {
        const string Pods = """ "operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"] """;
        Mutating("m", Hook("a", "", Pods));
        webhooks.Patch("a", """[{"op":"add","path":"/spec/initContainers","value":[{"name":"i","image":"x"}]}]""");
        ApiResult<KubeObject> Pod() =>
            server.TryCreate(
                "v1/pods",
                """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},"spec":{"containers":[{"name":"c","image":"i"}]}}"""
            );

        Assert.Equal(
            "File /dev/termination-log Always",
            Pod()
                .Value!.Spec.Maps("initContainers")
                .Select(c =>
                    $"{c.Text("terminationMessagePolicy")} {c.Text("terminationMessagePath")} {c.Text("imagePullPolicy")}"
                )
                .Single()
        );
        server.Delete("v1/pods", new("default", "p"));
        webhooks.Patch("a", """[{"op":"replace","path":"/spec/containers/0/name","value":"Not A Name"}]""");
        Assert.StartsWith(
            "Pod \"p\" is invalid: spec.containers[0].name: Invalid value: \"Not A Name\"",
            Pod().Error!.Message
        );
    }

    [Fact]
    public void A_webhook_cannot_change_which_object_is_written_nor_its_status()
    {
        Mutating(
            "m",
            Hook(
                "a",
                "",
                """ "operations":["*"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["deployments"] """
            )
        );
        webhooks.Patch(
            "a",
            """[{"op":"replace","path":"/metadata/name","value":"other"},{"op":"add","path":"/status","value":{"replicas":7}}]"""
        );
        server.Create(
            "apps/v1/deployments",
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{
             "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """
        );

        var changed = server.Patch("apps/v1/deployments", new("default", "d"), """{"spec":{"replicas":2}}""");

        Assert.Equal(("d", null), (changed.Name, changed.Status.Integer("replicas")));
    }

    [Fact]
    public void Who_asks_to_see_later_changes_is_asked_once_more()
    {
        const string IfNeeded = """ "reinvocationPolicy":"IfNeeded" """;
        Mutating("m", Hook("a", IfNeeded), Hook("b"), Hook("c", IfNeeded));
        webhooks.Answer("a", """ "allowed":true""");
        webhooks.Patch("b", """[{"op":"add","path":"/data/b","value":"1"}]""");
        webhooks.Answer("c", """ "allowed":true""");

        ConfigMap("x");

        Assert.Equal(["a", "b", "c", "a"], webhooks.Asked.Select(a => a.Host));
    }

    [Fact]
    public void The_first_refusal_in_order_counts_and_all_are_asked_at_once()
    {
        webhooks.Clock = server.Simulation.Clock;
        webhooks.Delay = TimeSpan.FromSeconds(1);
        Validating("v", Hook("a"), Hook("b"), Hook("c"));
        webhooks.Answer("a", """ "allowed":true,"warnings":["from a"] """);
        webhooks.Answer("b", """ "allowed":false,"status":{"message":"b says no"} """);
        webhooks.Answer("c", """ "allowed":false,"status":{"message":"c says no"} """);

        var began = server.Simulation.Clock.GetUtcNow();
        Assert.Equal(
            "admission webhook \"b.example.com\" denied the request: b says no",
            ConfigMap("x").Error!.Message
        );
        Assert.Equal(["a", "b", "c"], webhooks.Asked.Select(a => a.Host));
        Assert.InRange(server.Simulation.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "failurePolicy":"Ignore" """)]
    public void A_webhook_that_cannot_be_asked_refuses_unless_it_may_be_missing(string policy)
    {
        Validating("v", Hook("gone", policy));

        Assert.Equal(
            policy.Length > 0
                ? null
                : "Internal error occurred: failed calling webhook \"gone.example.com\": failed to call webhook: Post \"https://gone/\": nobody is there",
            ConfigMap("x").Error?.Message
        );
    }

    [Theory]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""", "webhook response was absent")]
    [InlineData(
        """{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","response":{"allowed":true}}""",
        "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got admission.k8s.io/v1beta1, Kind=AdmissionReview"
    )]
    [InlineData(
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"allowed":true,"uid":"mine"}}""",
        "expected response.uid=\"UID\", got \"mine\""
    )]
    [InlineData(
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"allowed":true,"uid":"UID","patch":"W10="}}""",
        "webhook returned response.patch but not response.patchType"
    )]
    public void An_answer_that_is_none_is_a_failure(string answer, string why)
    {
        Mutating("m", Hook("a"));
        webhooks.Answer("a", request => new(WholeServer.Parse(answer.Replace("UID", request.Text("uid"))).Root, ""));

        var message = ConfigMap("x").Error!.Message;

        Assert.Equal(
            "Internal error occurred: failed calling webhook \"a.example.com\": received invalid webhook response: "
                + why.Replace("UID", webhooks.Asked[0].Request.Text("uid")),
            message
        );
    }

    [Fact]
    public void Selectors_choose_by_the_labels_of_the_object_and_its_namespace()
    {
        server.Patch("v1/namespaces", new("", "default"), """{"metadata":{"labels":{"team":"a"}}}""");
        Validating(
            "v",
            Hook("object", """ "objectSelector":{"matchLabels":{"watched":"yes"}} """),
            Hook("mine", """ "namespaceSelector":{"matchLabels":{"team":"a"}} """),
            Hook("other", """ "namespaceSelector":{"matchLabels":{"team":"b"}} """)
        );
        foreach (var host in new[] { "object", "mine", "other" })
            webhooks.Answer(host, """ "allowed":true""");

        ConfigMap("x");
        Assert.Equal(["mine"], webhooks.Asked.Select(a => a.Host));
        webhooks.Asked.Clear();
        ConfigMap("y", ""","labels":{"watched":"yes"}""");
        Assert.Equal(["object", "mine"], webhooks.Asked.Select(a => a.Host));
        webhooks.Asked.Clear();
        // The labels before count too: nobody escapes by taking the label away.
        server.Patch("v1/configmaps", new("default", "y"), """{"metadata":{"labels":null}}""");
        Assert.Equal(["object", "mine"], webhooks.Asked.Select(a => a.Host));
    }

    [Theory]
    [InlineData("Equivalent", 1)]
    [InlineData("Exact", 0)]
    public void A_rule_for_another_version_counts_when_equivalents_do(string policy, int asked)
    {
        Validating(
            "v",
            Hook(
                "a",
                $""" "matchPolicy":"{policy}" """,
                """ "operations":["CREATE"],"apiGroups":["autoscaling"],"apiVersions":["v1"],"resources":["horizontalpodautoscalers"] """
            )
        );
        webhooks.Answer("a", """ "allowed":true""");
        server.Create(
            "autoscaling/v2/horizontalpodautoscalers",
            """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h","namespace":"default"},"spec":{
             "maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
             "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":55}}}]}}
            """
        );

        Assert.Equal(asked, webhooks.Asked.Count);
        if (asked == 0)
            return;
        var request = webhooks.Asked[0].Request;
        Assert.Equal("autoscaling/v1", request.Map("object")!.Text("apiVersion"));
        Assert.Equal(55, (request.At("object", "spec", "targetCPUUtilizationPercentage") as NumberValue)?.Integer);
        Assert.Equal(
            ("v1", "v2"),
            (request.Map("resource")!.Text("version"), request.Map("requestResource")!.Text("version"))
        );
    }

    [Fact]
    public void A_scale_is_shown_as_what_it_is_and_can_be_changed()
    {
        server.Create(
            "apps/v1/deployments",
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{
             "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """
        );
        Mutating(
            "m",
            Hook(
                "a",
                "",
                """ "operations":["UPDATE"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["deployments/scale"] """
            )
        );
        webhooks.Patch("a", """[{"op":"replace","path":"/spec/replicas","value":4}]""");

        server.Patch("apps/v1/deployments", new("default", "d"), """{"spec":{"replicas":9}}""", "scale");

        Assert.Equal(
            """{"group":"autoscaling","kind":"Scale","version":"v1"}""",
            webhooks.Asked.Single().Request["kind"]!.ToString()
        );
        Assert.Equal("scale", webhooks.Asked.Single().Request.Text("subResource"));
        Assert.Equal(4, server.List("apps/v1/deployments").Single().Spec.Integer("replicas"));
    }

    [Fact]
    public void Webhooks_cannot_keep_their_own_configuration()
    {
        Validating(
            "v",
            Hook("a", "", """ "operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*/*"] """)
        );
        webhooks.Answer("a", """ "allowed":false""");

        Assert.False(ConfigMap("x").IsSuccess);
        server.Delete("admissionregistration.k8s.io/v1/validatingwebhookconfigurations", new("", "v"));
        Assert.True(ConfigMap("x").IsSuccess);
    }

    [Fact]
    public void A_dry_run_is_shown_only_to_those_who_do_nothing_then()
    {
        Validating("v", Hook("a"));
        webhooks.Answer("a", """ "allowed":true""");

        Assert.True(ConfigMap("x", dryRun: true).IsSuccess);
        Assert.True(webhooks.Asked.Single().Request.Flag("dryRun"));
    }

    [Fact]
    public void Conditions_choose_by_what_is_asked()
    {
        Validating(
            "v",
            Hook(
                "a",
                """
                "matchConditions":[
                  {"name":"data","expression":"has(object.data) && object.data.a == 'b'"},
                  {"name":"who","expression":"request.userInfo.username != 'jane' && oldObject == null"}]
                """
            )
        );
        webhooks.Answer("a", """ "allowed":true""");

        ConfigMap("x");
        server.Patch("v1/configmaps", new("default", "x"), """{"data":{"a":"c"}}""");
        server.Patch("v1/configmaps", new("default", "x"), """{"data":{"a":"b"}}""");

        Assert.Equal("CREATE", webhooks.Asked.Single().Request.Text("operation"));
    }

    [Theory]
    [InlineData("Fail")]
    [InlineData("Ignore")]
    public void A_condition_that_cannot_be_evaluated_refuses_unless_failures_are_ignored(string policy)
    {
        Validating(
            "v",
            Hook(
                "a",
                $$""" "failurePolicy":"{{policy}}","matchConditions":[{"name":"c","expression":"object.nothing.at == 'all'"}] """
            )
        );

        Assert.Equal(
            policy == "Ignore"
                ? null
                : "configmaps \"x\" is forbidden: expression 'object.nothing.at == 'all'' resulted in error: no such key: nothing",
            ConfigMap("x").Error?.Message
        );
        Assert.Empty(webhooks.Asked);
    }

    [Fact]
    public void A_condition_that_does_not_hold_settles_it_whatever_the_others_are()
    {
        Validating(
            "v",
            Hook(
                "a",
                """ "matchConditions":[{"name":"c","expression":"object.nothing.at == 'all'"},{"name":"d","expression":"false"}] """
            )
        );

        Assert.True(ConfigMap("x").IsSuccess);
        Assert.Empty(webhooks.Asked);
    }

    [Theory]
    [InlineData("object.x ==")]
    [InlineData("nobody.knows()")]
    public void Conditions_that_do_not_compile_are_not_taken(string expression)
    {
        var error = server
            .TryCreate(
                "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                $$$"""
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"v"},
                 "webhooks":[{{{Hook(
                    "a",
                    $$""" "matchConditions":[{"name":"c","expression":"{{expression}}"}] """
                )}}}]}
                """
            )
            .Error!;

        Assert.StartsWith(
            $"ValidatingWebhookConfiguration.admissionregistration.k8s.io \"v\" is invalid: webhooks[0].matchConditions[0].expression: Invalid value: \"{expression}\": compilation failed: ERROR: <input>:1:",
            error.Message
        );
    }
}
