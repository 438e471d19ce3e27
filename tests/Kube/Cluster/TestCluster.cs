using System.Text;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>An embedded cluster on a simulation's single thread and virtual time.</summary>
internal sealed class TestCluster
{
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    public static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    public static readonly GroupVersionResource Events = new("", "v1", "events");

    private ClusterServer? cluster;

    public TestCluster(ulong seed = 1, Func<ClusterOptions, ClusterOptions>? with = null)
    {
        Store = new MemoryStore();
        Simulation = new(new() { Seed = seed });
        // Made once: a process that is started again must not give out the same ids again.
        var identities = new IdentitySource(Simulation.NewRandom("uids"));
        Process = Simulation.AddProcess(
            "cluster",
            async (executor, stop) =>
            {
                var options = new ClusterOptions
                {
                    Name = "eu",
                    Region = "europe",
                    Zones = ["europe-a", "europe-b"],
                    Store = Store,
                    Random = Simulation.NewRandom("cluster"),
                    Identities = identities,
                };
                cluster = await ClusterServer.StartAsync(with?.Invoke(options) ?? options, executor, stop);
            }
        );
        Start();
    }

    public SimulationExecutor Simulation { get; }

    public MemoryStore Store { get; private set; }

    public SimulatedProcess Process { get; }

    public ClusterServer Server => cluster!;

    public IClusterApi Api => cluster!.Server.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    public void Start()
    {
        cluster = null;
        Process.Start();
        Simulation.RunUntil(() => cluster is not null, TimeSpan.FromMinutes(1));
        // Pods are refused until their namespace has its service account.
        Settle();
    }

    /// <summary>Kills the cluster and starts it again over the same state.</summary>
    public void Restart(TimeSpan away = default)
    {
        Process.Crash();
        Store = Store.Reopen();
        Simulation.RunFor(away);
        Start();
    }

    /// <summary>Lets everything that is under way happen, and little time pass.</summary>
    public void Settle() => Simulation.RunFor(TimeSpan.FromMilliseconds(500));

    public void RunFor(TimeSpan span) => Simulation.RunFor(span);

    public KubeObject Create(GroupVersionResource resource, string json)
    {
        var made = Simulation.Run(() => Api.CreateAsync(resource, Parse(json), WriteOptions.None, default).AsTask());
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    public KubeObject? Get(GroupVersionResource resource, string @namespace, string name) =>
        Simulation.Run(() => Api.GetAsync(resource, new(@namespace, name), default).AsTask()).Value;

    public KubeObject Pod(string name) =>
        Get(Pods, "default", name) ?? throw new InvalidOperationException($"there is no pod {name}");

    public KubeObject Node(string name) =>
        Get(Nodes, "", name) ?? throw new InvalidOperationException($"there is no node {name}");

    public IReadOnlyList<KubeObject> List(GroupVersionResource resource, string @namespace = "") =>
        Simulation.Run(() => Api.ListAsync(resource, @namespace, ListOptions.All, default).AsTask()).Value!.Items;

    public KubeObject Patch(
        GroupVersionResource resource,
        string @namespace,
        string name,
        string merge,
        WriteOptions? options = null
    )
    {
        var patched = Simulation.Run(() =>
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

    public void Delete(GroupVersionResource resource, string @namespace, string name, DeleteOptions? options = null)
    {
        var deleted = Simulation.Run(() =>
            Api.DeleteAsync(resource, new(@namespace, name), options ?? DeleteOptions.Background, default).AsTask()
        );
        Assert.True(deleted.IsSuccess, deleted.Error?.ToString());
    }

    /// <summary>The events about an object of this name, oldest first.</summary>
    public IReadOnlyList<string> EventsOf(string name) =>
        [
            .. List(Events)
                .Where(e => (e.Root.At("involvedObject", "name") as StringValue)?.Text == name)
                .OrderBy(e => e.Revision)
                .Select(e => $"{e.Root.Text("type")} {e.Root.Text("reason")} {e.Root.Text("message")}"),
        ];

    /// <summary>A bare pod.</summary>
    public static string PodJson(string name, string spec = "", string metadata = "", string container = "") =>
        $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"{{{metadata}}}},
             "spec":{"containers":[{"name":"c","image":"nginx:1.27"{{{container}}}}]{{{spec}}}}}
            """;

    /// <summary>What a container asks for, as a part of <see cref="PodJson"/>.</summary>
    public static string Requests(string cpu, string memory = "1Mi") =>
        $$$""","resources":{"requests":{"cpu":"{{{cpu}}}","memory":"{{{memory}}}"}}""";

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(Encoding.UTF8.GetBytes(json)));

    public static string Condition(KubeObject obj, string type) =>
        obj.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status") ?? "";
}
