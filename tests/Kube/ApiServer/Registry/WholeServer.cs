using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.ApiServer.Tests.Registry;

/// <summary>An API server with all built-in kinds on a simulation, that can be killed and started again.</summary>
internal sealed class WholeServer
{
    private ApiServer? server;

    public WholeServer(ulong seed = 1, Func<ApiServerOptions, ApiServerOptions>? options = null)
    {
        Simulation = new(new() { Seed = seed });
        Process = Simulation.AddProcess(
            "server",
            async (executor, stop) =>
            {
                var wanted = new ApiServerOptions
                {
                    Store = Store,
                    Catalog = BuiltinDefinitions.Catalog,
                    Random = Simulation.NewRandom("server"),
                    Identities = new IdentitySource(Simulation.NewRandom("uids")),
                };
                server = await ApiServer.StartAsync(options?.Invoke(wanted) ?? wanted, executor, stop);
            }
        );
        Start();
    }

    public MemoryStore Store { get; private set; } = new();

    public SimulationExecutor Simulation { get; }

    public SimulatedProcess Process { get; }

    public ApiServer Server => server!;

    public IClusterApi Api => As(UserInfo.Of("admin", "system:masters"));

    public IClusterApi As(UserInfo user) => Server.Client(user, "test/1");

    public void Restart()
    {
        Process.Crash();
        Store = Store.Reopen();
        Start();
    }

    public ApiResult<T> Try<T>(Func<IClusterApi, ValueTask<ApiResult<T>>> call)
        where T : class => Simulation.Run(() => call(Api).AsTask(), TimeSpan.FromMinutes(1));

    public ApiResult<KubeObject> TryCreate(string resource, string json, IClusterApi? api = null) =>
        Try(_ => (api ?? Api).CreateAsync(Resource(resource), Parse(json), WriteOptions.None, default));

    public KubeObject Create(string resource, string json) => Demand(TryCreate(resource, json));

    public ApiResult<KubeObject> TryPatch(
        string resource,
        NamespacedName key,
        string merge,
        string subresource = "",
        IClusterApi? api = null
    ) =>
        Try(_ =>
            (api ?? Api).PatchAsync(
                Resource(resource),
                key,
                new(PatchType.Merge, JsonText.Parse(merge)),
                new() { Subresource = subresource },
                default
            )
        );

    public KubeObject Patch(string resource, NamespacedName key, string merge, string subresource = "") =>
        Demand(TryPatch(resource, key, merge, subresource));

    public void Delete(string resource, NamespacedName key) =>
        Demand(Try(api => api.DeleteAsync(Resource(resource), key, DeleteOptions.Background, default)));

    public IReadOnlyList<KubeObject> List(string resource) =>
        Try(api => api.ListAsync(Resource(resource), "", ListOptions.All, default)).Value!.Items;

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json)));

    /// <summary>A resource by <c>group/version/name</c>, or <c>version/name</c> in the core group.</summary>
    public static GroupVersionResource Resource(string path)
    {
        var at = path.LastIndexOf('/');
        return GroupVersion.Parse(path[..at]).Resource(path[(at + 1)..]);
    }

    private static KubeObject Demand(ApiResult<KubeObject> result)
    {
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value!;
    }

    private void Start()
    {
        server = null;
        Process.Start();
        Simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
    }
}
