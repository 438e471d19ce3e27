using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Fleet.Hub.Tests;

/// <summary>A hub on a simulation's single thread and virtual time, with members that are objects only: tests play their agents.</summary>
internal sealed class TestHub
{
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    public static readonly GroupVersionResource Services = new("", "v1", "services");
    public static readonly GroupVersionResource Events = new("", "v1", "events");

    private readonly SimulationExecutor simulation;
    private HubServer? hub;

    public TestHub(ulong seed = 1, params string[] clusters)
    {
        Store = new MemoryStore();
        simulation = new(new() { Seed = seed });
        Process = simulation.AddProcess(
            "hub",
            async (executor, stop) =>
            {
                hub = null;
                hub = await HubServer.StartAsync(
                    new()
                    {
                        Store = Store,
                        Random = simulation.NewRandom("hub"),
                        Identities = new IdentitySource(simulation.NewRandom("uids")),
                    },
                    executor,
                    stop
                );
            }
        );
        Process.Start();
        simulation.RunUntil(() => hub is not null, TimeSpan.FromMinutes(1));
        foreach (var cluster in clusters)
            Join(cluster);
    }

    public string Metrics => hub!.PrintMetrics();

    public MemoryStore Store { get; private set; }

    public SimulatedProcess Process { get; }

    public IClusterApi Api => hub!.Server.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    /// <summary>Lets everything that is under way happen, and a time pass that is short for members, which no agent keeps alive.</summary>
    public void Settle() => simulation.RunFor(TimeSpan.FromSeconds(2));

    public void RunFor(TimeSpan span) => simulation.RunFor(span);

    /// <summary>Kills the hub and starts it again over the same state.</summary>
    public void Restart()
    {
        Process.Crash();
        Store = Store.Reopen();
        hub = null;
        Process.Start();
        simulation.RunUntil(() => hub is not null, TimeSpan.FromMinutes(1));
    }

