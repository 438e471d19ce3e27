using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.Controllers.Tests;

/// <summary>An API server and the core controllers on a simulation's single thread and virtual time.</summary>
internal sealed class TestCluster
{
    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    public static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    public static readonly GroupVersionResource Secrets = new("", "v1", "secrets");
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource ServiceAccounts = new("", "v1", "serviceaccounts");
    public static readonly GroupVersionResource ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");
    public static readonly GroupVersionResource Jobs = new("batch", "v1", "jobs");
    public static readonly GroupVersionResource Events = new("", "v1", "events");

    private readonly SimulationExecutor simulation;
    private readonly Func<CoreControllersOptions, CoreControllersOptions> choose;
    private ApiServer.ApiServer? server;
    private int stepsToCrash;

    public TestCluster(ulong seed = 1, Func<CoreControllersOptions, CoreControllersOptions>? options = null)
    {
        Store = new MemoryStore();
        choose = options ?? (o => o);
        simulation = new(
            new()
            {
                Seed = seed,
                AfterStep = () =>
                {
                    if (stepsToCrash > 0 && --stepsToCrash == 0)
                        Process!.Crash();
                },
            }
        );
        Process = simulation.AddProcess(
            "cluster",
            async (executor, stop) =>
            {
                server = null;
                var started = await ApiServer.ApiServer.StartAsync(
                    new()
                    {
                        Store = Store,
                        Catalog = BuiltinDefinitions.Catalog,
                        Random = simulation.NewRandom("server"),
                        Identities = new IdentitySource(simulation.NewRandom("uids")),
                    },
                    executor,
                    stop
                );
                CoreControllers.Start(
                    choose(
                        new()
                        {
                            Api = started.ControllerClient,
                            Administrator = started.Client(UserInfo.Of("admin", "system:masters"), "kubeadm"),
                            Logging = NullLoggerFactory.Instance,
                        }
                    ),
                    executor,
                    stop
                );
                server = started;
            }
        );
        Process.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
    }

    public MemoryStore Store { get; private set; }

    public SimulatedProcess Process { get; }

    public SimulationExecutor Simulation => simulation;

    public ApiServer.ApiServer Server => server!;

    public IClusterApi Api => server!.Client(UserInfo.Of("admin", "system:masters"), "kubectl/1");

    public DateTimeOffset Now => simulation.Clock.GetUtcNow();

    /// <summary>Lets everything that is under way happen, and some time pass.</summary>
    public void Settle() => simulation.RunFor(TimeSpan.FromSeconds(5));

    /// <summary>Runs, kills the process after some steps, wherever it is then, and starts it again over what it had stored.</summary>
    public void CrashAfter(int steps)
    {
        stepsToCrash = steps;
        simulation.RunFor(TimeSpan.FromSeconds(1));
        stepsToCrash = 0;
        Restart();
    }

    /// <summary>Kills the process and starts it again over what it had stored.</summary>
    public void Restart()
    {
        Process.Crash();
        Store = Store.Reopen();
        server = null;
        Process.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
    }

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json)));

    public KubeObject Create(GroupVersionResource resource, string json) => Create(resource, Parse(json));

    public KubeObject Create(GroupVersionResource resource, KubeObject obj)
    {
        var made = Run(api => api.CreateAsync(resource, obj, WriteOptions.None, default));
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    public void CreateNamespace(string name) =>
        Create(Namespaces, $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""");

    public KubeObject? Get(GroupVersionResource resource, string @namespace, string name) =>
        Run(api => api.GetAsync(resource, new(@namespace, name), default)).Value;

    public IReadOnlyList<KubeObject> List(GroupVersionResource resource, string @namespace = "") =>
        Run(api => api.ListAsync(resource, @namespace, ListOptions.All, default)).Value!.Items;

    public string Names(GroupVersionResource resource, string @namespace) =>
        string.Join(' ', List(resource, @namespace).Select(o => o.Name));

    public KubeObject Patch(
        GroupVersionResource resource,
        string @namespace,
        string name,
        string merge,
        string subresource = ""
    )
    {
        var patched = Run(api =>
            api.PatchAsync(
                resource,
                new(@namespace, name),
                new(PatchType.Merge, JsonText.Parse(merge)),
                new() { Subresource = subresource },
                default
            )
        );
        Assert.True(patched.IsSuccess, patched.Error?.ToString());
        return patched.Value!;
    }

    public void Delete(GroupVersionResource resource, string @namespace, string name, string policy = "Background")
    {
        var deleted = Run(api =>
            api.DeleteAsync(resource, new(@namespace, name), new() { PropagationPolicy = policy }, default)
        );
        Assert.True(deleted.IsSuccess, deleted.Error?.ToString());
    }

    public ApiResult<T> Run<T>(Func<IClusterApi, ValueTask<ApiResult<T>>> call)
        where T : class => simulation.Run(() => call(Api).AsTask(), TimeSpan.FromMinutes(1));

    /// <summary>A ConfigMap with owners.</summary>
    public KubeObject CreateOwned(string name, params OwnerReference[] owners) =>
        CreateOwnedIn("default", name, owners);

    public KubeObject CreateOwnedIn(string @namespace, string name, params OwnerReference[] owners) =>
        Create(
            ConfigMaps,
            new KubeObject(
                MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "ConfigMap"),
                    (
                        "metadata",
                        MapValue.Of(
                            ("name", name),
                            ("namespace", @namespace),
                            ("ownerReferences", ListValue.From(owners.Select(o => o.ToValue())))
                        )
                    )
                )
            )
        );

    public static OwnerReference Ref(KubeObject owner, bool block = false) =>
        new(owner.ApiVersion, owner.Kind, owner.Name, owner.Uid) { BlockOwnerDeletion = block };
}
