using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub.Tests;

/// <summary>What two members report of each kind, and what the template in the hub says then.</summary>
public class StatusTests
{
    private readonly TestHub hub = new(1);

    [Theory]
    [InlineData(
        "apps/v1 StatefulSet statefulsets",
        """{"replicas":4,"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}""",
        """{"replicas":2,"readyReplicas":2,"availableReplicas":2,"currentReplicas":2,"updatedReplicas":2}""",
        "readyReplicas=4 replicas=4 updatedReplicas=4"
    )]
    [InlineData(
        "apps/v1 DaemonSet daemonsets",
        """{"selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}""",
        """{"currentNumberScheduled":3,"desiredNumberScheduled":3,"numberAvailable":3,"numberMisscheduled":0,"numberReady":3,"updatedNumberScheduled":3}""",
        "currentNumberScheduled=6 desiredNumberScheduled=6 numberReady=6"
    )]
    [InlineData(
        "batch/v1 Job jobs",
        """{"parallelism":2,"completions":2,"template":ONCE}""",
        """{"succeeded":1,"startTime":"2030-01-01T00:00:00Z","completionTime":"2030-01-01T00:00:10Z","conditions":[{"type":"Complete","status":"True","reason":"CompletionsReached","message":"Reached expected number of succeeded pods","lastProbeTime":"2030-01-01T00:00:10Z","lastTransitionTime":"2030-01-01T00:00:10Z"}]}""",
        "succeeded=2 startTime=2030-01-01T00:00:00Z"
    )]
    [InlineData(
        "v1 Service services",
        """{"type":"LoadBalancer","ports":[{"port":80}],"selector":{"a":"b"}}""",
        """{"loadBalancer":{"ingress":[{"ip":"10.0.0.CLUSTER","ipMode":"VIP"}]}}""",
        "loadBalancer={\"ingress\":[{\"ip\":\"10.0.0.1\",\"ipMode\":\"VIP\"},{\"ip\":\"10.0.0.2\",\"ipMode\":\"VIP\"}]}"
    )]
    [InlineData(
        "networking.k8s.io/v1 Ingress ingresses",
        """{"defaultBackend":{"service":{"name":"s","port":{"number":80}}}}""",
        """{"loadBalancer":{"ingress":[{"ip":"10.0.0.CLUSTER"}]}}""",
        "loadBalancer={\"ingress\":[{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}]}"
    )]
    [InlineData("v1 Pod pods", PodSpec, """{"phase":"Running"}""", "phase=Running")]
    public void A_template_s_status_is_that_of_its_members_together(
        string kind,
        string spec,
        string status,
        string expected
    )
    {
        var (apiVersion, name, resource) = kind.Split(' ') is [var a, var b, var c] ? (a, b, c) : default;
        var template = GroupVersion.Parse(apiVersion).Resource(resource);
        foreach (var cluster in new[] { "one", "two" })
            hub.Join(
                cluster,
                $"{{\"groupVersion\":\"{apiVersion}\",\"resources\":[{{\"kind\":\"{name}\",\"name\":\"{resource}\"}}]}}"
            );
        hub.Create(
            FleetResources.PropagationPolicies,
            """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"p","namespace":"default"},
             "spec":{"resourceSelectors":[{"apiVersion":"VERSION","kind":"KIND"}],
             "placement":{"replicaScheduling":{"replicaSchedulingType":"Divided","replicaDivisionPreference":"Weighted"}}}}
            """.Replace("VERSION", apiVersion, StringComparison.Ordinal).Replace("KIND", name, StringComparison.Ordinal)
        );
        hub.Create(
            template,
            """{"apiVersion":"VERSION","kind":"KIND","metadata":{"name":"x","namespace":"default"},"spec":SPEC}"""
                .Replace("VERSION", apiVersion, StringComparison.Ordinal)
                .Replace("KIND", name, StringComparison.Ordinal)
                .Replace("SPEC", Spec(spec), StringComparison.Ordinal)
        );
        hub.Settle();
        var works = hub.List(FleetResources.Works).Where(w => BindingIndexes.PermanentIdOf(w) is not null).ToList();
        Assert.NotEmpty(works);
        foreach (var work in works)
        {
            var number = FleetNamespaces.ClusterOf(work.Namespace) == "one" ? "1" : "2";
            hub.Report(work, JsonText.Parse(status.Replace("CLUSTER", number, StringComparison.Ordinal)) as MapValue);
        }
        hub.Settle();

        var aggregated = hub.Get(template, "default", "x")!.Status;
        foreach (var field in expected.Split(' '))
        {
            var (key, value) = field.Split('=', 2) is [var k, var v] ? (k, v) : default;
            var found = aggregated[key] is StringValue text ? text.Text : aggregated[key]?.ToString();
            Assert.True(found == value, $"{key} is {found} in {aggregated}");
        }
    }

    private const string PodSpec = """{"containers":[{"name":"c","image":"i"}]}""";

    private static string Spec(string spec) =>
        spec.Replace(
                "TEMPLATE",
                """{"metadata":{"labels":{"a":"b"}},"spec":""" + PodSpec + "}",
                StringComparison.Ordinal
            )
            .Replace(
                "ONCE",
                """{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}""",
                StringComparison.Ordinal
            );
}
