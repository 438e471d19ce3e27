using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Schema.Tests;

public class ObjectDecoderTests
{
    private static StructuralSchema Schema(string apiVersion, string kind) =>
        BuiltinSchemas.Instance.Get(GroupVersion.Parse(apiVersion).Kind(kind));

    private static DecodeResult Decode(string yaml, DecodeOptions options)
    {
        var root = (MapValue)YamlText.Parse(yaml);
        return ObjectDecoder.Decode(root.ToJson().Span, Schema(root.Text("apiVersion")!, root.Text("kind")!), options);
    }

    private static string DeploymentError(string spec) =>
        ObjectDecoder
            .Decode(
                Encoding.UTF8.GetBytes("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":" + spec + "}"),
                Schema("apps/v1", "Deployment"),
                DecodeOptions.Strict
            )
            .Error;

    public static TheoryData<string> Recorded =>
        [
            .. Recording
                .Outputs("kubectl-member-objects.txt", "-o yaml")
                .Concat(Recording.Outputs("kubectl-member-objects.txt", "--show-managed-fields")),
            .. ((MapValue)YamlText.Parse(Recording.Outputs("kubectl-weights.txt", "get events -o yaml").Single()))
                .Maps("items")
                .Select(YamlText.Write),
        ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_the_original_stored_is_in_its_normal_form_already(string yaml)
    {
        var (made, error, findings) = Decode(yaml, DecodeOptions.Strict);
        Assert.Equal("", error);
        Assert.Empty(findings);
        Assert.Equal(yaml, YamlText.Write(made!));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Defaults_change_nothing_in_what_the_original_stored(string yaml) =>
        Assert.Equal(yaml, YamlText.Write(Decode(yaml, DecodeOptions.Default).Object!));

    [Fact]
    public void A_short_manifest_gets_the_static_defaults_and_the_fields_that_are_always_written()
    {
        var made = Decode(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: hello, creationTimestamp: null}
            spec:
              minReadySeconds: 0
              replicas: null
              selector: {matchLabels: {app: hello}}
              template:
                metadata: {creationTimestamp: null, labels: {app: hello}}
                spec:
                  containers:
                  - name: hello
                    image: nginx
                    args: []
                    ports: [{containerPort: 80}]
                    resources: {requests: {cpu: 0.5, memory: 1024Mi}, limits: {cpu: 0.0001}}
                    livenessProbe: {httpGet: {port: http}}
                    env: [{name: A, value: ""}, {name: B, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]
            status: {}
            """,
            DecodeOptions.Default | DecodeOptions.Strict
        );
        Assert.Empty(made.Findings);
        Assert.Equal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: hello
            spec:
              progressDeadlineSeconds: 600
              replicas: 1
              revisionHistoryLimit: 10
              selector:
                matchLabels:
                  app: hello
              strategy:
                type: RollingUpdate
              template:
                metadata:
                  labels:
                    app: hello
                spec:
                  containers:
                  - env:
                    - name: A
                    - name: B
                      valueFrom:
                        resourceFieldRef:
                          divisor: "0"
                          resource: limits.cpu
                    image: nginx
                    livenessProbe:
                      failureThreshold: 3
                      httpGet:
                        path: /
                        port: http
                        scheme: HTTP
                      periodSeconds: 10
                      successThreshold: 1
                      timeoutSeconds: 1
                    name: hello
                    ports:
                    - containerPort: 80
                      protocol: TCP
                    resources:
                      limits:
                        cpu: 1m
                      requests:
                        cpu: 500m
                        memory: 1Gi
                    terminationMessagePath: /dev/termination-log
                    terminationMessagePolicy: File
                  dnsPolicy: ClusterFirst
                  restartPolicy: Always
                  schedulerName: default-scheduler
                  securityContext: {}
                  terminationGracePeriodSeconds: 30
            status: {}

            """,
            YamlText.Write(made.Object!)
        );
    }

    [Theory]
    [InlineData(
        "v1",
        "Service",
        "{}",
        "metadata: {}\nspec:\n  sessionAffinity: None\n  type: ClusterIP\nstatus:\n  loadBalancer: {}\n"
    )]
    [InlineData("rbac.authorization.k8s.io/v1", "Role", "{}", "metadata: {}\nrules: null\n")]
    [InlineData("rbac.authorization.k8s.io/v1", "Role", "{rules: []}", "metadata: {}\nrules: null\n")]
    [InlineData("apps/v1", "ControllerRevision", "{}", "data: null\nmetadata: {}\nrevision: 0\n")]
    [InlineData("v1", "Secret", "{data: {a: aGVs\nbG8=}}", "data:\n  a: aGVs bG8=\n")]
    [InlineData("v1", "ConfigMap", "{data: {a: null, b: ''}}", "data:\n  a: \"\"\n  b: \"\"\nmetadata: {}\n")]
    [InlineData(
        "apps/v1",
        "StatefulSet",
        "{spec: {template: {}, volumeClaimTemplates: [{}]}}",
        """
            metadata: {}
            spec:
              persistentVolumeClaimRetentionPolicy:
                whenDeleted: Retain
                whenScaled: Retain
              podManagementPolicy: OrderedReady
              replicas: 1
              revisionHistoryLimit: 10
              selector: null
              serviceName: ""
              template:
                metadata: {}
                spec:
                  containers: null
                  dnsPolicy: ClusterFirst
                  restartPolicy: Always
                  schedulerName: default-scheduler
                  securityContext: {}
                  terminationGracePeriodSeconds: 30
              updateStrategy:
                type: RollingUpdate
              volumeClaimTemplates:
              - metadata: {}
                spec:
                  resources: {}
                  volumeMode: Filesystem
                status:
                  phase: Pending
            status:
              availableReplicas: 0
              replicas: 0

            """
    )]
    public void Presence_is_that_of_the_go_types(string apiVersion, string kind, string body, string expected)
    {
        var root = (MapValue)YamlText.Parse(body);
        var result = ObjectDecoder.Decode(root, Schema(apiVersion, kind), DecodeOptions.Default);
        if (result.Error.Length > 0)
            Assert.Equal("illegal base64 data at input byte 4", result.Error);
        else
            Assert.Equal(expected.ReplaceLineEndings("\n"), YamlText.Write(result.Object!));
    }

    [Fact]
    public void Unknown_and_repeated_fields_are_reported_in_the_order_of_the_document()
    {
        const string Json = """
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"a","unknownMeta":{"x":1,"x":2},"labels":{"k":"1","k":"2"}},
            "spec":{"replicas":1,"replicas":2,"template":{"spec":{"containers":[{"name":"c","imagePullPolicyy":"x","image":null,"image":"i"},
            {"imagePullPolicyy":"y"}]}},"bad\"one":1,"replicas":3},"unknown":[]}
            """;
        var result = ObjectDecoder.Decode(
            Encoding.UTF8.GetBytes(Json),
            Schema("apps/v1", "Deployment"),
            DecodeOptions.Strict
        );
        Assert.Equal(
            [
                "unknown field \"metadata.unknownMeta\"",
                "duplicate field \"metadata.labels.k\"",
                "duplicate field \"spec.replicas\"",
                "unknown field \"spec.template.spec.containers[0].imagePullPolicyy\"",
                "duplicate field \"spec.template.spec.containers[0].image\"",
                "unknown field \"spec.template.spec.containers[1].imagePullPolicyy\"",
                "unknown field \"spec.bad\\\"one\"",
                "unknown field \"unknown\"",
            ],
            result.Findings
        );
        Assert.StartsWith(
            "strict decoding error: unknown field \"metadata.unknownMeta\", duplicate field",
            result.StrictError,
            StringComparison.Ordinal
        );
        Assert.Equal(3, result.Object!.Map("spec")!.Integer("replicas"));
        Assert.Equal("2", result.Object.Map("metadata")!.Map("labels")!.Text("k"));
    }

    [Fact]
    public void Yaml_is_decoded_with_its_repeats_first()
    {
        var result = ObjectDecoder.DecodeYaml(
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n  a: c\nzz: 1\nbinary: 2\n"u8,
            Schema("v1", "ConfigMap"),
            DecodeOptions.Strict
        );
        Assert.Equal(
            [
                "error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key \"a\" already set in map",
                "unknown field \"binary\"",
                "unknown field \"zz\"",
            ],
            result.Findings
        );
        Assert.Equal("c", result.Object!.Map("data")!.Text("a"));
        Assert.Equal(
            "json: cannot unmarshal array into Go value of type v1.ConfigMap",
            ObjectDecoder.DecodeYaml("- a"u8, Schema("v1", "ConfigMap"), DecodeOptions.None).Error
        );
    }

    [Fact]
    public void At_most_a_hundred_findings_are_kept()
    {
        var fields = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"x{i}\":{i}"));
        var result = ObjectDecoder.Decode(
            Encoding.UTF8.GetBytes("{" + fields + "}"),
            Schema("v1", "ConfigMap"),
            DecodeOptions.Strict
        );
        Assert.Equal(100, result.Findings.Length);
    }

