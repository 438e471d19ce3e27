using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class QuotaTests
{
    private readonly WholeServer server = new();

    private void Quota(string hard, string used, string more = "", string name = "q")
    {
        server.Create(
            "v1/resourcequotas",
            $$$"""
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"hard":{{{hard}}}{{{more}}}}}
            """
        );
        server.Patch(
            "v1/resourcequotas",
            new("default", name),
            $$$"""{"status":{"hard":{{{hard}}},"used":{{{used}}}}}""",
            "status"
        );
    }

    private ApiResult<KubeObject> Pod(string name, string resources = "{}", string more = "") =>
        server.TryCreate(
            "v1/pods",
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}}}]{{{more}}}}}
            """
        );

    private string Used(string name = "q") =>
        server.List("v1/resourcequotas").Single(q => q.Name == name).Status["used"]!.ToString()!;

    [Fact]
    public void Usage_grows_with_what_is_created_and_ends_at_the_bound()
    {
        Quota(
            """{"pods":"2","requests.cpu":"1","limits.memory":"1Gi"}""",
            """{"pods":"0","requests.cpu":"0","limits.memory":"0"}"""
        );
        const string Resources = """{"requests":{"cpu":"400m"},"limits":{"memory":"100Mi"}}""";

        Assert.True(Pod("a", Resources).IsSuccess);
        Assert.Equal("""{"limits.memory":"100Mi","pods":"1","requests.cpu":"400m"}""", Used());
        Assert.Equal(
            "pods \"b\" is forbidden: exceeded quota: q, requested: limits.memory=1Gi,requests.cpu=700m, "
                + "used: limits.memory=100Mi,requests.cpu=400m, limited: limits.memory=1Gi,requests.cpu=1",
            Pod("b", """{"requests":{"cpu":"700m"},"limits":{"memory":"1Gi"}}""").Error!.Message
        );
        Assert.True(Pod("b", Resources).IsSuccess);
        Assert.Equal(
            "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=400m, used: pods=2,requests.cpu=800m, limited: pods=2,requests.cpu=1",
            Pod("c", Resources).Error!.Message
        );
        Assert.Equal("""{"limits.memory":"200Mi","pods":"2","requests.cpu":"800m"}""", Used());
    }

    [Fact]
    public void A_quota_on_a_compute_resource_makes_every_container_say_it()
    {
        Quota("""{"limits.cpu":"2","requests.memory":"1Gi"}""", """{"limits.cpu":"0","requests.memory":"0"}""");

        Assert.Equal(
            "pods \"p\" is forbidden: failed quota: q: must specify limits.cpu for: c,i; requests.memory for: c",
            Pod(
                "p",
                more: ""","initContainers":[{"name":"i","image":"i","resources":{"requests":{"memory":"1Mi"}}}]"""
            ).Error!.Message
        );
    }

    [Fact]
    public void A_bound_whose_usage_is_not_counted_yet_refuses()
    {
        Quota("""{"pods":"2","configmaps":"3"}""", """{"configmaps":"1"}""");

        Assert.Equal("pods \"p\" is forbidden: status unknown for quota: q, resources: pods", Pod("p").Error!.Message);
    }

    [Theory]
    [InlineData("""{"scopes":["BestEffort"]}""", """{}""", "", true)]
    [InlineData("""{"scopes":["BestEffort"]}""", """{"requests":{"cpu":"1"}}""", "", false)]
    [InlineData("""{"scopes":["NotBestEffort"]}""", """{"requests":{"cpu":"1"}}""", "", true)]
    [InlineData("""{"scopes":["Terminating"]}""", """{}""", ""","activeDeadlineSeconds":10""", true)]
    [InlineData("""{"scopes":["NotTerminating"]}""", """{}""", ""","activeDeadlineSeconds":10""", false)]
    [InlineData(
        """{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["high"]}]}}""",
        """{}""",
        ""","priorityClassName":"high" """,
        true
    )]
    [InlineData(
        """{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"NotIn","values":["high"]}]}}""",
        """{}""",
        "",
        true
    )]
    [InlineData("""{"scopes":["CrossNamespacePodAffinity"]}""", """{}""", "", false)]
    [InlineData(
        """{"scopes":["CrossNamespacePodAffinity"]}""",
        """{}""",
        ""","affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"k","namespaces":["x"],"labelSelector":{}}]}}""",
        true
    )]
    public void Only_pods_in_the_scopes_are_counted(string scopes, string resources, string more, bool counted)
    {
        Quota("""{"pods":"0"}""", """{"pods":"0"}""", "," + scopes[1..^1]);

        Assert.Equal(counted, Pod("p", resources, more).Error?.Message.Contains("exceeded quota: q") ?? false);
    }

    [Fact]
    public void Objects_are_counted_by_their_resource_also_under_the_old_names()
    {
        Quota(
            """{"configmaps":"1","count/configmaps":"5","count/deployments.apps":"0"}""",
            """{"configmaps":"0","count/configmaps":"0","count/deployments.apps":"0"}"""
        );
        ApiResult<KubeObject> ConfigMap(string name) =>
            server.TryCreate(
                "v1/configmaps",
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"}}"""
            );

        Assert.True(ConfigMap("a").IsSuccess);
        Assert.Equal("""{"configmaps":"1","count/configmaps":"1","count/deployments.apps":"0"}""", Used());
        Assert.Equal(
            "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1",
            ConfigMap("b").Error!.Message
        );
        Assert.Equal(
            "deployments.apps \"d\" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0",
            server
                .TryCreate(
                    "apps/v1/deployments",
                    """
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{
                     "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    """
                )
                .Error!.Message
        );
    }

    [Fact]
    public void A_service_is_charged_for_its_type_and_for_a_change_of_it()
    {
        Quota(
            """{"services":"5","services.nodeports":"1","services.loadbalancers":"0"}""",
            """{"services":"0","services.nodeports":"0","services.loadbalancers":"0"}"""
        );
        server.Create(
            "v1/services",
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"default"},"spec":{"ports":[{"port":80}]}}"""
        );

        server.Patch("v1/services", new("default", "s"), """{"spec":{"type":"NodePort"}}""");
        Assert.Equal("""{"services":"1","services.loadbalancers":"0","services.nodeports":"1"}""", Used());
        Assert.Equal(
            "services \"s\" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0",
            server.TryPatch("v1/services", new("default", "s"), """{"spec":{"type":"LoadBalancer"}}""").Error!.Message
        );
        server.Patch("v1/services", new("default", "s"), """{"spec":{"type":"ClusterIP"}}""");
        Assert.Equal("""{"services":"1","services.loadbalancers":"0","services.nodeports":"0"}""", Used());
    }

    [Fact]
    public void A_claim_is_charged_for_its_storage_in_all_and_of_its_class()
    {
        Quota(
            """{"requests.storage":"10Gi","gold.storageclass.storage.k8s.io/requests.storage":"3Gi","gold.storageclass.storage.k8s.io/persistentvolumeclaims":"1"}""",
            """{"requests.storage":"0","gold.storageclass.storage.k8s.io/requests.storage":"0","gold.storageclass.storage.k8s.io/persistentvolumeclaims":"0"}"""
        );
        ApiResult<KubeObject> Claim(string name, string size, string storageClass) =>
            server.TryCreate(
                "v1/persistentvolumeclaims",
                $$$"""
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"{{{name}}}","namespace":"default"},
                 "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"{{{storageClass}}}","resources":{"requests":{"storage":"{{{size}}}"} } } }
                """
            );

        Assert.Equal(
            "persistentvolumeclaims \"a\" is forbidden: exceeded quota: q, requested: gold.storageclass.storage.k8s.io/requests.storage=4Gi, "
                + "used: gold.storageclass.storage.k8s.io/requests.storage=0, limited: gold.storageclass.storage.k8s.io/requests.storage=3Gi",
            Claim("a", "4Gi", "gold").Error!.Message
        );
        Assert.True(Claim("b", "4Gi", "iron").IsSuccess);
        Assert.True(Claim("c", "2Gi", "gold").IsSuccess);
        Assert.Equal(
            """{"gold.storageclass.storage.k8s.io/persistentvolumeclaims":"1","gold.storageclass.storage.k8s.io/requests.storage":"2Gi","requests.storage":"6Gi"}""",
            Used()
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void However_many_ask_at_once_the_usage_is_what_is_there(ulong seed)
    {
        var crowd = new WholeServer(seed);
        crowd.Create(
            "v1/resourcequotas",
            """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q","namespace":"default"},"spec":{"hard":{"configmaps":"20"}}}"""
        );
        crowd.Patch(
            "v1/resourcequotas",
            new("default", "q"),
            """{"status":{"hard":{"configmaps":"20"},"used":{"configmaps":"0"}}}""",
            "status"
        );
        var results = crowd.Simulation.Run(
            async () =>
            {
                var asked = Enumerable
                    .Range(0, 60)
                    .Select(i =>
                        crowd
                            .Api.CreateAsync(
                                WholeServer.Resource("v1/configmaps"),
                                // Every second name is asked for twice.
                                WholeServer.Parse(
                                    $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c{{{i * 2 / 3}}}","namespace":"default"}}"""
                                ),
                                WriteOptions.None,
                                default
                            )
                            .AsTask()
                    )
                    .ToList();
                var answers = new List<ApiResult<KubeObject>>();
                foreach (var one in asked)
                    answers.Add(await one);
                return answers;
            },
            TimeSpan.FromMinutes(1)
        );

        Assert.Equal(20, results.Count(r => r.IsSuccess));
        Assert.Equal(20, crowd.List("v1/configmaps").Count(c => c.Namespace == "default"));
        Assert.Equal("""{"configmaps":"20"}""", crowd.List("v1/resourcequotas").Single().Status["used"]!.ToString());
        Assert.All(
            results.Where(r => !r.IsSuccess),
            r => Assert.True(r.Is(StatusReason.AlreadyExists) || r.Error!.Message.Contains("exceeded quota: q"))
        );
        // The quota and what it counts have one revision.
        var last = crowd.List("v1/configmaps").Where(c => c.Namespace == "default").Max(c => c.Revision);
        Assert.Equal(last, crowd.List("v1/resourcequotas").Single().Revision);
    }

    [Fact]
    public void A_dry_run_is_refused_like_the_real_thing_and_uses_nothing()
    {
        Quota("""{"configmaps":"1"}""", """{"configmaps":"0"}""");
        ApiResult<KubeObject> Try(string name, bool dryRun) =>
            server.Try(api =>
                api.CreateAsync(
                    WholeServer.Resource("v1/configmaps"),
                    WholeServer.Parse(
                        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"}}"""
                    ),
                    new() { DryRun = dryRun },
                    default
                )
            );

        Assert.True(Try("a", true).IsSuccess);
        Assert.True(Try("a", false).IsSuccess);
        Assert.StartsWith("configmaps \"b\" is forbidden: exceeded quota", Try("b", true).Error!.Message);
    }
}
