using Pangea.Kube.ApiServer.Tests.Registry;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class ClusterAdmissionTests
{
    private readonly WholeServer server = new(options: o => o with { Admission = ClusterAdmission.Of });

    private static string Pod(string spec = "") =>
        $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
             "spec":{"containers":[{"name":"c","image":"i"}]{{{(spec.Length > 0 ? "," + spec : "")}}}}}
            """;

    private void CreateAccount(string more = "") =>
        server.Create(
            "v1/serviceaccounts",
            $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"default"}{{{more}}}}"""
        );

    [Fact]
    public void A_pod_gets_the_default_account_its_secrets_a_priority_and_five_minutes_on_a_lost_node()
    {
        CreateAccount(""","imagePullSecrets":[{"name":"s"}]""");

        var spec = server.Create("v1/pods", Pod()).Spec;

        Assert.Equal("default", spec.Text("serviceAccountName"));
        Assert.Equal("default", spec.Text("serviceAccount"));
        Assert.Equal("s", spec.Maps("imagePullSecrets").Single().Text("name"));
        Assert.Equal(0, spec.Integer("priority"));
        Assert.Equal("PreemptLowerPriority", spec.Text("preemptionPolicy"));
        Assert.Equal(
            [
                "node.kubernetes.io/not-ready Exists NoExecute 300",
                "node.kubernetes.io/unreachable Exists NoExecute 300",
            ],
            spec.Maps("tolerations")
                .Select(t =>
                    $"{t.Text("key")} {t.Text("operator")} {t.Text("effect")} {t.Integer("tolerationSeconds")}"
                )
        );
    }

    [Fact]
    public void A_pod_without_its_account_is_refused_and_the_default_one_is_waited_for()
    {
        Assert.Equal(
            "pods \"p\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found",
            server.TryCreate("v1/pods", Pod(""" "serviceAccountName":"nobody" """)).Error!.Message
        );
        var made = server.Simulation.Run(async () =>
        {
            var pod = server
                .Api.CreateAsync(
                    WholeServer.Resource("v1/pods"),
                    WholeServer.Parse(Pod()),
                    Client.WriteOptions.None,
                    default
                )
                .AsTask();
            await Task.Delay(TimeSpan.FromMilliseconds(120), server.Simulation.Clock);
            await server.Api.CreateAsync(
                WholeServer.Resource("v1/serviceaccounts"),
                WholeServer.Parse(
                    """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"default"}}"""
                ),
                Client.WriteOptions.None,
                default
            );
            return await pod;
        });
        Assert.True(made.IsSuccess, made.Error?.ToString());
    }

    [Fact]
    public void A_priority_class_gives_its_number_and_nobody_else_does()
    {
        CreateAccount();
        server.Create(
            "scheduling.k8s.io/v1/priorityclasses",
            """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"high"},"value":7,"globalDefault":true,"preemptionPolicy":"Never"}"""
        );

        Assert.Equal(
            "pods \"p\" is forbidden: no PriorityClass with name low was found",
            server.TryCreate("v1/pods", Pod(""" "priorityClassName":"low" """)).Error!.Message
        );
        Assert.Contains(
            "must not be provided in pod spec; priority admission controller computed 7",
            server.TryCreate("v1/pods", Pod(""" "priority":8 """)).Error!.Message
        );
        Assert.Contains(
            "PriorityClass high is already marked as default",
            server
                .TryCreate(
                    "scheduling.k8s.io/v1/priorityclasses",
                    """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"other"},"value":8,"globalDefault":true}"""
                )
                .Error!.Message
        );
        var spec = server.Create("v1/pods", Pod()).Spec;
        Assert.Equal("high", spec.Text("priorityClassName"));
        Assert.Equal(7, spec.Integer("priority"));
        Assert.Equal("Never", spec.Text("preemptionPolicy"));
        Assert.Equal(
            2,
            server
                .List("scheduling.k8s.io/v1/priorityclasses")
                .Count(c => c.Name.StartsWith("system-", StringComparison.Ordinal))
        );
    }

    private static readonly Pki.TokenKeySet Keys = new(Pki.TokenKey.Create());

    private static WholeServer WithTokens() =>
        new(options: o =>
            o with
            {
                Admission = ClusterAdmission.Of,
                ServiceAccountTokens = new() { Issuer = "https://issuer.example", Keys = () => Keys },
            }
        );

    private static Objects.MapValue SpecIn(WholeServer server, string spec, string account = "")
    {
        server.Create(
            "v1/serviceaccounts",
            $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"default"}{{{account}}}}"""
        );
        return server.Create("v1/pods", Pod(spec)).Spec;
    }

    [Fact]
    public void Every_container_finds_its_token_where_kubernetes_puts_it()
    {
        var spec = SpecIn(WithTokens(), """ "initContainers":[{"name":"i","image":"i"}] """);

        var volume = spec.Maps("volumes").Single();
        var name = volume.Text("name")!;
        Assert.Matches("^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$", name);
        Assert.Equal(
            """{"defaultMode":420,"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},{"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}""",
            volume["projected"]!.ToString()
        );
        foreach (var container in spec.Maps("containers").Concat(spec.Maps("initContainers")))
        {
            Assert.Equal(
                $$"""[{"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"{{name}}","readOnly":true}]""",
                container["volumeMounts"]!.ToString()
            );
        }
    }

    [Theory]
    [InlineData("""  "automountServiceAccountToken":false """, "", 0)]
    [InlineData("", ""","automountServiceAccountToken":false """, 0)]
    [InlineData(""" "automountServiceAccountToken":true """, ""","automountServiceAccountToken":false """, 1)]
    public void The_pod_decides_about_its_token_before_the_account_does(string spec, string account, int volumes) =>
        Assert.Equal(volumes, SpecIn(WithTokens(), spec, account).Maps("volumes").Count());

    [Fact]
    public void Where_something_is_mounted_already_nothing_is_added()
    {
        var server = WithTokens();
        var spec = SpecIn(
            server,
            """ "volumes":[{"name":"own","emptyDir":{}}],"initContainers":[{"name":"i","image":"i","volumeMounts":[{"name":"own","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}] """
        );

        Assert.Equal("own", spec.Maps("initContainers").Single().Maps("volumeMounts").Single().Text("name"));
        Assert.Equal(2, spec.Maps("volumes").Count());
    }
}