    [Fact]
    public void Repeats_are_found_in_large_maps()
    {
        var entries = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i % 4999}\":\"v\""));
        var result = ObjectDecoder.Decode(
            Encoding.UTF8.GetBytes("{\"data\":{" + entries + "}}"),
            Schema("v1", "ConfigMap"),
            DecodeOptions.Strict
        );
        Assert.Equal(["duplicate field \"data.k0\""], result.Findings);
    }

    [Fact]
    public void Nothing_is_reported_when_nobody_asks()
    {
        var result = ObjectDecoder.Decode(
            "{\"x\":1,\"data\":{\"a\":\"\",\"a\":\"b\"}}"u8,
            Schema("v1", "ConfigMap"),
            DecodeOptions.None
        );
        Assert.Empty(result.Findings);
        Assert.Equal("""{"data":{"a":"b"},"metadata":{}}""", result.Object!.ToString());
    }

    [Theory]
    [InlineData(
        """{"replicas":"3"}""",
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
    )]
    [InlineData(
        """{"replicas":1.5}""",
        "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"
    )]
    [InlineData(
        """{"replicas":3000000000}""",
        "json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32"
    )]
    [InlineData(
        """{"replicas":1e2}""",
        "json: cannot unmarshal number 1e2 into Go struct field DeploymentSpec.spec.replicas of type int32"
    )]
    [InlineData(
        """{"paused":"yes"}""",
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool"
    )]
    [InlineData(
        """{"selector":[]}""",
        "json: cannot unmarshal array into Go struct field DeploymentSpec.spec.selector of type v1.LabelSelector"
    )]
    [InlineData(
        """{"template":{"spec":{"containers":{}}}}""",
        "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"
    )]
    [InlineData(
        """{"template":{"spec":{"containers":[{"env":[{"name":"A","value":1}]}]}}}""",
        "json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string"
    )]
    [InlineData(
        """{"template":{"spec":{"containers":[{"imagePullPolicy":true}]}}}""",
        "json: cannot unmarshal bool into Go struct field Container.spec.template.spec.containers.imagePullPolicy of type v1.PullPolicy"
    )]
    [InlineData(
        """{"template":{"metadata":{"labels":{"a":1}}}}""",
        "json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.labels of type string"
    )]
    [InlineData(
        """{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}}""",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    )]
    [InlineData(
        """{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"1ee"}}}]}}}""",
        "unable to parse quantity's suffix"
    )]
    [InlineData(
        """{"replicas":"x","template":{"metadata":{"creationTimestamp":"x"}}}""",
        "parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\""
    )]
    [InlineData(
        """{"template":{"metadata":{"creationTimestamp":"2026-13-01T00:00:00Z"}}}""",
        "parsing time \"2026-13-01T00:00:00Z\": month out of range"
    )]
    [InlineData(
        """{"template":{"metadata":{"creationTimestamp":"2026-02-30T00:00:00Z"}}}""",
        "parsing time \"2026-02-30T00:00:00Z\": day out of range"
    )]
    [InlineData(
        """{"template":{"metadata":{"creationTimestamp":"2026-02-03T00:00:00Zx"}}}""",
        "parsing time \"2026-02-03T00:00:00Zx\": extra text: \"x\""
    )]
    [InlineData(
        """{"template":{"metadata":{"creationTimestamp":1}}}""",
        "json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.creationTimestamp of type string"
    )]
    [InlineData(
        """{"strategy":{"rollingUpdate":{"maxSurge":true}}}""",
        "json: cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32"
    )]
    [InlineData(
        """[]""",
        "json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec"
    )]
    public void A_value_of_the_wrong_type_is_refused_in_the_originals_words(string spec, string error)
    {
        Assert.Equal(error, DeploymentError(spec));
        var tree = MapValue.Of(("spec", JsonText.Parse(spec)));
        Assert.Equal(error, ObjectDecoder.Decode(tree, Schema("apps/v1", "Deployment"), DecodeOptions.None).Error);
    }

    [Fact]
    public void Of_several_wrong_values_the_first_of_the_document_is_reported() =>
        Assert.Equal(
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
            DeploymentError("""{"replicas":"3","paused":1}""")
        );

    [Fact]
    public void A_document_that_is_no_object_is_refused() =>
        Assert.Equal(
            "json: cannot unmarshal array into Go value of type v1.Pod",
            ObjectDecoder.Decode("[]"u8, Schema("v1", "Pod"), DecodeOptions.None).Error
        );

    [Theory]
    [InlineData("2026-11-23T02:52:40.999Z", "2026-11-23T02:52:40Z")]
    [InlineData("2026-11-23T02:52:40+02:00", "2026-11-23T00:52:40Z")]
    [InlineData("2026-11-23T02:52:40Z", "2026-11-23T02:52:40Z")]
    public void Times_are_written_in_utc_and_whole_seconds(string given, string written)
    {
        var root = MapValue.Of(("metadata", MapValue.Of(("creationTimestamp", given))));
        var made = ObjectDecoder.Decode(root, Schema("v1", "ConfigMap"), DecodeOptions.None).Object!;
        Assert.Equal(written, made.Map("metadata")!.Text("creationTimestamp"));
    }

    [Fact]
    public void Bytes_lose_their_line_breaks_and_loose_bits()
    {
        var root = MapValue.Of(("data", MapValue.Of(("a", "aGVs\nbG8="), ("b", "aGVsbG9="), ("c", "aGVsbG8=="))));
        var schema = Schema("v1", "Secret");
        Assert.Equal(
            "illegal base64 data at input byte 8",
            ObjectDecoder.Decode(root, schema, DecodeOptions.None).Error
        );
        var made = ObjectDecoder.Decode(root.WithAt(null, "data", "c"), schema, DecodeOptions.None).Object!;
        Assert.Equal("""{"a":"aGVsbG8=","b":"aGVsbG8="}""", made.Map("data")!.ToString());
    }

    [Fact]
    public void What_is_not_json_throws()
    {
        Assert.ThrowsAny<JsonException>(() => DeploymentError("{"));
        Assert.ThrowsAny<JsonException>(() => DeploymentError("""{"replicas":"x"},}"""));
    }
}
