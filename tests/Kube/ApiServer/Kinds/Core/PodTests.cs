using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class PodTests
{
    private static readonly Registry Pods = Registry.Of("v1", "pods");

    private static MapValue Pod(string spec) =>
        Registry.Parse(
            $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default"},"spec":{{spec}}}"""
        );

    private static List<string> Errors(string spec) => Pods.CreateErrors(Pod(spec));

    private static string Container(string fields) =>
        $$"""{"containers":[{"name":"web","image":"nginx:1.27"{{(fields.Length == 0 ? "" : "," + fields)}}}]}""";

    [Fact]
    public void A_pod_gets_what_the_original_gives_it()
    {
        var pod = Pods.Create(
            Pod(
                Container(
                    """
                    "livenessProbe":{"httpGet":{"port":80}},"env":[{"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},{"name":"E","value":""}]
                    """
                )
            )
        );
        Assert.Equal(
            Registry.Parse(
                """
                {"containers":[{"env":[{"name":"IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}},{"name":"E"}],
                "image":"nginx:1.27","imagePullPolicy":"IfNotPresent","livenessProbe":{"failureThreshold":3,"httpGet":{"path":"/",
                "port":80,"scheme":"HTTP"},"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1},"name":"web","resources":{},
                "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst",
                "enableServiceLinks":true,"restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},
                "terminationGracePeriodSeconds":30}
                """
            ),
            pod["spec"]
        );
        Assert.Equal("""{"phase":"Pending","qosClass":"BestEffort"}""", pod["status"]!.ToString());
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.27", "IfNotPresent")]
    [InlineData("localhost:5000/a/nginx", "Always")]
    [InlineData("localhost:5000/a/nginx:v1", "IfNotPresent")]
    [InlineData("nginx@sha256:9bb13890319dc01e5f8a4d3d0c4c72685654d682d568350fd38a02b1d70aee6b", "IfNotPresent")]
    [InlineData("Not/An/Image", "IfNotPresent")]
    public void The_tag_says_when_to_pull(string image, string policy) =>
        Assert.Equal(policy, ImageReference.DefaultPullPolicy(image));

    [Theory]
    [InlineData("""{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("""{"requests":{"cpu":"1"}}""", "Burstable")]
    [InlineData("{}", "BestEffort")]
    public void Resources_decide_the_class(string resources, string qos)
    {
        var pod = Pods.Create(Pod(Container($"\"resources\":{resources}")));
        Assert.Equal(qos, pod.Map("status")!.Text("qosClass"));
    }

    [Fact]
    public void Requests_are_limits_unless_said_otherwise_and_quantities_are_canonical()
    {
        var pod = Pods.Create(
            Pod(
                Container(
                    """
                    "resources":{"limits":{"cpu":0.5,"memory":"1024Mi"},"requests":{"cpu":"1000m"}}
                    """
                )
            )
        );
        var container = (MapValue)pod.Map("spec")!.List("containers")![0];
        Assert.Equal(
            """{"limits":{"cpu":"500m","memory":"1Gi"},"requests":{"cpu":"1","memory":"1Gi"}}""",
            container["resources"]!.ToString()
        );
    }

    [Fact]
    public void On_the_nodes_network_a_port_is_the_nodes()
    {
        var pod = Pods.Create(
            Pod("""{"hostNetwork":true,"containers":[{"name":"web","image":"a","ports":[{"containerPort":80}]}]}""")
        );
        Assert.Equal(
            """[{"containerPort":80,"hostPort":80,"protocol":"TCP"}]""",
            ((MapValue)pod.Map("spec")!.List("containers")![0])["ports"]!.ToString()
        );
    }

    [Fact]
    public void Volumes_get_their_defaults()
    {
        var pod = Pods.Create(
            Pod(
                """
                {"volumes":[{"name":"a"},{"name":"b","secret":{"secretName":"s"}},{"name":"c","hostPath":{"path":"/x"}},
                {"name":"d","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}],"serviceAccount":"sa","containers":[]}
                """
            )
        );
        Assert.Equal(
            """[{"emptyDir":{},"name":"a"},{"name":"b","secret":{"defaultMode":420,"secretName":"s"}},{"hostPath":{"path":"/x","type":""},"name":"c"},"""
                + """{"name":"d","projected":{"defaultMode":420,"sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"t"}}]}}]""",
            pod.Map("spec")!["volumes"]!.ToString()
        );
        Assert.Equal("sa", pod.Map("spec")!.Text("serviceAccountName"));
    }

    [Theory]
    [InlineData("""{"containers":[]}""", "spec.containers: Required value")]
    [InlineData("""{"containers":[{"name":"a"}]}""", "spec.containers[0].image: Required value")]
    [InlineData(
        """{"containers":[{"name":"a","image":"x"},{"name":"a","image":"x"}]}""",
        "spec.containers[1].name: Duplicate value: \"a\""
    )]
    [InlineData(
        """{"containers":[{"name":"A_b","image":"x"}]}""",
        "spec.containers[0].name: Invalid value: \"A_b\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters "
            + "or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation "
            + "is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )]
    [InlineData(
        """{"restartPolicy":"Sometimes","containers":[{"name":"a","image":"x"}]}""",
        "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\""
    )]
    [InlineData(
        """{"containers":[{"name":"a","image":"x"}],"volumes":[{"name":"v","emptyDir":{},"configMap":{"name":"c"}}]}""",
        "spec.volumes[0].emptyDir: Forbidden: may not specify more than 1 volume type"
    )]
    [InlineData(
        """{"containers":[{"name":"a","image":" x"}]}""",
        "spec.containers[0].image: Invalid value: \" x\": must not have leading or trailing whitespace"
    )]
    [InlineData(
        """{"containers":[{"name":"a","image":"x"}],"tolerations":[{"operator":"Equal","value":"v"}]}""",
        "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all "
            + "values and all keys\""
    )]
    [InlineData(
        """{"containers":[{"name":"a","image":"x"}],"nodeSelector":{"a":"b c"}}""",
        "spec.nodeSelector: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' "
            + "or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
            + "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    )]
    public void A_bad_spec_says_what_is_wrong(string spec, string error) => Assert.Equal([error], Errors(spec));

    [Theory]
    [InlineData(
        """ "volumeMounts":[{"name":"data","mountPath":"/data"}] """,
        "spec.containers[0].volumeMounts[0].name: Not found: \"data\""
    )]
    [InlineData(
        """ "ports":[{"containerPort":70000}] """,
        "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"
    )]
    [InlineData(
        """ "ports":[{"name":"Http","containerPort":80}] """,
        "spec.containers[0].ports[0].name: Invalid value: \"Http\": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    )]
    [InlineData(
        """ "env":[{"name":"a=b","value":"c"}] """,
        "spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII "
            + "characters other than '='"
    )]
    [InlineData(
        """ "env":[{"name":"a","value":"c","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}] """,
        "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty"
    )]
    [InlineData(
        """ "livenessProbe":{} """,
        "spec.containers[0].livenessProbe: Required value: must specify a handler type"
    )]
    [InlineData(
        """ "readinessProbe":{"tcpSocket":{"port":"http-port-that-is-long"}} """,
        "spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: \"http-port-that-is-long\": must be no more than 15 characters"
    )]
    [InlineData(
        """ "resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}} """,
        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"
    )]
    [InlineData(
        """ "resources":{"limits":{"cpu":"-1"}} """,
        "spec.containers[0].resources.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
        "spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0"
    )]
    [InlineData(
        """ "imagePullPolicy":"Often" """,
        "spec.containers[0].imagePullPolicy: Unsupported value: \"Often\": supported values: \"Always\", \"IfNotPresent\", \"Never\""
    )]
    [InlineData(
        """ "securityContext":{"privileged":true,"allowPrivilegeEscalation":false} """,
        "spec.containers[0].securityContext: Invalid value: {\"allowPrivilegeEscalation\":false,\"privileged\":true}: cannot set "
            + "`allowPrivilegeEscalation` to false and `privileged` to true"
    )]
    public void A_bad_container_says_what_is_wrong(string fields, params string[] errors) =>
        Assert.Equal(errors, Errors(Container(fields)));

    [Fact]
    public void Only_images_tolerations_and_the_deadline_change()
    {
        var pod = Pod(Container(""));
        var old = Pods.Create(pod);
        var containers = old.Map("spec")!.List("containers")!;
        var renewed = containers.SetItem(0, ((MapValue)containers[0]).With("image", "nginx:1.28"));
        Assert.Empty(Pods.UpdateErrors(old.WithAt(renewed, "spec", "containers"), old));
        var error = Assert.Single(Pods.ChangeErrors(pod, "other", "spec", "schedulerName"));
        Assert.StartsWith(
            "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n",
            error,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["spec.containers: Forbidden: pod updates may not add or remove containers"],
            Pods.ChangeErrors(
                pod,
                ListValue.Create([containers[0], ((MapValue)containers[0]).With("name", "b")]),
                "spec",
                "containers"
            )
        );
    }

    [Theory]
    [InlineData("", "Pending", null, 0)]
    [InlineData("node", "Running", null, 30)]
    [InlineData("node", "Running", 5L, 5)]
    [InlineData("node", "Running", -3L, 1)]
    [InlineData("node", "Succeeded", null, 0)]
    public void Grace_is_for_pods_that_run(string node, string phase, long? asked, long seconds)
    {
        var pod = Pods.Create(Pod(Container(""))).WithAt(node, "spec", "nodeName").WithAt(phase, "status", "phase");
        Assert.Equal(seconds, Pods.Strategy.GracePeriodSeconds(new KubeObject(pod), asked));
    }

    [Fact]
    public void Fields_that_select_pods_have_values()
    {
        var pod = new KubeObject(Pods.Create(Pod(Container(""))).WithAt("n1", "spec", "nodeName"));
        Assert.Equal("n1", Pods.Strategy.FieldValue(pod, "spec.nodeName"));
        Assert.Equal("Pending", Pods.Strategy.FieldValue(pod, "status.phase"));
        Assert.Equal("false", Pods.Strategy.FieldValue(pod, "spec.hostNetwork"));
        Assert.All(Pods.Strategy.SelectableFields, field => Assert.NotNull(Pods.Strategy.FieldValue(pod, field)));
    }

    [Fact]
    public void A_second_variable_of_a_name_is_warned_of() =>
        Assert.Equal(
            ["spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"],
            Pods.Strategy.Warnings(
                Pod(
                    Container(
                        """
                        "env":[{"name":"A","value":"1"},{"name":"A","value":"2"}]
                        """
                    )
                ),
                null
            )
        );
}
