using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>
/// An API server, the workload controllers behind a network of their own, and a small kubelet, on one thread and virtual time. Each of the three may crash
/// and come back.
/// </summary>
internal sealed class TestWorkloads
{
    private readonly SimulationExecutor simulation;
    private ApiServer.ApiServer? server;

    public TestWorkloads(ulong seed = 1, int nodes = 3)
    {
        Store = new MemoryStore();
        simulation = new(
            new()
            {
                Seed = seed,
                MaxSteps = 2_000_000,
                AfterStep = () => AfterStep?.Invoke(),
            }
        );
        Random = simulation.NewRandom("test");
        Server = simulation.AddProcess("server", ServeAsync);
        Controllers = simulation.AddProcess("controllers", ControlAsync);
        Kubelet = new(Random, nodes);
        KubeletProcess = simulation.AddProcess(
            "kubelet",
            async (executor, stop) =>
            {
                var link = Link(KubeletProcess!, executor, new(), "kubelet");
                await Kubelet.RunAsync(link, executor, stop);
            }
        );
        Server.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
        for (var i = 0; i < nodes; i++)
            Create(WorkloadResources.Nodes, TestKubelet.Node($"node-{i}", $"zone-{i % 2}"));
        Controllers.Start();
        KubeletProcess.Start();
    }

    public MemoryStore Store { get; private set; }

    public SimulatedProcess Server { get; }

    public SimulatedProcess Controllers { get; }

    public SimulatedProcess KubeletProcess { get; }

    public TestKubelet Kubelet { get; }

    /// <summary>The network between the controllers and the server.</summary>
    public LinkConditions Network { get; } = new();

    public Random Random { get; }

    public Action? AfterStep { get; set; }

    public long Steps => simulation.Steps;

    public DateTimeOffset Now => simulation.Clock.GetUtcNow();

    public IClusterApi Api => server!.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    private async Task ServeAsync(IExecutor executor, CancellationToken stop)
    {
        server = null;
        server = await ApiServer.ApiServer.StartAsync(
            new()
            {
                Store = Store,
                Catalog = ResourceCatalog.Of([.. BuiltinDefinitions.All], BuiltinDefinitions.Virtuals),
                Random = simulation.NewRandom("server"),
                Identities = new IdentitySource(simulation.NewRandom($"uids {Server.Starts}")),
            },
            executor,
            stop
        );
    }

    private Task ControlAsync(IExecutor executor, CancellationToken stop)
    {
        var link = Link(Controllers, executor, Network, "kube-controller-manager");
        WorkloadControllers.Start(
            new()
            {
                Api = _ => link,
                Identities = new IdentitySource(simulation.NewRandom($"names {Controllers.Starts}")),
            },
            executor,
            stop
        );
        return Task.CompletedTask;
    }

    private SimulatedLink Link(SimulatedProcess client, IExecutor executor, LinkConditions conditions, string agent) =>
        new(
            simulation,
            client,
            executor,
            Server,
            () => server?.Client(UserInfo.Of("admin", "system:masters"), $"{agent}/1"),
            conditions,
            NullLogger.Instance
        );

    /// <summary>Lets everything that is under way happen, and some time pass.</summary>
    public void Settle() => simulation.RunFor(TimeSpan.FromSeconds(5));

    public void RunFor(TimeSpan span) => simulation.RunFor(span);

    public void RunUntil(
        Func<bool> condition,
        double seconds = 60,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = ""
    ) => simulation.RunUntil(condition, TimeSpan.FromSeconds(seconds), what);

    public bool TryRunUntil(Func<bool> condition, TimeSpan within) => simulation.TryRunUntil(condition, within);

    public T Run<T>(Func<Task<T>> body) => simulation.Run(body);

    /// <summary>Kills the controllers and starts them again.</summary>
    public void RestartControllers()
    {
        Controllers.Crash();
        Controllers.Start();
    }

    /// <summary>Kills the server and starts it again over the same state.</summary>
    public void RestartServer()
    {
        Server.Crash();
        Store = Store.Reopen();
        server = null;
        Server.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
    }

    public KubeObject Create(GroupVersionResource resource, string json)
    {
        var made = Run(() => Api.CreateAsync(resource, Parse(json), WriteOptions.None, default).AsTask());
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    public KubeObject Get(GroupVersionResource resource, string name, string @namespace = "default") =>
        Find(resource, name, @namespace) ?? throw new InvalidOperationException($"there is no {resource} {name}");

    public KubeObject? Find(GroupVersionResource resource, string name, string @namespace = "default") =>
        Run(() => Api.GetAsync(resource, new(@namespace, name), default).AsTask()).Value;

    /// <summary>What the server has now, without a call: for conditions.</summary>
    public KubeObject? Peek(GroupVersionResource resource, string name, string @namespace = "default") =>
        server is null ? null : Api.Informer(resource, InformerOptions.All).Get(new(@namespace, name));

    /// <summary>What the server has now, without a call: for conditions.</summary>
    public IReadOnlyList<KubeObject> PeekAll(GroupVersionResource resource) =>
        server is null ? [] : Api.Informer(resource, InformerOptions.All).List("default");

    public IReadOnlyList<KubeObject> Pods => PeekAll(WorkloadResources.Pods);

    public IReadOnlyList<KubeObject> ActivePods => [.. Pods.Where(PodFacts.IsActive)];

    public KubeObject Patch(
        GroupVersionResource resource,
        string name,
        string merge,
        WriteOptions? options = null,
        string @namespace = "default"
    )
    {
        var patched = Run(() =>
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

    public void Delete(GroupVersionResource resource, string name, long? grace = null)
    {
        var deleted = Run(() =>
            Api.DeleteAsync(
                    resource,
                    new("default", name),
                    DeleteOptions.Background with
                    {
                        GracePeriodSeconds = grace,
                    },
                    default
                )
                .AsTask()
        );
        Assert.True(deleted.IsSuccess, deleted.Error?.ToString());
    }

    /// <summary>The messages of the events about an object, in the order they were written.</summary>
    public IReadOnlyList<string> EventsOf(string kind, string name) =>
        [
            .. PeekAll(new("", "v1", "events"))
                .Where(e =>
                    e.Root.Map("involvedObject")!.Text("name") == name
                    && e.Root.Map("involvedObject")!.Text("kind") == kind
                )
                .OrderBy(e => e.Metadata.Text("creationTimestamp"), StringComparer.Ordinal)
                .ThenBy(e => e.Revision)
                .Select(e => $"{e.Root.Text("type")} {e.Root.Text("reason")} {e.Root.Text("message")}"),
        ];

    /// <summary>A condition as <c>status reason message</c>.</summary>
    public static string? Condition(KubeObject obj, string type) =>
        Conditions.Find(obj.Status, type) is { } condition
            ? $"{condition.Text("status")} {condition.Text("reason")} {condition.Text("message")}"
            : null;

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json)));
}
