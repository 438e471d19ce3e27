using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>
/// A hub, a member and the member's agent as three processes of a simulation, with a network between them. The member is an API server only: tests play
/// its controllers.
/// </summary>
internal sealed class TestMember
{
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    public static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    public static readonly GroupVersionResource Events = new("", "v1", "events");
    public const string Space = "karmada-es-eu";

    private HubServer? hub;
    private ApiServer? server;

    public TestMember(ulong seed = 1, bool start = true, Action<AgentOptions>? options = null)
    {
        Simulation = new(new() { Seed = seed, AfterStep = () => BetweenSteps() });
        HubProcess = Simulation.AddProcess(
            "hub",
            async (executor, stop) =>
                hub = await HubServer.StartAsync(
                    new()
                    {
                        Store = HubStore,
                        Random = Simulation.NewRandom("hub"),
                        Identities = new IdentitySource(Simulation.NewRandom("hub uids")),
                    },
                    executor,
                    stop
                )
        );
        MemberProcess = Simulation.AddProcess(
            "member",
            async (executor, stop) =>
                server = await ApiServer.StartAsync(
                    new()
                    {
                        Store = MemberStore,
                        Catalog = BuiltinDefinitions.Catalog,
                        Identities = new IdentitySource(Simulation.NewRandom("member uids")),
                        Random = Simulation.NewRandom("member"),
                    },
                    executor,
                    stop
                )
        );
        AgentProcess = Simulation.AddProcess(
            "agent",
            (executor, stop) =>
            {
                var toHub = Link(HubProcess, executor, HubSide, ToHub, stop);
                var toMember = Link(MemberProcess, executor, MemberSide, ToMember, stop);
                var made = new AgentOptions
                {
                    ClusterName = "eu",
                    Hub = toHub,
                    Member = toMember,
                    Random = Simulation.NewRandom("agent"),
                };
                options?.Invoke(made);
                MemberAgent.Start(made, executor, stop);
                return Task.CompletedTask;
            }
        );
        HubProcess.Start();
        MemberProcess.Start();
        Simulation.RunUntil(() => hub is not null && server is not null, TimeSpan.FromMinutes(1));
        Create(
            Hub,
            AgentResources.Clusters,
            """
            {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"eu"},
             "spec":{"syncMode":"Pull","apiEndpoint":"https://eu.example:6443","id":"id-eu"}}
            """
        );
        if (!start)
            return;
        AgentProcess.Start();
        RunFor(5);
        WrittenToHub.Clear();
        WrittenToMember.Clear();
    }

    public SimulationExecutor Simulation { get; }

    public MemoryStore HubStore { get; private set; } = new();

    public MemoryStore MemberStore { get; private set; } = new();

    public SimulatedProcess HubProcess { get; }

    public SimulatedProcess MemberProcess { get; }

    public SimulatedProcess AgentProcess { get; }

    public LinkConditions ToHub { get; } = new();

    public LinkConditions ToMember { get; } = new();

    /// <summary>What the agent has asked the hub to write, in order.</summary>
    public List<WrittenCall> WrittenToHub { get; } = [];

    /// <summary>What the agent has asked the member to write, in order.</summary>
    public List<WrittenCall> WrittenToMember { get; } = [];

    /// <summary>The resources of the member's lists and watches that the agent has asked for, in order.</summary>
    public List<string> FollowedInMember { get; } = [];