    public KubeObject Create(GroupVersionResource resource, string json)
    {
        var made = simulation.Run(() =>
            Api.CreateAsync(
                    resource,
                    new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json))),
                    WriteOptions.None,
                    default
                )
                .AsTask()
        );
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    public ApiResult<KubeObject> TryCreate(GroupVersionResource resource, string json) =>
        simulation.Run(() =>
            Api.CreateAsync(
                    resource,
                    new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json))),
                    WriteOptions.None,
                    default
                )
                .AsTask()
        );

    public KubeObject? Get(GroupVersionResource resource, string @namespace, string name) =>
        simulation.Run(() => Api.GetAsync(resource, new(@namespace, name), default).AsTask()).Value;

    public IReadOnlyList<KubeObject> List(GroupVersionResource resource, string @namespace = "") =>
        simulation.Run(() => Api.ListAsync(resource, @namespace, ListOptions.All, default).AsTask()).Value!.Items;

    public KubeObject Patch(
        GroupVersionResource resource,
        string @namespace,
        string name,
        string merge,
        WriteOptions? options = null
    )
    {
        var patched = simulation.Run(() =>
            Api.PatchAsync(
                    resource,
                    new(@namespace, name),
                    new(PatchType.Merge, JsonText.Parse(merge)),
                    options ?? WriteOptions.None,
                    default
                )
                .AsTask()
        );
        Assert.True(patched.IsSuccess, patched.Error?.ToString());
        return patched.Value!;
    }

    public void Delete(GroupVersionResource resource, string @namespace, string name)
    {
        var deleted = simulation.Run(() =>
            Api.DeleteAsync(resource, new(@namespace, name), DeleteOptions.Background, default).AsTask()
        );
        Assert.True(deleted.IsSuccess, deleted.Error?.ToString());
    }

    /// <summary>The messages of the events about an object, oldest first.</summary>
    public IReadOnlyList<string> EventsOf(KubeObject obj) =>
        [
            .. List(Events)
                .Where(e => (e.Root.At("involvedObject", "uid") as StringValue)?.Text == obj.Uid)
                .OrderBy(e => e.Revision)
                .Select(e => $"{e.Root.Text("type")} {e.Root.Text("reason")} {e.Root.Text("message")}"),
        ];

    /// <summary>A member as its agent would register it, ready and serving the kinds that tests use.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="enablements">Further kinds that it serves, as an item of <c>apiEnablements</c>.</param>
    public void Join(string name, string? enablements = null)
    {
        Create(
            FleetResources.Clusters,
            $$$"""
            {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{{name}}}"},
             "spec":{"syncMode":"Pull","apiEndpoint":"https://{{{name}}}.example:6443","id":"id-{{{name}}}"}}
            """
        );
        Settle();
        Patch(
            FleetResources.Clusters,
            "",
            name,
            """
            {"status":{"kubernetesVersion":"v1.36.2","conditions":[{"type":"Ready","status":"True","reason":"ClusterReady",
             "message":"cluster is healthy and ready to accept workloads","lastTransitionTime":"2030-01-01T00:00:00Z"}],
             "apiEnablements":[MORE{"groupVersion":"apps/v1","resources":[{"kind":"Deployment","name":"deployments"}]},
             {"groupVersion":"rbac.authorization.k8s.io/v1","resources":[{"kind":"ClusterRole","name":"clusterroles"}]},
             {"groupVersion":"v1","resources":[{"kind":"Service","name":"services"},{"kind":"ConfigMap","name":"configmaps"}]}]}}
            """.Replace("MORE", enablements is null ? "" : enablements + ",", StringComparison.Ordinal),
            WriteOptions.Status
        );
        Settle();
    }

    /// <summary>Plays the agent of a Work's member: it is applied, and the object has this status.</summary>
    public void Report(KubeObject work, MapValue? status)
    {
        var now = simulation.Clock.GetUtcNow();
        var answer = WorkStatusUpdate.WithApplied(WorkStatusUpdate.WithDispatching(work, false, now), null, now);
        answer = WorkStatusUpdate.WithManifestStatus(answer, 0, status, ResourceHealths.Healthy);
        var written = simulation.Run(() =>
            Api.UpdateAsync(FleetResources.Works, answer, WriteOptions.Status, default).AsTask()
        );
        Assert.True(written.IsSuccess, written.Error?.ToString());
    }

    /// <summary>Plays the agent of a member: says that its Works are applied, with a status.</summary>
    public void Report(string cluster, string statusOfDeployments)
    {
        foreach (var work in List(FleetResources.Works, FleetNamespaces.Execution(cluster)))
        {
            var manifest = work.Spec.Map("workload")!.Maps("manifests").First();
            var isDeployment = manifest.Text("kind") == "Deployment";
            var status = isDeployment ? $",\"status\":{statusOfDeployments}" : "";
            Patch(
                FleetResources.Works,
                work.Namespace,
                work.Name,
                $$$"""
                {"status":{"conditions":[{"type":"Applied","status":"True","reason":"AppliedSuccessful",
                 "message":"Manifest has been successfully applied","lastTransitionTime":"2030-01-01T00:00:00Z"}],
                 "manifestStatuses":[{"health":"Healthy","identifier":{"group":"{{{(
                    isDeployment ? "apps" : ""
                )}}}","version":"v1",
                 "kind":"{{{manifest.Text("kind")}}}","name":"{{{manifest.Map("metadata")!.Text(
                    "name"
                )}}}","namespace":"default",
                 "ordinal":0,"resource":""}{{{status}}}}]}}
                """,
                WriteOptions.Status
            );
        }
        Settle();
    }

    /// <summary>
    /// Plays the agents of these members as they really answer: what is to go goes, the rest is applied and runs with all its replicas, as generation
    /// <paramref name="generation"/> of the member's object.
    /// </summary>
    public void PlayAgents(int generation = 1, params string[] clusters)
    {
        foreach (var cluster in clusters)
        {
            foreach (var work in List(FleetResources.Works, FleetNamespaces.Execution(cluster)))
            {
                var now = simulation.Clock.GetUtcNow();
                var answer = work.IsDeleting
                    ? work.WithoutFinalizer(FleetFinalizers.Execution)
                    : Answer(work, generation, now);
                if (ReferenceEquals(answer, work))
                    continue;
                var written = simulation.Run(() =>
                    Api.UpdateAsync(
                            FleetResources.Works,
                            answer,
                            work.IsDeleting ? WriteOptions.None : WriteOptions.Status,
                            default
                        )
                        .AsTask()
                );
                Assert.True(written.IsSuccess || written.IsNotFound, written.Error?.ToString());
            }
        }
        Settle();
    }

    /// <summary>A Work with the status that an agent gives it when all is well.</summary>
    public static KubeObject Answer(KubeObject work, int generation, DateTimeOffset now)
    {
        var manifest = new KubeObject(work.Spec.Map("workload")!.Maps("manifests").First());
        MapValue? status = null;
        if (manifest.Spec.Integer("replicas") is { } replicas)
        {
            status = MapValue.Of(
                ("availableReplicas", replicas),
                ("generation", generation),
                ("observedGeneration", generation),
                ("readyReplicas", replicas),
                ("replicas", replicas),
                (
                    "resourceTemplateGeneration",
                    long.Parse(
                        manifest.Annotations.Text(FleetAnnotations.ResourceTemplateGeneration)!,
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                ),
                ("updatedReplicas", replicas)
            );
        }
        var answer = WorkStatusUpdate.WithApplied(WorkStatusUpdate.WithDispatching(work, false, now), null, now);
        return WorkStatusUpdate.WithManifestStatus(answer, 0, status, ResourceHealths.Healthy);
    }

    public const string HelloDeployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"hello","namespace":"default","labels":{"app":"hello"}},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"hello"}},"template":{"metadata":{"labels":{"app":"hello"}},
         "spec":{"containers":[{"name":"hello","image":"nginx:1.27"}]}}}}
        """;

    public const string HelloService = """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"hello","namespace":"default"},
         "spec":{"selector":{"app":"hello"},"ports":[{"port":80,"targetPort":80}]}}
        """;

    /// <summary>The walkthrough's policy with weights for us, ap and eu.</summary>
    public static string HelloPolicy(int us = 1, int ap = 1, int eu = 1) =>
        $$$"""
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy",
             "metadata":{"name":"hello-propagation","namespace":"default"},
             "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment","name":"hello"},
             {"apiVersion":"v1","kind":"Service","name":"hello"}],
             "placement":{{{Placement(us, ap, eu)}}}}}
            """;

    public static string Placement(int us, int ap, int eu) =>
        """
            {"clusterAffinity":{"clusterNames":["eu","ap","us"]},"replicaScheduling":{"replicaSchedulingType":"Divided",
             "replicaDivisionPreference":"Weighted","weightPreference":{"staticWeightList":[
             {"targetCluster":{"clusterNames":["us"]},"weight":US},{"targetCluster":{"clusterNames":["ap"]},"weight":AP},
             {"targetCluster":{"clusterNames":["eu"]},"weight":EU}]}}}
            """.Replace("US", $"{us}").Replace("AP", $"{ap}").Replace("EU", $"{eu}");
}
