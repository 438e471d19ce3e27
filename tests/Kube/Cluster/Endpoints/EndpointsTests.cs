using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class EndpointsTests
{
    private static readonly GroupVersionResource Services = WorkloadResources.Services;

    private readonly TestWorkloads cluster = new();

    private IReadOnlyList<KubeObject> Slices => cluster.PeekAll(WorkloadResources.EndpointSlices);

    private List<MapValue> Endpoints => [.. Slices.SelectMany(s => s.Root.Maps("endpoints"))];

    private static string Service(string spec = "", string port = """{"port":80,"targetPort":8080}""") =>
        $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default","labels":{"team":"x"}},
             "spec":{"selector":{"app":"web"},"ports":[{{{port}}}]{{{spec}}}}}
            """;

    [Fact]
    public void A_Service_without_pods_has_one_empty_slice()
    {
        cluster.Create(Services, Service());
        cluster.Settle();

        var slice = Assert.Single(Slices);
        Assert.Matches("^web-[a-z0-9]{5}$", slice.Name);
        Assert.Equal(
            """{"endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io","kubernetes.io/service-name":"web","team":"x"}""",
            slice.Labels.ToString()
        );
        Assert.Equal(cluster.Get(Services, "web").Uid, slice.Controller?.Uid);
        Assert.Empty(Endpoints);
    }

    [Fact]
    public void Ready_pods_are_endpoints_with_their_node_and_zone()
    {
        cluster.Create(Services, Service());
        cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 2));
        cluster.Settle();

        var slice = Assert.Single(Slices);
        Assert.Equal("""[{"name":"","port":8080,"protocol":"TCP"}]""", slice.Root["ports"]!.ToString());
        Assert.Equal("IPv4", slice.Root.Text("addressType"));
        foreach (var endpoint in Endpoints)
        {
            var pod = cluster.Get(WorkloadResources.Pods, endpoint.Map("targetRef")!.Text("name")!);
            Assert.Equal(pod.Uid, endpoint.Map("targetRef")!.Text("uid"));
            Assert.Equal([pod.Status.Text("podIP")!], endpoint.Texts("addresses"));
            Assert.Equal(pod.Spec.Text("nodeName"), endpoint.Text("nodeName"));
            Assert.StartsWith("zone-", endpoint.Text("zone"));
            Assert.Equal("""{"ready":true,"serving":true,"terminating":false}""", endpoint["conditions"]!.ToString());
        }
        Assert.Equal(2, Endpoints.Count);
        var subset = cluster.Get(WorkloadResources.Endpoints, "web").Root.Maps("subsets").Single();
        Assert.Equal(2, subset.Maps("addresses").Count());
        Assert.Equal("""[{"port":8080,"protocol":"TCP"}]""", subset["ports"]!.ToString());
    }

    [Fact]
    public void A_pod_that_terminates_serves_but_is_not_ready()
    {
        cluster.Create(Services, Service());
        cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 1));
        cluster.Settle();
        cluster.KubeletProcess.Crash();
        cluster.Delete(WorkloadResources.Pods, cluster.Pods[0].Name);
        cluster.Settle();

        Assert.Equal(
            """{"ready":false,"serving":true,"terminating":true}""",
            Endpoints.Single()["conditions"]!.ToString()
        );
        Assert.Empty(cluster.Get(WorkloadResources.Endpoints, "web").Root.Maps("subsets"));
    }

    [Fact]
    public void Pods_that_are_not_ready_are_published_when_asked_for()
    {
        cluster.Create(Services, Service(""","publishNotReadyAddresses":true,"clusterIP":"None" """));
        cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 1, image: "broken"));
        cluster.Settle();

        Assert.Equal(
            """{"ready":true,"serving":false,"terminating":false}""",
            Endpoints.Single()["conditions"]!.ToString()
        );
        Assert.Equal("", Slices[0].Labels.Text("service.kubernetes.io/headless"));
    }

    [Fact]
    public void A_named_port_is_each_pods_own()
    {
        cluster.Create(Services, Service(port: """{"name":"http","port":80,"targetPort":"http"}"""));
        foreach (var port in new[] { 8001, 8002 })
        {
            cluster.Create(
                WorkloadResources.Pods,
                Manifests
                    .Pod($"web-{port}", "web")
                    .Replace(
                        "\"name\":\"main\"",
                        $"\"name\":\"main\",\"ports\":[{{\"name\":\"http\",\"containerPort\":{port}}}]"
                    )
            );
        }
        cluster.Settle();

        Assert.Equal([8001, 8002], Slices.Select(s => (int)s.Root.Maps("ports").Single().Integer("port")!).Order());
        Assert.Equal(2, Endpoints.Count);
    }

    [Fact]
    public void More_endpoints_than_a_slice_holds_lie_in_several_and_few_change()
    {
        cluster.Create(Services, Service());
        cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 230));
        cluster.RunUntil(() => Endpoints.Count(e => e.Map("conditions")!.Flag("ready") == true) == 230, 120);
        cluster.Settle();
        Assert.Equal([30, 100, 100], Slices.Select(s => s.Root.Maps("endpoints").Count()).Order());
        var before = Slices.ToDictionary(s => s.Name, s => s.ResourceVersion);

        var gone = Slices.First(s => s.Root.Maps("endpoints").Count() == 100).Root.Maps("endpoints").First();
        cluster.Delete(WorkloadResources.Pods, gone.Map("targetRef")!.Text("name")!, grace: 0);
        cluster.Settle();

        Assert.Equal(230, Endpoints.Count);
        Assert.Equal(before.Keys, Slices.Select(s => s.Name));
        Assert.InRange(Slices.Count(s => before[s.Name] != s.ResourceVersion), 1, 2);
    }

    [Fact]
    public void Endpoints_go_with_their_Service_and_with_the_labels_of_their_pods()
    {
        cluster.Create(Services, Service());
        cluster.Create(WorkloadResources.Pods, Manifests.Pod("one", "web"));
        cluster.Settle();
        Assert.Single(Endpoints);

        cluster.Patch(WorkloadResources.Pods, "one", """{"metadata":{"labels":{"app":"other"}}}""");
        cluster.Settle();
        Assert.Empty(Endpoints);

        cluster.Delete(Services, "web");
        cluster.Settle();
        Assert.Null(cluster.Find(WorkloadResources.Endpoints, "web"));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    public void After_faults_every_pod_is_in_exactly_one_slice(ulong seed)
    {
        var faulty = new TestWorkloads(seed);
        faulty.Network.LongestDelay = TimeSpan.FromMilliseconds(100);
        faulty.Network.LostRequests = faulty.Network.LostAnswers = 0.1;
        faulty.Network.BrokenWatches = 0.02;
        faulty.Create(Services, Service());
        faulty.Create(WorkloadResources.Deployments, Manifests.Deployment("web", 5));
        for (var i = 0; i < 6; i++)
        {
            faulty.RunFor(TimeSpan.FromMilliseconds(faulty.Random.Next(3000)));
            faulty.RestartControllers();
            faulty.Patch(
                WorkloadResources.Deployments,
                "web",
                $$$"""{"spec":{"replicas":{{{faulty.Random.Next(0, 9)}}}}}"""
            );
        }
        faulty.Network.Heal();
        faulty.RunFor(TimeSpan.FromMinutes(6));

        var endpoints = faulty
            .PeekAll(WorkloadResources.EndpointSlices)
            .SelectMany(s => s.Root.Maps("endpoints"))
            .Select(e => e.Map("targetRef")!.Text("name")!)
            .Order(StringComparer.Ordinal);
        Assert.Equal(faulty.Pods.Select(p => p.Name), endpoints);
    }
}