    /// <summary>Called at each write of the agent's, before and after it.</summary>
    public Func<WrittenCall, bool, Task> OnWrite { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Called between two steps of the simulation.</summary>
    public Action BetweenSteps { get; set; } = static () => { };

    public IClusterApi Hub => hub!.Server.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    public IClusterApi Member => server!.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    private SimulatedLink Link(
        SimulatedProcess to,
        IExecutor executor,
        Func<IClusterApi?> api,
        LinkConditions conditions,
        CancellationToken stop
    )
    {
        var link = new SimulatedLink(Simulation, AgentProcess, executor, to, api, conditions, NullLogger.Instance);
        stop.Register(link.Dispose);
        return link;
    }

    private IClusterApi? HubSide() =>
        hub is null
            ? null
            : new WatchedApi(
                hub.Server.Client(UserInfo.Of("system:karmada:agent:eu", "system:masters"), "pangea/1"),
                (call, done) => Note(WrittenToHub, call, done),
                _ => { }
            );

    private IClusterApi? MemberSide() =>
        server is null
            ? null
            : new WatchedApi(
                server.Client(UserInfo.Of("agent", "system:masters"), "pangea/1"),
                (call, done) => Note(WrittenToMember, call, done),
                resource => FollowedInMember.Add(resource.Resource)
            );

    private Task Note(List<WrittenCall> list, WrittenCall call, bool done)
    {
        if (!done)
            list.Add(call);
        return OnWrite(call, done);
    }

    public void RunFor(double seconds) => Simulation.RunFor(TimeSpan.FromSeconds(seconds));

    public void CrashHub()
    {
        hub = null;
        HubProcess.Crash();
    }

    public void StartHub()
    {
        HubStore = HubStore.Reopen();
        HubProcess.Start();
        Simulation.RunUntil(() => hub is not null, TimeSpan.FromMinutes(1));
    }

    public void CrashMember()
    {
        server = null;
        MemberProcess.Crash();
    }

    public void StartMember()
    {
        MemberStore = MemberStore.Reopen();
        MemberProcess.Start();
        Simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
    }

    public KubeObject Create(IClusterApi api, GroupVersionResource resource, string json) =>
        Done(() => api.CreateAsync(resource, Parse(json), WriteOptions.None, default));

    public KubeObject? Get(IClusterApi api, GroupVersionResource resource, string @namespace, string name) =>
        Simulation.Run(() => api.GetAsync(resource, new(@namespace, name), default).AsTask()).Value;

    public IReadOnlyList<KubeObject> List(IClusterApi api, GroupVersionResource resource, string @namespace = "") =>
        Simulation.Run(() => api.ListAsync(resource, @namespace, ListOptions.All, default).AsTask()).Value!.Items;

    public KubeObject Patch(
        IClusterApi api,
        GroupVersionResource resource,
        string @namespace,
        string name,
        string merge,
        string subresource = "",
        string manager = ""
    ) =>
        Done(() =>
            api.PatchAsync(
                resource,
                new(@namespace, name),
                new(PatchType.Merge, JsonText.Parse(merge)),
                new() { Subresource = subresource, FieldManager = manager },
                default
            )
        );

    public void Delete(IClusterApi api, GroupVersionResource resource, string @namespace, string name) =>
        Done(() => api.DeleteAsync(resource, new(@namespace, name), DeleteOptions.Background, default));

    /// <summary>A Work with one manifest, as the hub makes it.</summary>
    public KubeObject GiveWork(string name, string manifest, string spec = "")
    {
        var marked = Parse(manifest)
            .WithLabel(FleetLabels.Managed, FleetLabels.True)
            .WithAnnotation(FleetAnnotations.WorkNamespace, Space)
            .WithAnnotation(FleetAnnotations.WorkName, name)
            .WithAnnotation(FleetAnnotations.ResourceTemplateUid, "template-" + name);
        var text = Encoding.UTF8.GetString(marked.Json.Span);
        return Create(
            Hub,
            AgentResources.Works,
            $$$"""
            {"apiVersion":"work.karmada.io/v1alpha1","kind":"Work",
             "metadata":{"name":"{{{name}}}","namespace":"{{{Space}}}","finalizers":["karmada.io/execution-controller"]},
             "spec":{ {{{spec}}}"workload":{"manifests":[ {{{text}}} ] } } }
            """
        );
    }

    /// <summary>Changes the manifest of a Work.</summary>
    public void ChangeManifest(string name, Func<KubeObject, KubeObject> change)
    {
        var work = Get(Hub, AgentResources.Works, Space, name)!;
        var manifest = change(new(work.Spec.Map("workload")!.Maps("manifests").Single()));
        var changed = work.With(ListValue.Create([manifest.Root]), "spec", "workload", "manifests");
        Done(() => Hub.UpdateAsync(AgentResources.Works, changed, WriteOptions.None, default));
    }

    /// <summary>The Works that tests have given, without those of the hub itself.</summary>
    public IReadOnlyList<KubeObject> Works() =>
        [
            .. List(Hub, AgentResources.Works, Space)
                .Where(w => !w.Name.StartsWith("karmada-impersonator", StringComparison.Ordinal)),
        ];

    public KubeObject Work(string name) => Get(Hub, AgentResources.Works, Space, name)!;

    public (string Status, string Reason, string Message) Applied(string name)
    {
        var condition = Conditions.Find(Work(name).Status, ConditionTypes.Applied);
        return (condition?.Text("status") ?? "", condition?.Text("reason") ?? "", condition?.Text("message") ?? "");
    }

    /// <summary>The events in the hub about objects of a name, oldest first: who, type, kind, reason, message.</summary>
    public IReadOnlyList<string> EventsOf(string name) =>
        [
            .. List(Hub, Events)
                .Where(e => (e.Root.At("involvedObject", "name") as StringValue)?.Text == name)
                .OrderBy(e => e.Root.Text("firstTimestamp"), StringComparer.Ordinal)
                .Select(e =>
                    $"{e.Root.Map("source")!.Text("component")} {e.Root.Text("type")} {e.Root.Map("involvedObject")!.Text("kind")} "
                    + $"{e.Root.Text("reason")} {e.Root.Text("message")}"
                ),
        ];

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(Encoding.UTF8.GetBytes(json)));

    private KubeObject Done(Func<ValueTask<ApiResult<KubeObject>>> call)
    {
        var result = Simulation.Run(() => call().AsTask());
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value!;
    }

    public const string Hello = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"hello","namespace":"default","labels":{"app":"hello"}},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"hello"}},"template":{"metadata":{"labels":{"app":"hello"}},
         "spec":{"containers":[{"name":"hello","image":"nginx:1.27"}]}}}}
        """;

    public static string Settings(
        string data = """{"a":"1","b":"2"}""",
        string name = "settings",
        string space = "default"
    ) =>
        $$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"{{{space}}}"},"data":{{{data}}}}
            """;
}
