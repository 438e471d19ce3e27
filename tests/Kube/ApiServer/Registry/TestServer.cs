using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;
using Pangea.Kube.Storage;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.ApiServer.Tests.Registry;

/// <summary>An API server over the memory store, on a simulation's single thread and virtual time.</summary>
internal sealed class TestServer
{
    public static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");

    private readonly SimulationExecutor simulation;
    private ApiServer? server;

    public TestServer(ulong seed = 1, IStore? store = null)
    {
        Store = store ?? new MemoryStore();
        simulation = new(new() { Seed = seed });
        Process = simulation.AddProcess(
            "server",
            async (executor, stop) =>
            {
                server = await ApiServer.StartAsync(
                    new()
                    {
                        Store = Store,
                        Catalog = Catalog(),
                        Random = simulation.NewRandom("server"),
                        Identities = new IdentitySource(simulation.NewRandom("uids")),
                    },
                    executor,
                    stop
                );
            }
        );
        Process.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
        Api = server!.Client(UserInfo.Of("admin", "system:masters"), "test/1");
    }

    public IStore Store { get; }

    public SimulatedProcess Process { get; }

    public SimulationExecutor Simulation => simulation;

    public ApiServer Server => server!;

    public IClusterApi Api { get; }

    public T Run<T>(Func<IClusterApi, Task<T>> body) => simulation.Run(() => body(Api), TimeSpan.FromMinutes(10));

    public void Run(Func<IClusterApi, Task> body) => simulation.Run(() => body(Api), TimeSpan.FromMinutes(10));

    public static KubeObject ConfigMap(string name, params (string Key, Value? Value)[] data) =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "ConfigMap"),
                ("metadata", MapValue.Of(("name", name), ("namespace", "default"))),
                ("data", MapValue.Of(data))
            )
        );

    private static ResourceCatalog Catalog() =>
        ResourceCatalog.Of(
            BuiltinSchemas
                .Instance.Resources.Where(r =>
                    r.Resource.Resource
                        is "configmaps"
                            or "namespaces"
                            or "deployments"
                            or "clusterroles"
                            or "clusterrolebindings"
                            or "roles"
                            or "rolebindings"
                )
                .Select(r => new ResourceDefinition
                {
                    Resource = r.Resource,
                    Kind = r.Kind,
                    Singular = r.Singular,
                    Namespaced = r.Namespaced,
                    Verbs = r.Verbs,
                    Schema = r.Schema,
                    Strategy = r.Kind switch
                    {
                        "ConfigMap" => new ConfigMapStrategy(),
                        "Namespace" => new NamespaceStrategy(),
                        "Deployment" => new DeploymentStrategy(),
                        _ => new AnyStrategy(),
                    },
                    Printer = new([], (_, _) => []),
                    Subresources = [.. r.Subresources.Select(s => new SubresourceDefinition(s.Name, s.Kind, s.Verbs))],
                    Scale =
                        r.Kind == "Deployment"
                            ? new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"])
                            : null,
                }),
            []
        );

    private sealed class AnyStrategy : ResourceStrategy
    {
        public override string? NameError(string name) => Syntax.PathSegmentError(name);
    }
}
